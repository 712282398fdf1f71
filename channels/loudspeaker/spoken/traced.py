"""Text that remembers where each of its characters stood in the source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Traced:
    """A piece of text; `at[i]` is the source offset of character i."""

    chars: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, source: str, start: int, end: int) -> Traced:
        """Return source[start:end] as it stands."""
        return cls(source[start:end], tuple(range(start, end)))

    def __getitem__(self, part: slice) -> Traced:
        return Traced(self.chars[part], self.at[part])

    def __len__(self) -> int:
        return len(self.chars)

    def strip(self) -> Traced:
        """Return the text without space at its ends."""
        left = len(self.chars) - len(self.chars.lstrip())
        return self[left : len(self.chars.rstrip())] if self.chars.strip() else Traced("", ())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source span of characters start to end."""
        if not self.at:
            return 0, 0
        first = self.at[min(start, len(self.at) - 1)]
        return (first, self.at[end - 1] + 1) if end > start else (first, first)

    def replace(self, pattern: re.Pattern[str], part: Callable[[Traced, re.Match[str]], Traced]) -> Traced:
        """Return the text with each match exchanged for what `part` keeps or makes of it."""
        pieces, last = [], 0
        for match in pattern.finditer(self.chars):
            pieces += [self[last : match.start()], part(self, match)]
            last = match.end()
        return join([*pieces, self[last:]]) if last else self


def synthetic(chars: str, at: int) -> Traced:
    """Return characters that are not in the source, as if they stood at one offset."""
    return Traced(chars, (at,) * len(chars))


def join(pieces: Iterable[Traced]) -> Traced:
    """Return the pieces as one text."""
    kept = list(pieces)
    return Traced("".join(piece.chars for piece in kept), tuple(at for piece in kept for at in piece.at))
