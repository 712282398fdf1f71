"""Reading the times that staff write: `2026-11-24 17:00` or ISO; otherwise written gets a proposal."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

EXAMPLE = "2026-11-24 17:00"
_DATE = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_MOMENT = re.compile(
    rf"{_DATE}(?:[ T]+(\d{{1,2}}):(\d{{2}})(?::(\d{{2}}))?\s*(Z|[+-]\d{{2}}:?\d{{2}})?)?", re.IGNORECASE
)
_VIETNAMESE_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_VIETNAMESE_HOUR = re.compile(r"(\d{1,2})\s*(?:[:hHg]|giờ)\s*(\d{2})?")


class BadMoment(ValueError):
    """A time that cannot be read: what is wrong, and how to write it."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


def read_moment(text: str, *, zone: ZoneInfo, end_of_day: bool = False) -> datetime:
    """Return the naive wall time written in `text`, an offset turned into the commune's zone.

    A date alone is the end of its day when `end_of_day`, else refused. Raises BadMoment.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise BadMoment(f"Không hiểu ngày giờ “{text}”.", _proposal(text))
    year, month, day, hour, minute, second, offset = match.groups()
    on = _date(text, int(year), int(month), int(day))
    if hour is None:
        if end_of_day:
            return datetime.combine(on, time(23, 59))
        raise BadMoment(f"“{text}” thiếu giờ.", f"Ghi cả giờ, ví dụ {on.isoformat()} 17:00.")
    if second not in {None, "00"}:
        raise BadMoment(f"“{text}” ghi đến giây.", "Chỉ ghi giờ và phút.")
    local = datetime.combine(on, _time(text, int(hour), int(minute)))
    return _localized(local, offset, zone) if offset else local


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadMoment(
            f"“{text}”: không có ngày {day:02}/{month:02}/{year}.", "Kiểm tra lại ngày và tháng."
        ) from None
    if not 2000 <= year <= 2100:
        raise BadMoment(f"“{text}”: năm {year} không hợp lý.", "Kiểm tra lại năm.")
    return found


def _time(text: str, hour: int, minute: int) -> time:
    if hour > 23 or minute > 59:
        raise BadMoment(f"“{text}”: không có giờ {hour:02}:{minute:02}.", "Giờ từ 00:00 đến 23:59.")
    return time(hour, minute)


def _localized(local: datetime, offset: str, zone: ZoneInfo) -> datetime:
    written = offset.upper() if offset.upper() == "Z" or ":" in offset else f"{offset[:3]}:{offset[3:]}"
    try:
        moment = datetime.fromisoformat(f"{local.isoformat()}{written}")
    except ValueError:
        raise BadMoment(f"“{offset}” không phải múi giờ.", "Bỏ phần múi giờ để dùng giờ của xã.") from None
    return moment.astimezone(zone).replace(tzinfo=None)


def _proposal(text: str) -> str:
    """Return how to write it, made of what can be recognised."""
    day = _VIETNAMESE_DATE.search(text)
    remedy = f"Ghi theo dạng NĂM-THÁNG-NGÀY GIỜ:PHÚT, ví dụ {EXAMPLE}."
    if day is None:
        return remedy
    hour = _VIETNAMESE_HOUR.search(text.replace(day[0], " "))
    clock = f"{int(hour[1]):02}:{hour[2] or '00'}" if hour else "17:00"
    return f"{remedy} Có phải {day[3]}-{int(day[2]):02}-{int(day[1]):02} {clock}?"
