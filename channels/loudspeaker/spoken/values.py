"""What a spoken text is made of: words with their source span, sentences, unknown tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

UNKNOWN_MARKS = "⟦⟧"


@dataclass(frozen=True, kw_only=True)
class Word:
    """One reading: what is said for source[start:end] of the NFC source, and the pause after it.

    `spoken` may be several words (“năm mươi bảy”) with pauses inside (“không hai bảy một, ba không không”).
    """

    spoken: str
    start: int
    end: int
    kind: str = "word"
    pause: str = ""

    @property
    def text(self) -> str:
        """The reading with the pause that follows it."""
        return self.spoken + self.pause


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A token nobody may guess; `line` counts from 1."""

    token: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """The words of one sentence and its end mark: “.”, “?” or “!”.

    `implied_end` says that the source ended without a mark (a heading, a table row, a bare phrase).
    """

    words: tuple[Word, ...]
    end_mark: str = "."
    implied_end: bool = False

    @property
    def text(self) -> str:
        """What the voice gets: lower-case words, pauses as commas, the end mark."""
        return self.bare_text + self.end_mark

    @property
    def bare_text(self) -> str:
        """The sentence without its end mark."""
        joined = " ".join(word.text for word in self.words).rstrip(",")
        return re.sub(r",(?:\s*,)+", ",", joined)

    @property
    def start(self) -> int:
        """Where the sentence begins in the source."""
        return min(word.start for word in self.words)

    @property
    def end(self) -> int:
        """Where the sentence ends in the source."""
        return max(word.end for word in self.words)


@dataclass(frozen=True)
class SpokenText:
    """A whole message as it will be said, and all that will not be said."""

    sentences: tuple[Sentence, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    left_out: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """All sentences in one line; a bare phrase without an end mark stays without one."""
        if len(self.sentences) == 1 and self.sentences[0].implied_end:
            return self.sentences[0].bare_text
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word in order, for showing source beside spoken."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @property
    def syllables(self) -> int:
        """How many syllables are said, for the length and the speed gate."""
        return sum(len(sentence.text.split()) for sentence in self.sentences)
