"""A folder that is replaced as a whole: an interrupted export leaves the old one or the new one.

The new folder is written beside the old (`.<name>.new`) and swapped in by two renames: a rename over a full
folder is atomic nowhere, on FAT32 less so. A stop between the two is mended by `recover`, which every export
runs first under its lock; look-ups and checks only `settle`, so they never touch an export at work:

    name   .old   .new      what happened                     then
    yes    -      yes       stopped while writing             .new goes
    -      yes    yes       stopped between the renames       .new is complete: it becomes the folder
    yes    yes    -         stopped before tidying up         .old goes
    -      yes    -         .new was lost with its disk       .old comes back
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from channels.atomic import sync

Checkpoint = Callable[[str], None]  # told before each step that changes the disk; tests stop there


def no_checkpoint(step: str) -> None:
    """Let every step pass."""


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _new(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def recover(folder: Path) -> None:
    """Finish or undo what an interrupted replacement of `folder` left, and tidy up."""
    settle(folder)
    for left in (_old(folder), _new(folder)):
        if left.exists():
            shutil.rmtree(left)


def settle(folder: Path) -> None:
    """Put the new folder, or else the old one, in place when neither is there."""
    old, new = _old(folder), _new(folder)
    if not folder.exists() and old.exists():
        os.rename(new if new.exists() else old, folder)


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Hold the file `place` locked, against other threads and processes of this machine."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a+b") as lock:
        _lock(lock.fileno())
        yield  # closing the file gives the lock back, a killed process too


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


@contextmanager
def replacing(folder: Path, checkpoint: Checkpoint = no_checkpoint) -> Iterator[Path]:
    """Give an empty folder to fill; on leaving without an error it takes the place of `folder`."""
    recover(folder)
    old, new = _old(folder), _new(folder)
    new.mkdir(parents=True)
    try:
        yield new
        sync(new)
        if folder.exists():
            checkpoint("set the old folder aside")
            os.rename(folder, old)
        checkpoint("put the new folder in place")
        os.rename(new, folder)
        sync(folder.parent)
        checkpoint("remove the old folder")
        shutil.rmtree(old, ignore_errors=True)
    except Exception:
        recover(folder)
        raise
