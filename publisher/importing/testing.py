"""Builders for tests of importing: a good message file in one line, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from publisher.importing.draft import Reading
from publisher.importing.known import KnownNames
from publisher.importing.problems import Problem, Severity
from schedules.slots import Slot, Timetable

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=HOME)
HOUR = timedelta(hours=1)
TIMETABLE = Timetable(
    tz=HOME,
    slots=(
        Slot(name="Sáng", start=time(5, 30), length=HOUR),
        Slot(name="Chiều", start=time(17), length=HOUR),
    ),
)
KNOWN = KnownNames(
    closed_hour=TIMETABLE.closed_hour,
    units=("Hội Phụ nữ", "Trạm Y tế"),
    hamlets=("Thôn Đồi Chè", "Thôn Suối Đá"),
    zones=("Cụm loa Trung tâm",),
    topics={"health": "Y tế", "agriculture": "Nông nghiệp", "role": "Vai trò của khoa học"},
    import_keys=frozenset({"lich-cu"}),
)
GOOD: Mapping[str, str] = {
    "title": "Khám sức khỏe miễn phí",
    "topic": "health",
    "unit": "Trạm Y tế",
    "urgency": "routine",
    "media": "[website, loudspeaker]",
    "at": "2026-11-24 17:00",
}


def message_text(*, body: str = "Mời bà con đến khám.", without: tuple[str, ...] = (), **fields: str) -> str:
    """Return the text of a good message file; fields are added, replaced, or left out."""
    chosen = {name: value for name, value in {**GOOD, **fields}.items() if name not in without}
    return "\n".join(["---", *(f"{name}: {value}" for name, value in chosen.items()), "---", body])


def errors(reading: Reading) -> list[Problem]:
    """Return what keeps a file from being imported."""
    return [problem for problem in reading.problems if problem.severity is Severity.ERROR]


def only_error(reading: Reading) -> Problem:
    """Return the one error of a refused file; AssertionError or ValueError when that is not what it is."""
    (problem,) = errors(reading)
    assert reading.draft is None
    return problem


def codes(reading: Reading) -> list[str]:
    """Return the codes of all problems, in the order told."""
    return [problem.code for problem in reading.problems]
