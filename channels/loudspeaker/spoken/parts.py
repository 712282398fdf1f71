"""Two numbers and a stroke that are no date: 1/3 dân số, 12/12 thôn, 24/7, tỷ lệ 1:500."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken.letters import spell
from channels.loudspeaker.spoken.numbers import cardinal
from channels.loudspeaker.spoken.patterns import COUNTED, NOT_IN_WORD, SHARED, before
from channels.loudspeaker.spoken.scan import Piece, Place, Reading

_STROKE = re.compile(
    r"(?P<a>\d{1,3}(?:\.\d{3})+|\d{1,5})\s?/\s?(?P<b>\d{1,3}(?:\.\d{3})+|\d{1,5})(?![\d]|[.,/-]\d)"
)
_COLON = re.compile(r"(?P<a>\d{1,4}):(?P<b>\d{1,6})(?!\d|:\d)" + NOT_IN_WORD)
_CHAIN = re.compile(r"\d{1,5}(?:/\d{1,5}){2,}(?!\d)")
_COUNTED = re.compile(rf"\s*(?:{COUNTED})(?!\w)", re.IGNORECASE)
_RATIO = before(r"(?<!\w)(?:huyết áp|thị lực|tổ|số|nhà|hẻm|ngõ|ngách|kiệt|thửa|lô|lớp|điểm|trực|phục vụ)")
_ADDRESS = before(r"(?<!\w)(?:số nhà|nhà số|địa chỉ|địa chỉ:|hẻm|ngõ|ngách|kiệt)")
_SHARED = re.compile(rf"\s*(?:{SHARED})(?!\w)", re.IGNORECASE)
_DONE = before(r"(?<!\w)(?:đạt|hoàn thành)")
_SCALE = before(r"(?<!\w)(?:tỷ lệ|tỉ lệ|quy hoạch|bản đồ|pha)")


def rules_for_parts(place: Place) -> Reading | None:
    """Read a share, a ratio, or the stroke itself when nothing else is known."""
    return _chain(place) or _stroke(place) or _colon(place)


def _stroke(place: Place) -> Reading | None:
    match = place.match(_STROKE)
    if not match or (
        re.match(r"[^\W\d_]{2,}(?!\w)", place.text[match.end() :]) and not _hours(place, match.end())
    ):
        return None
    word = "phần" if _is_share(place, match) else "trên"
    over = _piece(word, match.end("a"), match.start("b"))
    pieces = (_number(place, match, "a"), over, _denominator(place, match, word))
    letter = re.compile(r"[A-ZĐ](?![^\W_])").match(place.text, match.end())
    if letter and place.comes_after(_RATIO):
        spelled = _piece(spell(letter.group()), letter.start(), letter.end())
        return Reading((*pieces, spelled), letter.end())
    return Reading(pieces, match.end())


def _hours(place: Place, end: int) -> bool:
    return place.text[end : end + 1] in {"h", "H", "g"}


def _is_share(place: Place, match: re.Match[str]) -> bool:
    top, bottom = (int(match[side].replace(".", "")) for side in "ab")
    if top >= bottom or place.comes_after(_RATIO) or len(match["a"]) > 2:
        return False
    if place.comes_after(_SCALE):
        return True
    if _COUNTED.match(place.text, match.end()):
        return (
            bottom <= 5
            and re.match(r"\s*(?:hộ|người|cử tri|đại biểu|thành viên)", place.text[match.end() :]) is not None
        )
    if _SHARED.match(place.text, match.end()):
        return True
    return not place.comes_after(_DONE) and (bottom <= 10 or top == 1)


def _denominator(place: Place, match: re.Match[str], word: str) -> Piece:
    if word == "phần" and match["b"] == "4":
        return _piece("tư", match.start("b"), match.end("b"), "ordinal")
    return _number(place, match, "b")


def _colon(place: Place) -> Reading | None:
    match = place.match(_COLON)
    if not match:
        return None
    over = _piece("trên", match.end("a"), match.start("b"))
    return Reading((_number(place, match, "a"), over, _number(place, match, "b")), match.end())


def _chain(place: Place) -> Reading | None:
    """Nothing is known of “12/345/6”: its strokes are said, in an address as people say them."""
    match = place.match(_CHAIN)
    if not match:
        return None
    pieces: list[Piece] = []
    for part in re.finditer(r"\d+", match.group()):
        start, end = place.pos + part.start(), place.pos + part.end()
        if pieces:
            stroke = "trên" if place.comes_after(_ADDRESS) else "gạch chéo"
            pieces.append(_piece(stroke, start - 1, start))
        pieces.append(_piece(cardinal(int(part.group()), place.dialect), start, end, "number"))
    return Reading(tuple(pieces), match.end())


def _number(place: Place, match: re.Match[str], group: str) -> Piece:
    said = cardinal(int(match[group].replace(".", "")), place.dialect)
    return _piece(said, match.start(group), match.end(group), "number")


def _piece(spoken: str, start: int, end: int, kind: str = "word") -> Piece:
    return Piece(spoken=spoken, start=start, end=end, kind=kind)
