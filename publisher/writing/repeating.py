"""Repeats as staff choose them, a few by name and any other as a rule, to and from RFC 5545 text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from schedules.recurrence import BadRepeat, Recurrence

NAMED = {  # phrase of the form → rule
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
}
OTHER = "other"
_ANY_START = datetime(2026, 1, 1, 8)  # noqa: DTZ001 - a wall time to try a rule with


@dataclass(frozen=True, kw_only=True)
class EveryTime:
    """How often a message repeats, as fields: a named pattern with its last day, or a rule."""

    pattern: str = ""  # a key of NAMED, OTHER, or none
    until: str = ""  # 2026-12-31
    rule: str = ""


def repeat_of(every: EveryTime, zone: ZoneInfo) -> str:
    """Return the rule of some fields, empty for none. Raises BadRepeat, ValueError with a sentence."""
    if every.pattern in NAMED:
        if not every.until:
            raise ValueError("Tin lặp lại cần có ngày cuối.")
        rule = f"{NAMED[every.pattern]};UNTIL={_day(every.until):%Y%m%d}"
    else:
        rule = every.rule if every.pattern == OTHER else ""
    if rule:
        try:
            Recurrence(times=(_ANY_START,), zone=zone, repeat=rule).occurrences()
        except BadRepeat as bad:
            raise ValueError(str(bad)) from None
    return rule


def fields_of(repeat: str) -> EveryTime:
    """Return the fields that show a rule."""
    head, _, until = repeat.partition(";UNTIL=")
    pattern = next((name for name, rule in NAMED.items() if rule == head), "")
    if pattern and len(until) == len("20261231") and until.isdecimal():
        return EveryTime(pattern=pattern, until=f"{until[:4]}-{until[4:6]}-{until[6:]}")
    return EveryTime(pattern=OTHER if repeat else "", rule=repeat)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” không phải ngày; hãy ghi như 2026-12-31.") from None
