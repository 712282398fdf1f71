"""Finding in a finished Vietnamese sentence the templates it was made of, and saying them in English.

Staff sentences are stored and passed on as plain text (the reason of a delivery, the hold of a channel),
often several in a row and one inside another. So a text is cut where a sentence or a part of one may end, and
of all ways to recognise its pieces the one that leaves the fewest Vietnamese letters wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from publisher.english.catalogue import Entry, entries, is_quoting

_CUT = re.compile(r"(?<=[.!?…:;,])\s+|\n+|\s(?=\()")
_TRIMMED = re.compile(r"(\s*[,;:]?\s*)(.*?)([\s.,;:]*)", re.DOTALL)
_QUOTED = re.compile(r"“[^”]*”|`[^`]*`")
_STOPS = (".", "!", "?", "…")
_FARTHEST = 8  # sentences, and parts of a sentence, that one template may span
VIETNAMESE_LETTER = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


@dataclass(frozen=True)
class Said:
    """A text in English, and how many Vietnamese letters outside quotes are left in it."""

    text: str
    left: int

    def __add__(self, after: Said) -> Said:
        return Said(self.text + after.text, self.left + after.left)


def in_english(sentence: str) -> str:
    """Return the English of a Vietnamese sentence; what is not recognised stays as it is."""
    return _best(sentence).text


@lru_cache(maxsize=4096)
def _best(text: str) -> Said:
    """Return the reading of a text that leaves the least, whole templates before cut ones."""
    whole = _recognised(text)
    if whole is not None and not whole.left:
        return whole
    cuts = [0, *_cuts(text), len(text)]
    best = {len(text): Said("", 0)}
    for at in range(len(cuts) - 2, -1, -1):
        start, ends = cuts[at], _ends(text, cuts[at + 1 :])
        found = [
            said + best[end] for end in reversed(ends) if (said := _recognised(text[start:end])) is not None
        ]
        best[start] = min(
            [*found, _as_it_is(text[start : ends[0]]) + best[ends[0]]], key=lambda said: said.left
        )
    return min([best[0], *([whole] if whole else [])][::-1], key=lambda said: said.left)


def _cuts(text: str) -> Iterator[int]:
    for gap in _CUT.finditer(text):
        if 0 < gap.end() < len(text) and not is_quoting(text[: gap.start()]):
            yield gap.end()


def _ends(text: str, cuts: Sequence[int]) -> list[int]:
    """Return where a template may end: after one of the next parts, or after one of the next sentences."""
    stops = [cut for cut in cuts if cut == len(text) or text[:cut].rstrip()[-1:] in _STOPS]
    return sorted({*cuts[:_FARTHEST], *stops[:_FARTHEST]})


def _as_it_is(text: str) -> Said:
    return Said(text, len(VIETNAMESE_LETTER.findall(_QUOTED.sub("", text))))


@lru_cache(maxsize=4096)
def _recognised(text: str) -> Said | None:
    """Return a text that is one template, with or without the marks around it."""
    found = _matched(text)
    if found is not None:
        return found
    trimmed = _TRIMMED.fullmatch(text)
    if trimmed is None or trimmed[2] == text:
        return None
    before, core, after = trimmed.groups()
    for marks in dict.fromkeys((after.rstrip(), after[:1], "")):
        kept, rest = core + marks, after[len(marks) :]
        found = _matched(kept)
        if found is not None:
            return Said(before + found.text + rest, found.left)
    return None


def _matched(text: str) -> Said | None:
    best: Said | None = None
    for entry in entries():
        if entry.landmark in text and (match := entry.pattern.fullmatch(text)):
            said = _filled(entry, match.groupdict())
            if best is None or said.left < best.left:
                best = said
            if not best.left:
                break
    return best


def _filled(entry: Entry, slots: dict[str, str]) -> Said:
    said = {name: _own_word(value) if name in entry.quoted else _best(value) for name, value in slots.items()}
    text = entry.filled({name: each.text for name, each in said.items()})
    return Said(text, sum(each.left for each in said.values()))


def _own_word(value: str) -> Said:
    """Return a quoted word as it is; one that runs over its closing quote is a poor match."""
    return Said(value, len(value) if "“" in value or "”" in value else 0)
