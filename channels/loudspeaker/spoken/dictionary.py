"""The dictionary of readings: what ships with the package, and the commune's own entries on top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from channels.loudspeaker.spoken.numbers import NORTH, Dialect
from channels.loudspeaker.spoken.syllables import is_syllable

_HEAD = re.compile(r"[^\W_]+|[^\w\s]")
READING_FILES = ("offices", "words", "codes", "loanwords", "places")


@dataclass(frozen=True)
class Entry:
    """One reading of a token; `when` says in which surroundings it holds (“next=…”, “prev=…”, “start”).

    A token written in lower case matches any case; others match exactly.
    """

    token: str
    spoken: str
    when: str = ""

    @cached_property
    def conditions(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The parsed surroundings: each a side and a pattern."""
        return tuple(_condition(part) for part in self.when.split(" && ")) if self.when else ()

    def holds(self, text: str, start: int, end: int) -> bool:
        """Say whether text[start:end] stands in the surroundings this reading asks for."""
        return all(_CHECKS[side](pattern, text, start, end) for side, pattern in self.conditions)


def _condition(part: str) -> tuple[str, re.Pattern[str]]:
    side, _, pattern = part.partition("=")
    if side not in _CHECKS:
        raise ValueError(f"Điều kiện “{part}” không hiểu được: chỉ dùng next=…, prev=…, start.")
    return side, re.compile(rf"(?:{pattern})\s*$" if side == "prev" else pattern)


_CHECKS = {
    "next": lambda pattern, text, start, end: pattern.match(text[end : end + 80].lstrip(" ")) is not None,
    "prev": lambda pattern, text, start, end: pattern.search(text[max(0, start - 60) : start]) is not None,
    "start": lambda pattern, text, start, end: not text[:start].strip(" \"“'("),
    "caps": lambda pattern, text, start, end: _in_capitals(text, start, end),
    "not_caps": lambda pattern, text, start, end: not _in_capitals(text, start, end),
}


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Say whether the words around are written in capitals too, so that capitals mean nothing."""
    around = re.findall(r"[^\W\d_]{2,}", text[max(0, start - 25) : start])[-2:]
    around += re.findall(r"[^\W\d_]{2,}", text[end : end + 25])[:2]
    shouted = [word for word in around if word.isupper() and is_syllable(word.lower())]
    return bool(shouted) and len(shouted) >= len(around) / 2


@dataclass(frozen=True)
class Dictionary:
    """All readings known to one commune, and its dialect of numbers; a new value for each change."""

    entries: tuple[Entry, ...]
    dialect: Dialect = NORTH
    own: tuple[Entry, ...] = field(default=())

    def with_entries(self, entries: Mapping[str, str] | Iterable[Entry]) -> Dictionary:
        """Return a dictionary in which these entries come first.

        Raises ValueError, in words for staff, when a reading has signs or syllables the voice cannot say.
        """
        if isinstance(entries, Mapping):
            entries = [Entry(token, spoken) for token, spoken in entries.items()]
        added = tuple(_checked(entry) for entry in entries)
        return Dictionary(self.entries, dialect=self.dialect, own=(*added, *self.own))

    def with_dialect(self, dialect: Dialect) -> Dictionary:
        """Return the same readings with another way of saying numbers."""
        return Dictionary(self.entries, dialect=dialect, own=self.own)

    @cached_property
    def _index(self) -> dict[str, list[tuple[str, list[Entry]]]]:
        """First word of a token → its tokens, longest first, each with its readings in order."""
        grouped: dict[str, list[Entry]] = {}
        for entry in (*self.own, *self.entries):
            grouped.setdefault(entry.token, []).append(entry)
        index: dict[str, list[tuple[str, list[Entry]]]] = {}
        for token, readings in sorted(grouped.items(), key=lambda item: -len(item[0])):
            head = _HEAD.match(token)
            index.setdefault(head.group().casefold() if head else token, []).append((token, readings))
        return index

    def find(self, text: str, start: int) -> tuple[Entry, int] | None:
        """Return the reading of the longest known token at text[start:], with its end."""
        head = _HEAD.match(text, start)
        for token, readings in self._index.get(head.group().casefold(), ()) if head else ():
            end = start + len(token)
            if _is_at(token, text, start) and not _goes_on(text, end):
                for entry in readings:
                    if entry.holds(text, start, end):
                        return entry, end
        return None

    def is_known(self, word: str) -> bool:
        """Say whether a spoken word is in some reading (the lexicon beside Vietnamese syllables)."""
        return word in self._spoken_words

    @cached_property
    def _spoken_words(self) -> frozenset[str]:
        return frozenset(word for entry in self.own for word in entry.spoken.lower().split())


def _is_at(token: str, text: str, start: int) -> bool:
    there = text[start : start + len(token)]
    return there == token or (token.islower() and there.casefold() == token)


def _goes_on(text: str, end: int) -> bool:
    """Say whether the word does not end here."""
    return end < len(text) and text[end - 1].isalnum() and (text[end].isalnum() or text[end] == "_")


def _checked(entry: Entry) -> Entry:
    words = entry.spoken.lower().replace(",", " ").split()
    bad = [word for word in words if not is_syllable(word)]
    if bad or not words or not entry.token.strip():
        raise ValueError(
            f"Cách đọc “{entry.spoken}” của “{entry.token}” chưa dùng được: "
            f"hãy viết bằng âm tiết tiếng Việt{f', sửa “{bad[0]}”' if bad else ''}."
        )
    entry.conditions  # noqa: B018 - a condition that cannot be read is refused here
    return entry


def table(name: str) -> Iterator[list[str]]:
    """Yield the rows of a data file of this package; “#” opens a comment line."""
    text = (resources.files(__package__) / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


@cache
def default_dictionary() -> Dictionary:
    """Return the readings that ship with the package."""
    return Dictionary(tuple(Entry(*row[:3]) for name in READING_FILES for row in table(name)))
