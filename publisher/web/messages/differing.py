"""Two texts beside each other, line by line: what stands in both, only in one, only in the other."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line and where it stands: both | theirs | mine."""

    where: str
    text: str


def differing(theirs: str, mine: str) -> Sequence[Line]:
    """Return the lines of two texts in order."""
    names = {"  ": "both", "- ": "theirs", "+ ": "mine"}
    found = difflib.ndiff(theirs.splitlines(), mine.splitlines())
    return [Line(names[line[:2]], line[2:]) for line in found if line[:2] in names]
