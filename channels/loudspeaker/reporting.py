"""How far long work is: told while streams flow, never going back, so that whoever waits knows it lives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, TypeVar, cast

Report = Callable[[float], None]


class Sized(Protocol):
    """What has a length."""

    def __len__(self) -> int:
        """Return how long it is."""


Flowing = TypeVar("Flowing", bound=Sized)


def silent_report(share: float) -> None:
    """Tell nobody."""


def rising(report: Report) -> Report:
    """Return a report whose share never falls: work that is done again tells that it lives, and no less."""
    highest = 0.0

    def told(share: float) -> None:
        nonlocal highest
        highest = max(highest, share)
        report(highest)

    return told


def between(start: float, end: float, report: Report) -> Report:
    """Return the report of a part of the work, from one share of the whole to another."""
    return lambda share: report(start + share * (end - start))


def told(stream: Iterable[Flowing], whole: int, report: Report) -> Iterator[Flowing]:
    """Pass a stream on, telling the share of `whole` (bytes, samples) that has flowed."""
    done = 0
    for piece in stream:
        done += len(piece)
        report(min(1.0, done / max(1, whole)))
        yield piece


@dataclass(frozen=True, kw_only=True)
class _Watched:
    """A file that tells how much of it was read."""

    source: BinaryIO
    size: int
    report: Report

    def read(self, count: int = -1) -> bytes:
        content = self.source.read(count)
        self.report(min(1.0, self.source.tell() / max(1, self.size)))
        return content

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.source.seek(offset, whence)

    def tell(self) -> int:
        return self.source.tell()

    def seekable(self) -> bool:
        return self.source.seekable()


def watched(source: BinaryIO, *, size: int, report: Report) -> BinaryIO:
    """Return a file of `size` bytes that tells how much of it was read, as far as a store reads it."""
    return cast(BinaryIO, _Watched(source=source, size=size, report=report))
