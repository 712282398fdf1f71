"""From a source to its spoken text: blocks, pieces by the rules, gate, sentences."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from channels.loudspeaker.spoken import blocks, gates, rules
from channels.loudspeaker.spoken.dictionary import Dictionary, default_dictionary
from channels.loudspeaker.spoken.scan import LEFT_OUT, PAUSE, STOP, UNKNOWN, Piece, Place, walk
from channels.loudspeaker.spoken.traced import Traced
from channels.loudspeaker.spoken.values import UNKNOWN_MARKS, Sentence, SpokenText, Unknown, Word

_ONE_TO_ONE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\r": " "}
)


def speak(source: str, *, dictionary: Dictionary | None = None, markdown: bool = True) -> SpokenText:
    """Return a message as it will be said: same source, same dictionary, same words.

    Spans count code points of the NFC source. An unknown token is never guessed: it stands in the text as
    ⟦token⟧ and in `unknown`, and the voice must not be asked to say the text before it is settled.
    """
    source = unicodedata.normalize("NFC", source)
    writer = _Writer(source=source, dictionary=dictionary or default_dictionary())
    found, hidden = blocks.blocks(source.translate(_ONE_TO_ONE), markdown=markdown)
    for block in found:
        writer.write(block.text)
    return SpokenText(
        sentences=tuple(writer.sentences), unknown=tuple(writer.unknown), left_out=(*writer.left_out, *hidden)
    )


@dataclass
class _Writer:
    """Collects sentences block by block."""

    source: str
    dictionary: Dictionary
    sentences: list[Sentence] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    line_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line_starts = [0, *(at + 1 for at, char in enumerate(self.source) if char == "\n")]

    def write(self, text: Traced) -> None:
        """Say one block; its end is the end of a sentence."""
        for piece in walk(Place(text=text.chars, dictionary=self.dictionary), rules.for_char):
            self._take(piece, text)
        self._close(".", implied=True)

    def _take(self, piece: Piece, text: Traced) -> None:
        if piece.kind == LEFT_OUT:
            self.left_out.append(piece.spoken)
        elif piece.kind == PAUSE:
            self._pause()
        elif piece.kind == STOP:
            self._close(piece.spoken, implied=False)
        else:
            self._word(piece, text)

    def _word(self, piece: Piece, text: Traced) -> None:
        start, end = text.span(piece.start, piece.end)
        written = text.chars[piece.start : piece.end]
        if piece.kind == UNKNOWN or not self._passes(piece, written):
            self._unknown(written or piece.spoken, start, end)
        else:
            self.words.append(Word(spoken=piece.spoken, start=start, end=end, kind=piece.kind))

    def _passes(self, piece: Piece, written: str) -> bool:
        if piece.kind == "word" and " " not in piece.spoken:
            return True
        sayable = gates.is_sayable(piece.spoken, self.dictionary)
        return sayable and gates.reads_back(piece.spoken, written, piece.kind)

    def _unknown(self, token: str, start: int, end: int) -> None:
        line = bisect_right(self.line_starts, start)
        self.unknown.append(Unknown(token=token, start=start, end=end, line=line))
        marked = f"{UNKNOWN_MARKS[0]}{token}{UNKNOWN_MARKS[1]}"
        self.words.append(Word(spoken=marked, start=start, end=end, kind=UNKNOWN))

    def _pause(self) -> None:
        if self.words:
            last = self.words[-1]
            self.words[-1] = Word(
                spoken=last.spoken, start=last.start, end=last.end, kind=last.kind, pause=","
            )

    def _close(self, mark: str, *, implied: bool) -> None:
        if self.words:
            self.sentences.append(Sentence(words=tuple(self.words), end_mark=mark, implied_end=implied))
        self.words = []
