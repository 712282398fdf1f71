"""Dates in words: “ngày mùng năm tháng bảy năm hai nghìn không trăm hai mươi lăm”."""

from __future__ import annotations

from channels.loudspeaker.spoken.numbers import Dialect, cardinal

_LAST_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_day(day: int, month: int) -> bool:
    """Say whether a year can have this day."""
    return 1 <= month <= 12 and 1 <= day <= _LAST_DAY[month - 1]


def is_year(year: int) -> bool:
    """Say whether four digits are a year of our texts."""
    return 1000 <= year <= 2999


def day_name(day: int, dialect: Dialect) -> str:
    """Days 1 to 10 are “mùng …”."""
    return f"mùng {cardinal(day)}" if day <= 10 else cardinal(day, dialect)


def month_name(month: int, *, lunar: bool = False) -> str:
    """Month 4 is “tư”, month 1 “một”; “giêng” is the lunar one."""
    return {1: "giêng" if lunar else "một", 4: "tư"}.get(month) or cardinal(month)


def date_name(day: int, month: int, year: int | None, dialect: Dialect, *, lunar: bool = False) -> str:
    """Say a date without the word “ngày”."""
    said = f"{day_name(day, dialect)} tháng {month_name(month, lunar=lunar)}"
    return f"{said} năm {cardinal(year, dialect)}" if year else said
