"""Walks through one block, asking the rules at each place what to say; the first that answers wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from channels.loudspeaker.spoken.dictionary import Dictionary
from channels.loudspeaker.spoken.numbers import Dialect

PAUSE, STOP, UNKNOWN, LEFT_OUT = "pause", "stop", "unknown", "left_out"
EMPHASIS = "\ue000"  # set by the inline cleaner where a longer emphasis begins or ends
_SENTENCE_EDGE = re.compile(r"[.!?;…](?=\s|$)|\n")
_ALNUM_RUN = re.compile(r"[^\W_]+(?:['’.&/-][^\W_]+)*")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What is said for text[start:end] of a block; `kind` tells the gate how to read it back."""

    spoken: str
    start: int
    end: int
    kind: str = "word"


@dataclass(frozen=True)
class Reading:
    """A rule's answer: the pieces, and where to go on; `back_to` takes back what was said from there."""

    pieces: tuple[Piece, ...]
    end: int
    back_to: int | None = None


@dataclass
class Place:
    """Where the walk stands: the block's text, the position, what was said so far."""

    text: str
    dictionary: Dictionary
    pos: int = 0
    said: list[Piece] = field(default_factory=list)

    @property
    def dialect(self) -> Dialect:
        """How numbers are said."""
        return self.dictionary.dialect

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match a pattern here."""
        return pattern.match(self.text, self.pos)

    def before(self, width: int = 60) -> str:
        """Return the text before this place."""
        text = self.text[max(0, self.pos - width) : self.pos]
        return text.replace(f" {EMPHASIS}", "") if EMPHASIS in text else text

    def comes_after(self, pattern: re.Pattern[str], width: int = 60) -> bool:
        """Say whether the text before this place matches a pattern that ends with `$`."""
        return pattern.search(self.before(width)) is not None

    def sentence(self) -> str:
        """Return the sentence around this place."""
        start = 0
        for edge in _SENTENCE_EDGE.finditer(self.text):
            if edge.start() >= self.pos:
                return self.text[start : edge.start()]
            start = edge.end()
        return self.text[start:]

    def one(self, spoken: str, end: int, kind: str = "word", *, start: int | None = None) -> Reading:
        """Return a reading of one piece from here to `end`."""
        begin = self.pos if start is None else start
        return Reading((Piece(spoken=spoken, start=begin, end=end, kind=kind),), end)


Rule = Callable[[Place], Reading | None]


def walk(place: Place, rules: Callable[[str], tuple[Rule, ...]]) -> list[Piece]:
    """Return the pieces of a whole block."""
    text = place.text
    while place.pos < len(text):
        char = text[place.pos]
        if char.isspace():
            place.pos += 1
            continue
        reading = _first_answer(place, rules(char)) or _unknown(place)
        if reading.back_to is not None:
            place.said[:] = [piece for piece in place.said if piece.start < reading.back_to]
        place.said.extend(reading.pieces)
        place.pos = reading.end
    return place.said


def _first_answer(place: Place, rules: tuple[Rule, ...]) -> Reading | None:
    for rule in rules:
        reading = rule(place)
        if reading is not None:
            return reading
    return None


def _unknown(place: Place) -> Reading:
    """Take the whole token, so that the editor sees it as it is written."""
    run = place.match(_ALNUM_RUN)
    end = run.end() if run else place.pos + 1
    return place.one(place.text[place.pos : end], end, UNKNOWN)
