"""The OS lock that lets one process publish from a SQLite home; it falls with its process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class AlreadyHeld(Exception):
    """Another process has what only one may have."""


class AlreadyPublishing(AlreadyHeld):
    """Another process publishes from this home."""


@contextmanager
def publishing_lock(path: Path) -> Iterator[None]:
    """Hold the home's lock; AlreadyPublishing when another process has it."""
    taken = (
        f"Đang có một chương trình khác gửi tin từ thư mục {path.parent}; hãy dừng nó trước "
        "(publisher serve, work hoặc dispatch)."
    )
    with held_by_one(path, taken, AlreadyPublishing):
        yield


@contextmanager
def held_by_one(path: Path, taken: str, error: type[AlreadyHeld] = AlreadyHeld) -> Iterator[None]:
    """Hold a lock file; `error` with the sentence `taken` when another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as holder:
        if not _take(holder):
            raise error(taken)
        yield


@contextmanager
def waiting_lock(path: Path) -> Iterator[None]:
    """Hold a lock file, after everybody before us: threads and processes of this machine alike."""
    with path.open("a+b") as holder:
        while not _take(holder, wait=True):
            if sys.platform != "win32":  # only Windows stops waiting by itself
                raise OSError(f"{path}: this folder's disk keeps no locks")
        yield


def _take(holder: IO[bytes], *, wait: bool = False) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            holder.seek(0)  # Windows itself waits ten seconds at most
            msvcrt.locking(holder.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(holder.fileno(), fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def process_name() -> str:
    """Return a name for this process as owner of attempts: host and process id, unique per start."""
    import platform
    import uuid

    return f"{platform.node() or 'host'}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
