"""The last word before a publishing request is asked for once the line stands, right before it is written."""

import socket
import threading

import pytest

from channels.base import ChannelUnavailable, last_word
from channels.http import call


class Listener:
    """A server that takes one connection and keeps what it hears."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.connected = threading.Event()
        self.heard = b""
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/bai"

    def _listen(self):
        line, _ = self.socket.accept()
        self.connected.set()
        with line:
            line.settimeout(5)
            self.heard = line.recv(65536)
            if self.heard:
                line.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.socket.close()


def test_the_line_stands_before_the_last_word_and_nothing_is_written_after_a_no(listener):
    stood = []

    def forbid():
        stood.append(listener.connected.wait(5))
        raise ChannelUnavailable("Đã có máy khác làm.", code="lease")

    with last_word(forbid), pytest.raises(ChannelUnavailable, match="Đã có máy khác làm"):
        call("POST", listener.url, creates=True, data={"message": "Họp thôn"})
    listener.thread.join(5)

    assert stood == [True]
    assert listener.heard == b""


def test_the_last_word_is_asked_once_for_one_publishing_request(listener):
    asked = []

    with last_word(lambda: asked.append(listener.connected.wait(5))):
        answer = call("POST", listener.url, creates=True, data={"message": "Họp thôn"})

    assert answer.status == 201
    assert asked == [True]


def test_what_publishes_nothing_needs_no_last_word(listener):
    asked = []

    with last_word(lambda: asked.append(True)):
        call("GET", listener.url)

    assert asked == []
