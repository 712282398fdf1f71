"""Numbers that count or rank: cardinals, decimals, ordinals, ranges, lists."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken import units
from channels.loudspeaker.spoken.calendar_days import month_name
from channels.loudspeaker.spoken.numbers import (
    LIMIT,
    cardinal,
    decimal,
    digit_by_digit,
    label,
    ordinal,
    version,
)
from channels.loudspeaker.spoken.patterns import COUNTED, DASH, NUMBER, before
from channels.loudspeaker.spoken.scan import PAUSE, Piece, Place, Reading

_NUMBER = re.compile(NUMBER)
_SPACED = re.compile(r"\d{1,3}(?: \d{3}){2,}(?!\d)|\d{1,3} \d{3}(?=\s?(?:đồng|đ\b|VNĐ|người|hộ))")
_RANGE = re.compile(rf"(?P<a>{NUMBER}){DASH}(?P<b>{NUMBER})(?!-\d)")
_SEQUENCE = re.compile(r"\d{1,4}(?:-\d{1,4}){2,}(?![\d/])")
_MIXTURE = re.compile(r"\d{1,2}-\d{1,2}(?!\d|[/%-]|[.,]\d)")
_FERTILISER = before(r"(?<!\w)(?:NPK|DAP|NP|NK)")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?!\d)")
_LIST = re.compile(r"\d{1,4}(?:,\d{1,4}){2,}(?!\d)")
_PAIR = re.compile(r"(\d{1,2}),(\d{1,2})(?=\s*(?:,|và|hoặc)\s*\d)")
_POINTED = re.compile(r"\d+(?:\.\d+)+(?!\d)")
_TIMES = re.compile(rf"(?P<a>{NUMBER})\s?[xX×*]\s?(?={NUMBER})")
_RANK = before(r"(?<!\w)(?:thứ|hạng|thứ hạng)")
_NTH = before(r"(?<!\w)thứ")
_RANKS = before(r"(?<!\w)thứ (?:\d\s*(?:,|và|đến|hoặc|[-–])\s*)+")
_GRADE = before(r"(?<!\w)(?:giải|hạng)")
_MONTH = before(
    r"(?:(?<!\w)(?:tuần|đợt|kỳ|rằm|lần|thứ) (?:thứ )?\w+ |(?<!\d ))(?<!\w)tháng|"
    r"(?<!\w)tháng (?:\d{1,2}\s*(?:,|và|hoặc|đến|[-–])\s*)+"
)
_LUNAR = before(r"(?<!\w)rằm tháng")
_LABELLED = before(
    r"(?<!\w)(?:số|mẫu|biểu|phụ lục|mã|đề án|chỉ thị|nghị quyết|nghị định|thông tư|luật)(?:\s*số)?"
)
_LISTED = before(
    r"(?<!\w)(?:tổ|các tổ|khoản|điều|điểm|lớp|khối|nhóm|mục|câu|bước|đợt|thôn|ấp|khu phố|kp|"
    r"quận|phường|khóa)"
)
_SCORE = before(
    r"(?<!\w)(?:tỷ số|tỉ số|thắng|thua|(?-i:hòa|hoà)|dẫn(?: trước)?|dẫn điểm|chung cuộc|"
    r"kết quả(?: trận đấu)?|cầm hòa|(?:hiệp|set|séc|ván) (?:\w+))(?: chung cuộc| với)*"
    r"(?: [^\W\d]+){0,4}?\s*:?"
)
_SETS = re.compile(
    r"(?i)(?<!\w)(?:tỷ số|tỉ số|kết quả|thắng|thua|set|séc|hiệp)[^.]{0,40}?"
    r"(?:\d{1,2}\s?[-–:]\s?\d{1,2}\s*[,;(]\s*\(?)+$"
)
_NAME_BEFORE, _NAME_AFTER = re.compile(r"[A-ZĐÀ-Ỹ]\w+\s*$"), re.compile(r"\s*[A-ZĐÀ-Ỹ]\w")
_MATCH = re.compile(r"(?i)(?<!\w)(?:bóng|trận|chung kết|bán kết|tứ kết|vòng loại|giao hữu|vô địch)(?!\w)")
_SCORED = re.compile(
    r"(?P<a>\d{1,2})\s?[-–:]\s?(?P<b>\d{1,2})(?![\d/%:.,]\d|\d|\s?%|"
    rf"\s(?:triệu|tỷ|nghìn|tháng|năm|tuần|tấn|kg|lần|tuổi|{COUNTED})(?!\w))"
)


_SPLIT = re.compile(r"(?P<a>\d{1,3})(?P<u>m|kg|tr|tỷ|tỉ)(?P<b>\d{1,3})(?![^\W_]|[.,/-]\d)")
_SPLIT_UNITS = {"m": "mét", "kg": "ki lô gam", "tr": "triệu"}


def rules_for_numbers(place: Place) -> Reading | None:
    """Read the number here, whatever shape it has."""
    for rule in (_score, _split, _sequence, _product, _range, _listed, _pointed, _single):
        reading = rule(place)
        if reading is not None:
            return reading
    return None


def _score(place: Place) -> Reading | None:
    match = place.match(_SCORED)
    if not match or not (
        place.comes_after(_SCORE) or place.comes_after(_SETS, 90) or _between_teams(place, match)
    ):
        return None
    return Reading((_number(place, match, "a"), _number(place, match, "b")), match.end())


def _between_teams(place: Place, match: re.Match[str]) -> bool:
    """Say whether a score stands between two names where a match is spoken of: “Phú Tân 2-1 Bù Tố”."""
    beside = _NAME_BEFORE.search(place.before(12)) and _NAME_AFTER.match(place.text, match.end())
    return bool(beside) and _MATCH.search(place.sentence()) is not None


def _split(place: Place) -> Reading | None:
    """“1m65”, “2tr5”: the unit stands where the comma would; “15m2” is an area."""
    match = place.match(_SPLIT)
    if not match or (match["u"] == "m" and match["b"] in {"2", "3"}):
        return None
    start, end = match.start("u"), match.end("u")
    unit = place.dialect.billion if match["u"] in {"tỷ", "tỉ"} else _SPLIT_UNITS[match["u"]]
    rest = Piece(spoken=label(match["b"], place.dialect), start=end, end=match.end(), kind="label")
    return Reading(
        (_number(place, match, "a"), Piece(spoken=unit, start=start, end=end, kind="unit"), rest), match.end()
    )


def _sequence(place: Place) -> Reading | None:
    """“NPK 16-16-8”: numbers side by side."""
    match = place.match(_SEQUENCE) or (place.match(_MIXTURE) if place.comes_after(_FERTILISER) else None)
    if not match:
        return None
    return Reading(tuple(_each(place, match, r"\d+")), match.end())


def _each(place: Place, match: re.Match[str], pattern: str) -> list[Piece]:
    parts = re.finditer(pattern, match.group())
    return [_spoken(place, match.start() + part.start(), match.start() + part.end()) for part in parts]


def _product(place: Place) -> Reading | None:
    match = place.match(_TIMES)
    if not match:
        return None
    times = Piece(spoken="nhân", start=match.end("a"), end=match.end())
    return Reading((_number(place, match, "a"), times), match.end())


def _range(place: Place) -> Reading | None:
    match = place.match(_RANGE)
    if not match or not units.may_end_number(place.text, match.end()):
        return None
    first, second = _number(place, match, "a"), _number(place, match, "b")
    turn = Piece(spoken="đến", start=match.end("a"), end=match.start("b"))
    if place.comes_after(_NTH):
        turn = Piece(spoken="đến thứ", start=match.end("a"), end=match.start("b"))
    if place.comes_after(_RANK) or place.comes_after(_MONTH):
        say = _rank if place.comes_after(_RANK) else _month
        first = say(place, match.start("a"), match.end("a"))
        second = say(place, match.start("b"), match.end("b"))
    return Reading((first, turn, second), match.end())


def _listed(place: Place) -> Reading | None:
    """“1,2,3” and “tổ 1,2 và 3” are lists, “1,234,567” is written the English way."""
    if place.match(_ENGLISH):
        match = _ENGLISH.match(place.text, place.pos)
        assert match
        said = cardinal(int(match.group().replace(",", "")), place.dialect)
        return place.one(said, match.end(), "grouped")
    match = place.match(_LIST) or (place.match(_PAIR) if place.comes_after(_LISTED) else None)
    if not match:
        return None
    pieces: list[Piece] = []
    ranked = place.comes_after(_RANK)
    for piece in _each(place, match, r"\d+"):
        piece = _rank(place, piece.start, piece.end) if ranked else piece
        pieces += [piece, Piece(spoken=",", start=piece.end, end=piece.end, kind=PAUSE)]
    return Reading(tuple(pieces[:-1]), match.end())


def _pointed(place: Place) -> Reading | None:
    """“4.0” is a version; “12.5%” a decimal written with a point."""
    match = place.match(_POINTED)
    if not match or re.fullmatch(r"\d{1,3}(?:\.\d{3})+", match.group()):
        return None
    if not units.may_end_number(place.text, match.end()):
        return None
    if match.group().count(".") == 1 and units.starts(place.text, match.end()):
        return place.one(decimal(match.group().replace(".", ","), place.dialect), match.end(), "number")
    return place.one(version(match.group(), place.dialect), match.end(), "version")


def _single(place: Place) -> Reading | None:
    match = place.match(_SPACED) or place.match(_NUMBER)
    if not match or not units.may_end_number(place.text, match.end()):
        return None
    written = match.group().replace(" ", "")
    if int(written.partition(",")[0].replace(".", "")) >= LIMIT:
        return place.one(digit_by_digit(re.sub(r"\D", "", written)), match.end(), "phone")
    if place.comes_after(_RANK) or place.comes_after(_RANKS):
        return _one(_rank(place, match.start(), match.end()))
    if place.comes_after(_MONTH):
        return _one(_month(place, match.start(), match.end()))
    if place.comes_after(_GRADE) and written == "1":
        return place.one("nhất", match.end(), "ordinal")
    if re.fullmatch(r"0\d", written) and place.comes_after(_LABELLED):
        return place.one(label(written, place.dialect), match.end(), "label")
    return place.one(decimal(written, place.dialect), match.end(), "number")


def _one(piece: Piece) -> Reading:
    return Reading((piece,), piece.end)


def _number(place: Place, match: re.Match[str], group: str) -> Piece:
    return _spoken(place, match.start(group), match.end(group))


def _spoken(place: Place, start: int, end: int) -> Piece:
    return Piece(spoken=decimal(place.text[start:end], place.dialect), start=start, end=end, kind="number")


def _rank(place: Place, start: int, end: int) -> Piece:
    number = int(re.sub(r"\D", "", place.text[start:end]))
    return Piece(spoken=ordinal(number, place.dialect), start=start, end=end, kind="ordinal")


def _month(place: Place, start: int, end: int) -> Piece:
    number = int(re.sub(r"\D", "", place.text[start:end]))
    if not 1 <= number <= 12:
        return _spoken(place, start, end)
    lunar = place.comes_after(_LUNAR) or re.match(r"\s*(?:năm \S+ )?\(?âm lịch", place.text[end:])
    return Piece(spoken=month_name(number, lunar=bool(lunar)), start=start, end=end, kind="ordinal")
