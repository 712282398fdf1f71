"""The English of every sentence that staff may read, kept as data in `sentences/*.txt`, a file for each area.

An entry is two lines, `vi: …` and `en: …`, with the same slots in braces; lines beginning with `#` are notes.
A slot may say what it takes, as a regular expression: `{day:\\d+}`. What stands in a slot is given in English
too where the catalogue knows it, unless the slot stands in quotes (“…” or `…`): that is somebody's own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

_FOLDER = Path(__file__).parent / "sentences"
_SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


class CatalogueBroken(ValueError):
    """A catalogue file does not follow its form; says the file and the line."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One sentence in both languages."""

    vietnamese: str
    english: str
    place: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return what stands between the slots."""
        return tuple(_SLOT.split(self.vietnamese)[::3])

    @cached_property
    def weight(self) -> int:
        """Return how much of the sentence is fixed: the more, the surer a match is."""
        return sum(len(each) for each in self.words)

    @cached_property
    def landmark(self) -> str:
        """Return the longest fixed part, by which most sentences are told apart at once."""
        return max(self.words, key=len)

    @cached_property
    def quoted(self) -> frozenset[str]:
        """Return the slots that stand in quotes."""
        return frozenset(
            slot[1] for slot in _SLOT.finditer(self.vietnamese) if is_quoting(self.vietnamese[: slot.start()])
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the expression that a finished sentence matches."""
        pieces = _SLOT.split(self.vietnamese)
        seen: set[str] = set()
        made = [re.escape(pieces[0])]
        for name, shape, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            made += [f"(?P={name})" if name in seen else f"(?P<{name}>{shape or '.*?'})", re.escape(after)]
            seen.add(name)
        return re.compile("".join(made), re.DOTALL)

    def filled(self, slots: dict[str, str]) -> str:
        """Return the English sentence with its slots filled."""
        return _SLOT.sub(lambda slot: slots[slot[1]], self.english)


def is_quoting(before: str) -> bool:
    """Say whether a text ends inside quotes that are still open."""
    return before.count("“") > before.count("”") or before.count("`") % 2 == 1


def slots_of(template: str) -> set[str]:
    """Return the names of a template's slots."""
    return {slot[1] for slot in _SLOT.finditer(template)}


@cache
def entries() -> tuple[Entry, ...]:
    """Return the whole catalogue, the most specific sentence first."""
    found = (entry for file in sorted(_FOLDER.glob("*.txt")) for entry in _read(file))
    return tuple(sorted(found, key=lambda entry: -entry.weight))


def _read(file: Path) -> Iterator[Entry]:
    vietnamese = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        label, _, text = line.partition(":")
        place = f"{file.name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        if (label, bool(vietnamese)) not in {("vi", False), ("en", True)} or not text.strip():
            raise CatalogueBroken(f"{place}: expected `vi: …` and then `en: …`, found {line!r}")
        if label == "en":
            yield Entry(vietnamese=vietnamese, english=text.removeprefix(" "), place=place)
        vietnamese = text.removeprefix(" ") if label == "vi" else ""
    if vietnamese:
        raise CatalogueBroken(f"{file.name}: “{vietnamese}” has no English")
