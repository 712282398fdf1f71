"""A process that makes a commune's recordings until none is left, for tests that kill; run as a script.

Its argument is an order in JSON: {"url", "folder", "holds"}. It prints `ready`, waits for a line, and prints
the title of each recording that it begins; with `holds` it then waits for a line before it goes on. Memory
channels make a few bytes that name this process.
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from pathlib import Path

from sqlalchemy import select

from channels.loudspeaker import Loudspeaker
from channels.memory import Memory
from content_queue.db import open_session
from content_queue.models import RenditionRow
from content_queue.renditions import RECORDING
from publisher.app import App
from publisher.home import FilesIn, Home


def told(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def record_in_memory(adapter, rendition, report):
    """Make a file that names its maker and its message."""
    report(0.5)
    content = io.BytesIO(f"{os.getpid()} {rendition.title}".encode())
    file = adapter.supplies.files.add(content, name="am-thanh.mp3", media_type="audio/mpeg")
    report(1.0)
    return rendition.with_files(file)


def telling(record, *, holds: bool):
    """Return a recording that tells that it begins."""

    def tell(adapter, rendition, report):
        told(rendition.title)
        if holds:
            sys.stdin.readline()
        return record(adapter, rendition, report=report)

    return tell


def anything_left(app: App) -> bool:
    with open_session(app.engine, reading=True) as session:
        return (
            session.scalar(select(RenditionRow.id).where(RenditionRow.state == RECORDING).limit(1))
            is not None
        )


def main(order: dict) -> None:
    holds = order["holds"]
    Memory.record = telling(record_in_memory, holds=holds)
    Loudspeaker.record = telling(Loudspeaker.record, holds=holds)
    home = Home(folder=Path(order["folder"]), database_url=order["url"], files_in=FilesIn.DATABASE)
    app = App.open(home)
    recorder = app.recorder()
    told("ready")
    sys.stdin.readline()
    while anything_left(app):
        recorder.run()
        threading.Event().wait(0.05)
    app.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
