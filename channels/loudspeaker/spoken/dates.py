"""Dates, months of a year, days in a list and ranges of dates."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken import date_evidence
from channels.loudspeaker.spoken.calendar_days import date_name, day_name, is_day, is_year, month_name
from channels.loudspeaker.spoken.numbers import cardinal
from channels.loudspeaker.spoken.patterns import DASH, DOCUMENT, ENDS_NUMBER, NOT_IN_WORD, before
from channels.loudspeaker.spoken.scan import UNKNOWN, Piece, Place, Reading

_FULL = re.compile(
    rf"(?P<d>\d{{1,2}})\s?(?P<s>[/.-])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<y>\d{{4}}){ENDS_NUMBER}"
)
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)")
_SHORT = re.compile(rf"(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:/(?P<y>\d{{2}}))?{ENDS_NUMBER}{NOT_IN_WORD}(?!%)")
_DASHED = re.compile(rf"(?P<d>\d{{1,2}})[-.](?P<m>\d{{1,2}}){ENDS_NUMBER}{NOT_IN_WORD}(?!%|\s+tháng)")
_WORDED = re.compile(r"(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:\s+năm\s+(?P<y>\d{4}))?(?![\d/])")
_RANGE = re.compile(
    rf"(?P<d>\d{{1,2}})(?:/(?P<m>\d{{1,2}})(?:/(?P<y>\d{{4}}))?)?{DASH}(?:ngày\s+)?"
    rf"(?P<d2>\d{{1,2}})/(?P<m2>\d{{1,2}})(?:/(?P<y2>\d{{4}}))?{ENDS_NUMBER}{NOT_IN_WORD}"
)
_MONTH = re.compile(rf"(?P<m>\d{{1,2}})\s?[/.-]\s?(?P<y>\d{{4}}){ENDS_NUMBER}{NOT_IN_WORD}")
_MONTHS = re.compile(rf"(?P<m>\d{{1,2}}){DASH}(?P<m2>\d{{1,2}})/(?P<y>\d{{4}}){ENDS_NUMBER}")
_QUARTER = re.compile(r"(?P<q>\d{1,2})/(?P<y>\d{4})(?!\d)")
_QUARTERS = re.compile(rf"(?P<p>[1-4]){DASH}(?P<q>[1-4])/(?P<y>\d{{4}})(?!\d)")
_LETTERED_RANGE = re.compile(rf"T(?P<m>1[0-2]|[1-9]){DASH}T?(?P<m2>1[0-2]|[1-9])/(?P<y>\d{{4}})(?!\d)")
_LETTERED = re.compile(r"[Tt]\.?\s?(?P<m>1[0-2]|0?[1-9])/(?P<y>\d{4})(?!\d)")
_DAY = re.compile(rf"\d{{1,2}}(?=\s?[-–]\s?\d{{1,2}}\s+tháng)|\d{{1,2}}{ENDS_NUMBER}{NOT_IN_WORD}(?!\s*%)")
_LUNAR = re.compile(r"(?:/\d{4})?\s*(?:\(?âm lịch|ÂL|\(ÂL|\(AL)", re.IGNORECASE)
_DAY_SAID = before(r"(?<!\w)ngày|(?<!\w)ngày (?:\d{1,2}(?:[/.-]\d{1,2})?\s*(?:,|và|hoặc|[-–])\s*)+")
_NAMED_DAY = re.compile(r"(?<!\w)(?:Ngày|NGÀY|ngày(?= [A-ZĐÀ-Ỹ]))(?!\s*\d) [^,;.:!?\d]{0,90}$")
_MUNG = re.compile(r"(?i)(?:mùng|mồng)\s*$")
_DAY_BEFORE = before(r"(?<!\w)ngày")
_FROM = before("từ|từ ngày")
_MONTH_SAID = before(r"tháng|tháng (?:\d{1,2}\s*(?:,|và|hoặc|[-–])\s*)+")
_QUARTER_SAID = before("quý|kỳ|đợt|học kỳ|lần|vụ|phiên|khóa|khoá|vòng|giải")
_NUMBERED = re.compile(rf"(?i){DOCUMENT}(?:\s+số)?\s*:?\s*$|\bsố\s*$")


_STREET = before(r"(?<!\w)(?:đường|phố|cầu|quảng trường|công viên|đại lộ|nhà máy)")
_STREET_DAYS = {
    (3, 2),
    (30, 4),
    (2, 9),
    (1, 5),
    (19, 5),
    (26, 3),
    (22, 12),
    (19, 8),
    (27, 7),
    (8, 3),
    (23, 3),
    (10, 3),
    (24, 3),
    (23, 9),
}


def rules_for_dates(place: Place) -> Reading | None:
    """Read whatever kind of date stands here."""
    for rule in _RULES:
        reading = rule(place)
        if reading is not None:
            return reading
    return None


def _range_of_dates(place: Place) -> Reading | None:
    match = place.match(_RANGE)
    if not match or not is_day(int(match["d2"]), int(match["m2"])):
        return None
    first_month = match["m"] or match["m2"]
    if not is_day(int(match["d"]), int(first_month)):
        return None
    if (
        not match["m"]
        and not _DAY_SAID.search(place.before())
        and not match["y2"]
        and not _dated(place, match)
    ):
        return None
    one = _say(place, match["d"], match["m"], match["y"]) if match["m"] else _day(place, match["d"])
    two = _say(place, match["d2"], match["m2"], match["y2"])
    kind = "date" if match["m"] else "day"
    start, turn = match.start(), match.start("d2")
    said = _DAY_SAID.search(place.before()) is not None
    opening = "" if said else "ngày" if _FROM.search(place.before()) else "từ ngày"
    pieces = [
        *([_piece(opening, start, start)] if opening else []),
        _piece(
            one,
            start,
            match.end("y") if match["y"] else match.end("m") if match["m"] else match.end("d"),
            kind,
        ),
        _piece("đến" if said else "đến ngày", turn, turn),
        _piece(two, turn, match.end(), "date"),
    ]
    return Reading(tuple(pieces), match.end())


def _dated(place: Place, match: re.Match[str]) -> bool:
    return date_evidence.means_date(place, int(match["d2"]), int(match["m2"]), match.end(), match.group())


def _full_date(place: Place) -> Reading | None:
    match = place.match(_FULL) or place.match(_ISO)
    if not match or not is_day(int(match["d"]), int(match["m"])) or not is_year(int(match["y"])):
        return None
    return _date(place, match, lunar=_is_lunar(place, match.end()))


def _worded_date(place: Place) -> Reading | None:
    match = place.match(_WORDED)
    if not match or not is_day(int(match["d"]), int(match["m"])):
        return None
    if not match["y"] and not date_evidence.follows_day_word(place):
        return None
    return _date(place, match, lunar=_is_lunar(place, match.end()))


def _day_and_month(place: Place) -> Reading | None:
    match = place.match(_SHORT)
    if not match and date_evidence.opens_dashed_date(place):
        match = place.match(_DASHED)
    if not match or not is_day(int(match["d"]), int(match["m"])):
        return None
    if not date_evidence.means_date(place, int(match["d"]), int(match["m"]), match.end(), match.group()):
        return None
    return _date(place, match, lunar=_is_lunar(place, match.end()))


def _date(place: Place, match: re.Match[str], *, lunar: bool) -> Reading:
    year = match.groupdict().get("y")
    said = date_name(
        int(match["d"]), int(match["m"]), int(year) if year else None, place.dialect, lunar=lunar
    )
    said_before = _MUNG.search(place.before(8))
    if said_before:
        start = place.pos - len(said_before.group())
        return Reading((_piece(said, start, match.end(), "date"),), match.end(), back_to=start)
    lead = () if _day_is_said(place) else (_piece("ngày", place.pos, place.pos),)
    return Reading((*lead, _piece(said, place.pos, match.end(), "date")), match.end())


def _day_is_said(place: Place) -> bool:
    return place.comes_after(_DAY_SAID) or place.comes_after(_NAMED_DAY, 100)


def _is_lunar(place: Place, end: int) -> bool:
    return _LUNAR.match(place.text, end) is not None


def _month(place: Place) -> Reading | None:
    match = place.match(_MONTH)
    if not match or not 1 <= int(match["m"]) <= 12 or not is_year(int(match["y"])):
        return None
    if place.comes_after(_QUARTER_SAID):
        return _quarter(place)
    if place.comes_after(_NUMBERED, 40):
        return None
    lead = "" if place.comes_after(_MONTH_SAID) else "tháng "
    said = f"{month_name(int(match['m']))} năm {cardinal(int(match['y']), place.dialect)}"
    return place.one(f"{lead}{said}", match.end(), "month")


def rules_for_lettered_months(place: Place) -> Reading | None:
    """“T11/2025”: a month by its letter; alone T2 to T7 are days of the week."""
    match = place.match(_LETTERED_RANGE)
    if match and is_year(int(match["y"])):
        return _months_of(place, match)
    match = place.match(_LETTERED)
    if not match or not is_year(int(match["y"])):
        return None
    said = f"tháng {month_name(int(match['m']))} năm {cardinal(int(match['y']), place.dialect)}"
    return place.one(said, match.end(), "month")


def _quarters(place: Place) -> Reading | None:
    """“quý 1-2/2026”."""
    match = place.match(_QUARTERS) if place.comes_after(_QUARTER_SAID) else None
    if not match:
        return None
    first = _piece(cardinal(int(match["p"])), match.start(), match.end("p"), "number")
    turn = _piece("đến", match.start("q"), match.start("q"))
    return Reading((first, turn, *_of_year(place, match)), match.end())


def _quarter(place: Place) -> Reading | None:
    match = place.match(_QUARTER)
    return Reading(_of_year(place, match), match.end()) if match else None


def _of_year(place: Place, match: re.Match[str]) -> tuple[Piece, ...]:
    return (
        _piece(cardinal(int(match["q"])), match.start("q"), match.end("q"), "number"),
        _piece("năm", match.start("y"), match.start("y")),
        _piece(cardinal(int(match["y"]), place.dialect), match.start("y"), match.end(), "number"),
    )


def _months(place: Place) -> Reading | None:
    match = place.match(_MONTHS)
    if not match or not place.comes_after(_MONTH_SAID) or max(int(match["m"]), int(match["m2"])) > 12:
        return None
    return _months_of(place, match, said="")


def _months_of(place: Place, match: re.Match[str], *, said: str = "tháng ") -> Reading:
    last = f"tháng {month_name(int(match['m2']))} năm {cardinal(int(match['y']), place.dialect)}"
    lead = (_piece("tháng", match.start(), match.start("m")),) if said else ()
    pieces = (
        *lead,
        _piece(month_name(int(match["m"])), match.start("m"), match.end("m"), "ordinal"),
        _piece("đến", match.start("m2"), match.start("m2")),
        _piece(last, match.start("m2"), match.end(), "month"),
    )
    return Reading(pieces, match.end())


def _lone_day(place: Place) -> Reading | None:
    """“ngày 5 hằng tháng”, “các ngày 10, 11 và 12/9”."""
    match = place.match(_DAY)
    if not match or not 1 <= int(match.group()) <= 31:
        return None
    said_before = _MUNG.search(place.before(8))
    if said_before:
        start = place.pos - len(said_before.group())
        piece = _piece(day_name(int(match.group()), place.dialect), start, match.end(), "day")
        return Reading((piece,), match.end(), back_to=start)
    if not place.comes_after(_DAY_SAID) or date_evidence.counts_days(place):
        return None
    return place.one(day_name(int(match.group()), place.dialect), match.end(), "day")


def _say(place: Place, day: str, month: str, year: str | None) -> str:
    return date_name(int(day), int(month), int(year) if year else None, place.dialect)


def _day(place: Place, day: str) -> str:
    return day_name(int(day), place.dialect)


def _piece(spoken: str, start: int, end: int, kind: str = "word") -> Piece:
    return Piece(spoken=spoken, start=start, end=end, kind=kind)


def _no_such_day(place: Place) -> Reading | None:
    """“ngày 31/02” is a mistake to be asked about, not a ratio."""
    match = place.match(_FULL) or (place.match(_SHORT) if place.comes_after(_DAY_BEFORE) else None)
    if not match or place.comes_after(_NUMBERED, 40):
        return None
    return place.one(match.group(), match.end(), UNKNOWN)


def _street(place: Place) -> Reading | None:
    """“đường 30/4”, “cầu 3/2”: a street named after a day says neither “ngày” nor “mùng”."""
    match = (place.match(_SHORT) or place.match(_DASHED)) if place.comes_after(_STREET) else None
    if not match or (int(match["d"]), int(match["m"])) not in _STREET_DAYS:
        return None
    pieces = (
        _piece(cardinal(int(match["d"]), place.dialect), match.start(), match.end("d"), "number"),
        _piece("tháng", match.end("d"), match.start("m")),
        _piece(month_name(int(match["m"])), match.start("m"), match.end(), "ordinal"),
    )
    return Reading(pieces, match.end())


_RULES = (
    _street,
    _range_of_dates,
    _quarters,
    _months,
    _full_date,
    _worded_date,
    _month,
    _day_and_month,
    _no_such_day,
    _lone_day,
)
