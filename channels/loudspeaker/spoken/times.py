"""Hours of the day and their ranges: 7h30 → bảy giờ ba mươi phút."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken.numbers import Dialect, cardinal
from channels.loudspeaker.spoken.patterns import DASH, NOT_IN_WORD, TIME_OF_DAY, before
from channels.loudspeaker.spoken.scan import Piece, Place, Reading

_MINUTES = (
    r"(?P<m{n}>[0-5]?\d)\s?(?:phút|ph|p|'|′)|"
    r"(?P<k{n}>[0-5]\d)(?![\d]|[.,/]\d|\s?%|\s+(?:ca|hộ|trường hợp|lượt|em)(?!\w))"
)
_CLOCK = (
    rf"(?P<h{{n}}>[01]?\d|2[0-4])(?:\s?(?:giờ|[hH])(?:\s?(?:{_MINUTES}))?|"
    rf"[gG](?=[0-5]\d)(?P<g{{n}}>[0-5]\d)"
    rf"|:(?P<c{{n}}>[0-5]\d)(?::(?P<s{{n}}>[0-5]\d))?){NOT_IN_WORD}"
)
_ONE = re.compile(_CLOCK.replace("{n}", "1"))
_DOTTED = re.compile(rf"(?P<h1>[01]?\d|2[0-3])\.(?P<c1>[0-5]\d)(?=\s{TIME_OF_DAY}(?!\w))")
_RANGE = re.compile(
    rf"{_CLOCK.replace('{n}', '1')}(?:\s?{TIME_OF_DAY})?{DASH}{_CLOCK.replace('{n}', '2')}", re.IGNORECASE
)
_HALF = re.compile(rf"(?P<h1>[01]?\d|2[0-4]){DASH}{_CLOCK.replace('{n}', '2')}")
_RATIO = before(r"(?<!\w)(?:tỷ lệ|tỉ lệ|tỷ số|tỉ số|hòa|thắng|thua|loại|khổ|pha)")
_FROM = before(r"(?<!\w)từ")
_SHORT_HOUR = re.compile(r"(?P<h1>[01]?\d|2[0-4])[gG](?![^\W_])")
_TWELVE = re.compile(
    r"(?P<h1>1[0-2]|0?[1-9])(?:(?::(?P<c1>[0-5]\d))\s?(?P<small>[ap])m|(?::(?P<d1>[0-5]\d))?\s?(?P<big>[AP])M)"
    + NOT_IN_WORD
)
_CLOCK_WORD = before(r"(?<!\w)(?:lúc|vào lúc|từ lúc|hồi|đúng|giờ:)")
_HOUR_WORD = before(rf"(?<!\w)(?:lúc|vào|từ|giờ|thời gian|{TIME_OF_DAY}):?")


def rules_for_times(place: Place) -> Reading | None:
    """Read a range of hours, or one hour."""
    if place.comes_after(_RATIO):
        return None
    return _range(place) or _half_range(place) or _twelve_hour(place) or _one(place)


def _twelve_hour(place: Place) -> Reading | None:
    """“8:00 AM”, “5 PM”; a small “am” after a bare number is a word (a shrine), so it needs the minutes."""
    match = place.match(_TWELVE)
    if not match:
        return None
    said = _say(match, "1", place.dialect)
    part = _piece(
        _part_of_day(int(match["h1"]), match["big"] or match["small"]), match.end() - 2, match.end()
    )
    return Reading((_piece(said, place.pos, match.end() - 2, "time"), part), match.end())


def _part_of_day(hour: int, half: str) -> str:
    if half in "aA":
        return "đêm" if hour == 12 else "sáng"
    return "trưa" if hour == 12 else "chiều" if hour < 6 else "tối"


def _one(place: Place) -> Reading | None:
    match = (
        place.match(_ONE)
        or place.match(_DOTTED)
        or (place.match(_SHORT_HOUR) if place.comes_after(_CLOCK_WORD) else None)
    )
    return place.one(_say(match, "1", place.dialect), match.end(), "time") if match else None


def _range(place: Place) -> Reading | None:
    match = place.match(_RANGE)
    if not match:
        return None
    first = place.match(_ONE)
    if not first:
        return None
    between = place.text[first.end() : match.start("h2")]
    part_of_day = re.search(TIME_OF_DAY, between)
    tail = [_piece(part_of_day.group(), first.end(), first.end())] if part_of_day else []
    return _joined(place, [_time(match, "1", place, first.end()), *tail], match)


def _half_range(place: Place) -> Reading | None:
    """“8-11h”; “2 - 3 giờ” is a length unless the words before speak of the clock."""
    match = place.match(_HALF)
    if not match:
        return None
    worded = match.group().rstrip().endswith("giờ")
    if worded and not place.comes_after(_HOUR_WORD):
        return None
    hour = cardinal(int(match["h1"]), place.dialect)
    first = _piece(f"{hour} giờ", match.start(), match.end("h1"), "time")
    return _joined(place, [first], match)


def _joined(place: Place, first: list[Piece], match: re.Match[str]) -> Reading:
    lead = [] if place.comes_after(_FROM) else [_piece("từ", place.pos, place.pos)]
    turn = match.start("h2")
    last = _time(match, "2", place, match.end())
    return Reading((*lead, *first, _piece("đến", turn, turn), last), match.end())


def _time(match: re.Match[str], which: str, place: Place, end: int) -> Piece:
    return _piece(_say(match, which, place.dialect), match.start(f"h{which}"), end, "time")


def _say(match: re.Match[str], which: str, dialect: Dialect) -> str:
    named = match.groupdict()
    minutes = next((named[key + which] for key in "mkgcd" if named.get(key + which)), None)
    said = f"{cardinal(int(named['h' + which]), dialect)} giờ"
    if minutes and int(minutes):
        said += f" {cardinal(int(minutes), dialect)} phút"
    seconds = named.get("s" + which)
    return f"{said} {cardinal(int(seconds), dialect)} giây" if seconds and int(seconds) else said


def _piece(spoken: str, start: int, end: int, kind: str = "word") -> Piece:
    return Piece(spoken=spoken, start=start, end=end, kind=kind)
