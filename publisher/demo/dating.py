"""Message files written for no particular day: `{{today+2|date}}` becomes a date near the day of the run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_PLACE = re.compile(r"\{\{today(?P<ahead>[+-]\d+)?(?:\|(?P<form>\w+))?\}\}")


def _iso(day: date) -> str:
    return day.isoformat()


def _vietnamese(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


FORMS: Mapping[str, Callable[[date], str]] = {
    "iso": _iso,
    "date": _vietnamese,
    "weekday": _weekday,
}


def dated(text: str, today: date) -> str:
    """Return a text with its days filled in; KeyError on a form that does not exist.

    >>> dated("at: {{today+1}} 17:00", date(2026, 11, 23))
    'at: 2026-11-24 17:00'
    """

    def fill(place: re.Match[str]) -> str:
        day = today + timedelta(days=int(place["ahead"] or 0))
        return FORMS[place["form"] or "iso"](day)

    return _PLACE.sub(fill, text)
