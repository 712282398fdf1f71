"""A fast receiver in a process of its own: answers every POST /d/ID at once and counts each ID.

GET /count answers how many came and how many different ones; POST /reset forgets them.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
received: Counter[bytes] = Counter()


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
            self.read = self.read[size:]
            answer = _answer(head.split(b" ", 2)[1])
            self.transport.write(HEAD % len(answer) + answer)


def _length(head: bytes) -> int:
    _, found, rest = head.partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def _answer(path: bytes) -> bytes:
    if path.startswith(b"/d/"):
        received[path[3:]] += 1
        return b'{"id":"%s"}' % path[3:]
    if path == b"/reset":
        received.clear()
    return json.dumps({"received": received.total(), "distinct": len(received)}).encode()


@dataclass(frozen=True)
class Sink:
    """The running receiver as its users see it."""

    url: str

    def reset(self) -> None:
        """Forget what was received."""
        urllib.request.urlopen(f"{self.url}/reset", data=b"").close()

    def count(self) -> tuple[int, int]:
        """Return how many requests were received and how many different deliveries they were."""
        with urllib.request.urlopen(f"{self.url}/count") as answer:
            counted = json.load(answer)
        return counted["received"], counted["distinct"]


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
    server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
