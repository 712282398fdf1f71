"""Work ahead: a stream made in a thread of its own while its consumer is busy in C code without the lock."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Made = TypeVar("Made")
_DEPTH = 4  # pieces waiting at most, so that memory stays small
_PATIENCE = 0.1  # seconds between looks whether anybody still wants more


def ahead(source: Iterable[Made]) -> Iterator[Made]:
    """Yield what `source` yields, in order, made a few pieces ahead; its error is raised here."""
    waiting: queue.Queue[tuple[bool, Made | BaseException | None]] = queue.Queue(_DEPTH)
    left = threading.Event()
    maker = threading.Thread(target=_make, args=(source, waiting, left), daemon=True)
    maker.start()
    try:
        while True:
            more, piece = waiting.get()
            if more:
                yield piece  # type: ignore[misc]
            elif isinstance(piece, BaseException):
                raise piece
            else:
                return
    finally:
        left.set()
        maker.join()


def _make(
    source: Iterable[Made],
    waiting: queue.Queue[tuple[bool, Made | BaseException | None]],
    left: threading.Event,
) -> None:
    try:
        for piece in source:
            if not _put(waiting, (True, piece), left):
                return
        _put(waiting, (False, None), left)
    except BaseException as failed:  # noqa: BLE001 - it is raised again where the stream is consumed
        _put(waiting, (False, failed), left)


def _put(
    waiting: queue.Queue[tuple[bool, Made | BaseException | None]],
    piece: tuple[bool, Made | BaseException | None],
    left: threading.Event,
) -> bool:
    """Wait for room as long as somebody is there to take it."""
    while not left.is_set():
        try:
            waiting.put(piece, timeout=_PATIENCE)
        except queue.Full:
            continue
        return True
    return False
