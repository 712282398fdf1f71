"""A fast receiver in a process of its own: answers every POST /d/BOARD-REFERENCE and counts each.

GET /count answers how many came, how many different ones and when the last came; GET /times when each came
first; GET /seen/ID whether it came. POST /reset forgets all and takes new manners as JSON: `latency` seconds
for everyone, `slow` {board: seconds} for some, `busy` boards that are refused with 429.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
OK, BUSY = b"200 OK", b"429 Too Many Requests"
received: Counter[bytes] = Counter()
first_came: dict[bytes, float] = {}
manners: dict[str, Any] = {}


class Receiver(asyncio.Protocol):
    """One kept-alive connection; requests come whole or in pieces."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing read."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.read = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head = self.read[:end]
            size = end + 4 + _length(head.lower())
            if len(self.read) < size:
                return
            body, self.read = self.read[end + 4 : size], self.read[size:]
            self._answer(head.split(b" ", 2)[1], body)

    def _answer(self, path: bytes, body: bytes) -> None:
        if not path.startswith(b"/d/"):
            self._write(OK, json.dumps(_told(path, body)).encode())
            return
        name = path[3:]
        board = name.split(b"-", 1)[0].decode()
        if board in manners.get("busy", ()):
            self._write(BUSY, b"{}")
            return
        received[name] += 1
        first_came.setdefault(name, time.time())
        wait = manners.get("slow", {}).get(board, manners.get("latency", 0))
        if wait:
            asyncio.get_running_loop().call_later(wait, self._write, OK, b'{"id":"%s"}' % name)
        else:
            self._write(OK, b'{"id":"%s"}' % name)

    def _write(self, status: bytes, body: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(HEAD % (status, len(body)) + body)


def _length(head: bytes) -> int:
    _, found, rest = head.partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def _told(path: bytes, body: bytes) -> Any:
    if path == b"/reset":
        received.clear()
        first_came.clear()
        manners.clear()
        manners.update(json.loads(body or b"{}"))
    if path == b"/times":
        return {name.decode(): at for name, at in first_came.items()}
    if path.startswith(b"/seen/"):
        return {"seen": path[len(b"/seen/") :] in received}
    last = max(first_came.values(), default=0.0) if path == b"/last" else 0.0
    return {"received": received.total(), "distinct": len(received), "last": last}


@dataclass(frozen=True)
class Sink:
    """The running receiver as its users see it."""

    url: str

    def reset(self, **manner: Any) -> None:
        """Forget what was received; answer in this manner from now on."""
        urllib.request.urlopen(f"{self.url}/reset", data=json.dumps(manner).encode()).close()

    def count(self) -> tuple[int, int]:
        """Return how many requests were received and how many different deliveries they were."""
        counted = self._asked("count")
        return counted["received"], counted["distinct"]

    def last(self) -> float:
        """Return when the last different delivery came, in seconds since 1970."""
        return float(self._asked("last")["last"])

    def times(self) -> Mapping[str, float]:
        """Return when each came first, in seconds since 1970."""
        came: Mapping[str, float] = self._asked("times")
        return came

    def _asked(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/{what}") as answer:
            return json.load(answer)


@contextmanager
def running() -> Iterator[Sink]:
    """Run the receiver on a free port of this machine."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Sink(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.kill()
        process.communicate()


async def serve() -> None:
    """Serve until killed; say the port first."""
    server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
