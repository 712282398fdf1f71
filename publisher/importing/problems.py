"""What is wrong with a message file: one value per mistake, told together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"  # the file is not imported
    WARNING = "warning"  # imported, and somebody should look
    NOTICE = "notice"  # imported; what was changed on the way

    @property
    def vietnamese(self) -> str:
        """Return the word staff read."""
        return {"error": "lỗi", "warning": "cảnh báo", "notice": "lưu ý"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One mistake or notice: file, line (1 is the first, 0 the whole file), what, and how to mend it."""

    severity: Severity
    code: str
    file: str
    line: int
    sentence: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{place}: {self.severity.vietnamese}: {self.sentence}"
        return f"{text} {self.remedy}" if self.remedy else text


@dataclass(frozen=True, kw_only=True)
class Removal:
    """Something left out of a text: what it was, in words for staff, and its line."""

    what: str
    line: int


class LineIndex:
    """Tells the line of any place in a text that begins on `first_line`."""

    def __init__(self, text: str, *, first_line: int = 1) -> None:
        self._first_line = first_line
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def line(self, at: int) -> int:
        """Return the line of the character at this place."""
        return self._first_line + bisect_right(self._ends, at - 1)


@dataclass
class ProblemList:
    """Collects the problems of one file while it is read."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def error(self, code: str, line: int, sentence: str, remedy: str = "") -> None:
        """Note a mistake that stops the import."""
        self._note(Severity.ERROR, code, line, sentence, remedy)

    def warning(self, code: str, line: int, sentence: str, remedy: str = "") -> None:
        """Note something that somebody should look at."""
        self._note(Severity.WARNING, code, line, sentence, remedy)

    def notice(self, code: str, line: int, sentence: str, remedy: str = "") -> None:
        """Note what was changed on the way in."""
        self._note(Severity.NOTICE, code, line, sentence, remedy)

    def _note(self, severity: Severity, code: str, line: int, sentence: str, remedy: str) -> None:
        self.found.append(
            Problem(severity=severity, code=code, file=self.file, line=line, sentence=sentence, remedy=remedy)
        )

    @property
    def has_error(self) -> bool:
        """Say whether anything stops the import."""
        return has_error(self.found)

    def in_order(self) -> tuple[Problem, ...]:
        """Return the problems by line."""
        return tuple(sorted(self.found, key=lambda problem: problem.line))


def has_error(problems: Iterable[Problem]) -> bool:
    """Say whether any problem stops the import."""
    return any(problem.severity is Severity.ERROR for problem in problems)
