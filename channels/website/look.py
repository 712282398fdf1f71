"""The site's templates, and how dates and text are written in them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from channels.base import StoredFile

TEMPLATES = Path(__file__).parent / "templates"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
# What neither HTML nor XML 1.0 allows in text: controls, half characters, noncharacters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text without the characters that make a page or a feed ill-formed."""
    return _FORBIDDEN.sub("", text)


def _finalize(value: Any) -> Any:
    if isinstance(value, Markup):
        return Markup(printable(value))
    return printable(value) if isinstance(value, str) else value


def day(at: datetime) -> str:
    """Return the day as people write it: Thứ Ba, 24/11/2026."""
    return f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y}"


def moment(at: datetime) -> str:
    """Return day and hour: Thứ Ba, 24/11/2026, 17 giờ 05."""
    return f"{day(at)}, {at.hour} giờ {at:%M}"


def iso(at: datetime) -> str:
    """Return a time for machines, to the second: HTML takes no more than three digits of a fraction."""
    return at.isoformat(timespec="seconds")


def month_name(month: str) -> str:
    """Return a month's name: 2026-11 → Tháng 11 năm 2026."""
    year, _, number = month.partition("-")
    return f"Tháng {int(number)} năm {year}"


def weight(file: StoredFile) -> str:
    """Return a file's size as people read it: 350 KB, 1,2 MB."""
    if file.size < 1_000_000:
        return f"{max(1, round(file.size / 1000))} KB"
    return f"{file.size / 1_000_000:.1f} MB".replace(".", ",")


@cache
def look() -> Environment:
    """Return the template environment; everything is escaped unless it is Markup."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )
    environment.filters.update(day=day, moment=moment, month_name=month_name, rfc822=format_datetime, iso=iso)
    environment.filters.update(weight=weight)
    return environment


def draw(template: str, **given: Any) -> str:
    """Return a template filled in; the last line ends."""
    return look().get_template(template).render(**given).rstrip() + "\n"
