"""A file on a slow line is given the time it needs to leave."""

from __future__ import annotations

import io
import socket
import threading
from contextlib import closing

from channels import http

SIZE = 16 << 20  # more than the kernel's buffers take at once
PAUSE = 0.5


def read_late(listener, pause):
    """Accept one request, begin to read it after a pause, and answer when it is whole."""
    connection, _ = listener.accept()
    with closing(connection):
        threading.Event().wait(pause)
        left = SIZE
        while left > 0 and (piece := connection.recv(1 << 20)):
            left -= len(piece)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")


def test_an_upload_may_take_longer_than_connecting():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        reader = threading.Thread(target=read_late, args=(listener, PAUSE), daemon=True)
        reader.start()

        answer = http.call(
            "POST",
            f"http://127.0.0.1:{listener.getsockname()[1]}/",
            files={"source": ("anh.jpg", io.BytesIO(bytes(SIZE)))},
            timeout=(PAUSE / 5, 10.0),
        )
        reader.join()

    assert answer.data == {}
