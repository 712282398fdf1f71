"""One host's process, to be run in a network of its own: a worker, or a way to a server's socket file.

`work FOLDER DATABASE LEASE BEGUN SPEED`: dispatch until standard input ends.
`carry ADDRESS PORT TARGET`: accept connections there and carry them to a socket file or a port of loopback.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def work(folder: str, database: str, lease: str, begun: str, speed: str) -> None:
    """Publish like `publisher work`, with a lease of so many seconds and a clock that runs so much faster."""
    from channels.registry import KINDS
    from content_queue.leases import Lease
    from publisher.app import App
    from publisher.home import Home
    from publisher.running import keep_sending
    from publisher.testing import NOON

    def clock():
        return NOON + timedelta(seconds=(time.time() - float(begun)) * float(speed))

    KINDS["post"] = "benchmarks.post_channel:PostChannel"
    app = App.open(Home(folder=Path(folder), database_url=database), clock)
    dispatcher = app.dispatcher(threads=8)
    length = timedelta(seconds=float(lease))
    dispatcher.lease = Lease(app.engine, name=uuid.uuid4().hex, clock=clock, length=length)
    sender = threading.Thread(target=keep_sending, args=(dispatcher,))
    sender.start()
    say("ready")
    sys.stdin.read()
    dispatcher.stop.set()
    sender.join()


async def carry(address: str, port: str, target: str) -> None:
    """Carry bytes both ways until killed."""

    async def connected(reader, writer):
        there = asyncio.open_unix_connection(target) if target.startswith("/") else None
        onward = await (there or asyncio.open_connection("127.0.0.1", int(target)))
        await asyncio.gather(pour(reader, onward[1]), pour(onward[0], writer), return_exceptions=True)

    server = await asyncio.start_server(connected, address, int(port))
    say("ready")
    await server.serve_forever()


async def pour(reader, writer) -> None:
    """Carry bytes one way until they end."""
    try:
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    finally:
        writer.close()


def say(what: str) -> None:
    print(what, flush=True)  # noqa: T201


if __name__ == "__main__":
    role, *given = sys.argv[1:]
    if role == "work":
        work(*given)
    else:
        asyncio.run(carry(*given))
