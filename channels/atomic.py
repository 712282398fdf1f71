"""Files that are there whole or not at all: written, brought to the disk, then seen by their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


@contextmanager
def written(place: Path, *, mode: int = 0o666, synced: bool = True) -> Iterator[BinaryIO]:
    """Give a new file to write; on leaving it is on the disk (when `synced`), after an error it is gone.

    `mode` is that of a file made now, before the umask.
    """
    with _gone_after_an_error(place), open(os.open(place, _NEW, mode), "wb") as target:
        yield target
        target.flush()
        if synced:
            os.fsync(target.fileno())


@contextmanager
def replacing(
    place: Path, *, mode: int = 0o666, synced: bool = True, shared: bool = False
) -> Iterator[BinaryIO]:
    """Give a file to write that takes its place on leaving without an error; the folder is made when needed.

    The name beside is fixed, so a kill leaves at most one file, which the next writing takes over; that asks
    for one writer at a time. `shared`: several may write at once, each beside under a name of its own.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{uuid4().hex}.part" if shared else f".{place.name}.part")
    with written(beside, mode=mode, synced=synced) as target:
        yield target
    with _gone_after_an_error(beside):
        os.replace(beside, place)


def write(place: Path, content: bytes) -> None:
    """Write a new file of these bytes down to the disk."""
    with written(place) as target:
        target.write(content)


def sync(path: Path) -> None:
    """Bring a file, or a folder's entries where the system can (not on Windows), to the disk."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _gone_after_an_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
