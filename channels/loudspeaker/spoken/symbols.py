"""Punctuation as pauses and ends; signs that are words."""

from __future__ import annotations

import re
from functools import cache

from channels.loudspeaker.spoken.dictionary import table
from channels.loudspeaker.spoken.scan import EMPHASIS, PAUSE, STOP, Piece, Place, Reading

_SILENT = "\"'“”‘’«»„‟`*_^\\|•·\u200b\u00ad\u200c\u200d\ufeff\u2060"
_PAUSES = ",;:()[]{}→⇒➔" + EMPHASIS
_ENDS = re.compile(r"[.!?…]+")
_DASH = re.compile(r"[-–—‒−]+")
_SIGNS = {
    "&": "và",
    "+": "cộng",
    "=": "bằng",
    ">": "lớn hơn",
    "<": "nhỏ hơn",
    "≥": "lớn hơn hoặc bằng",
    "≤": "nhỏ hơn hoặc bằng",
    "±": "cộng trừ",
    "≈": "khoảng",
    "×": "nhân",
    "÷": "chia",
    "§": "mục",
    "№": "số",
    "%": "phần trăm",
    "‰": "phần nghìn",
    "°": "độ",
    "²": "vuông",
    "³": "khối",
    "$": "đô la",
    "€": "ơ rô",
    "∞": "vô cùng",
}
_COMPARED = {">=": "≥", "<=": "≤"}
_BEFORE_NUMBER = {
    "điện thoại",
    "số điện thoại",
    "khu phố",
    "quốc lộ",
    "tỉnh lộ",
    "phường",
    "quận",
    "kế hoạch",
}
_NEGATIVE = re.compile(r"[-–−](?!0\d)\d")
_MONEY = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+\s?(?:đồng|đ|VNĐ|VND)(?!\w)")
_ABOUT = re.compile(r"(?i)(?:khoảng|gần|chừng|độ|tầm)\s*$")
_DOLLARS = re.compile(
    r"(?:(?P<english>\d{1,3}(?:,\d{3})+)|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)"
)
_POWER = re.compile(r"\d\^\d")
_CURRENCY = re.compile(r"\$\s?(?=\d)")


def rules_for_powers(place: Place) -> Reading | None:
    """Read the mark of a power between two numbers: 10^6."""
    return place.one("mũ", place.pos + 1) if _POWER.match(place.text, max(0, place.pos - 1)) else None


def rules_for_symbols(place: Place) -> Reading | None:
    """Read a sign: an end, a pause, a word, or nothing to hear."""
    char = place.text[place.pos]
    if char in "~∼" and re.match(r"\s?\d", place.text[place.pos + 1 :]) and not place.comes_after(_ABOUT):
        return place.one("khoảng", place.pos + 1)
    if char in _SILENT or char in "~∼":
        return Reading((), place.pos + 1)
    if char in ".!?…":
        return _end(place)
    if char in "-–—‒−":
        return _dash(place)
    if char in _PAUSES:
        return _pause(place, place.pos + 1)
    if char == "/":
        return _stroke(place)
    if char == "#" and place.text[place.pos + 1 : place.pos + 2].isdigit():
        return place.one("số", place.pos + 1)
    return (
        place.one(_SIGNS[char], place.pos + 1, "unit" if char in "%‰°" else "word")
        if char in _SIGNS
        else None
    )


def _end(place: Place) -> Reading:
    match = place.match(_ENDS)
    assert match
    marks, after = match.group(), place.text[match.end() :].lstrip(" \"”')»")
    mark = "?" if "?" in marks else "!" if "!" in marks else "."
    trailing = mark == "." and after[:1].islower()
    inside = mark == "." and place.text[match.end() : match.end() + 1].isdigit()
    if mark == "." and after[:1].isdigit() and place.said and place.said[-1].spoken in _BEFORE_NUMBER:
        return Reading((), match.end())
    if trailing or inside or (mark != "." and after[:1] in {",", ")"}):
        return _pause(place, match.end())
    return place.one(mark, match.end(), STOP)


def _pause(place: Place, end: int) -> Reading:
    return place.one(",", end, PAUSE)


def _dash(place: Place) -> Reading:
    if _is_minus(place):
        return place.one("âm", place.pos + 1)
    match = place.match(_DASH)
    assert match
    left, right = place.text[: place.pos].rstrip(), place.text[match.end() :].lstrip()
    if _spans(place, left, right):
        return place.one("đến", match.end())
    spaced = (
        place.text[place.pos - 1 : place.pos].isspace() or place.text[match.end() : match.end() + 1].isspace()
    )
    if not spaced or _is_pair(left, right):
        return Reading((), match.end())
    return _pause(place, match.end())


def _is_minus(place: Place) -> bool:
    """A dash close before a number: a minus at the head of a line (“-01” is a list mark) or after a word."""
    if place.match(_NEGATIVE) is None:
        return False
    return not place.said or re.search(r"[^\d\s][\s(]+$|\($", place.before(3)) is not None


def _spans(place: Place, left: str, right: str) -> bool:
    """“10% - 15%”, “tháng 3 - tháng 5”, “thứ Hai - thứ Sáu”, “quý I - quý II”."""
    last = place.said[-1] if place.said else None
    if last is None:
        return False
    if last.kind in {"unit", "number", "scale", "ordinal", "roman", "day"} and re.match(r"\d", right):
        phone = re.match(r"\d{2,}[ .]\d", right) and not _MONEY.match(right)
        return not phone and last.kind != "roman"
    if re.search(r"(?<!\w)T[2-7]\s?$", left + " ") and re.match(r"(?:T[2-7]|CN)(?!\w)", right):
        return True
    if re.search(r"(?i)(?<!\w)km ?\d+$", left) and re.match(r"(?i)km ?\d", right):
        return True
    if last.kind == "roman" and re.match(r"[IVX]+(?!\w)", right):
        return True
    same = re.search(
        r"(?i)(thứ|tháng|quý|điều|khoản|lớp|khối|tổ|năm|ngày|tuần|khóa|chương|mục|bước|mùng|mồng) (\w+)$",
        left,
    )
    return same is not None and right.casefold().startswith(same[1].casefold() + " ")


def _is_pair(left: str, right: str) -> bool:
    """Names in two parts are said in one breath: “kinh tế - xã hội”, “Bà Rịa - Vũng Tàu”."""
    pairs = _pair_words()
    before = (
        " ".join(left.casefold().split()[-2:]),
        left.casefold().split()[-1:] and left.casefold().split()[-1],
    )
    following = re.match(r"[^\W\d_]+(?: [^\W\d_]+)?", right.casefold())
    if following and before[0] in pairs and (following.group() in pairs):
        return True
    names = (
        re.search(r"(?:[A-ZĐÀ-Ỹ]\w* )?([A-ZĐÀ-Ỹ][a-zà-ỹđ]+)$", left),
        re.match(r"([A-ZĐÀ-Ỹ][a-zà-ỹđ]+)", right),
    )
    return bool(names[0] and names[1] and names[0][0].count(" ") == 1)


@cache
def _pair_words() -> frozenset[str]:
    return frozenset(row[0] for row in table("pairs"))


def _stroke(place: Place) -> Reading:
    """“và/hoặc” is said in one breath, “anh/chị” with a pause."""
    counted = any(piece.kind == "number" for piece in place.said[-3:])
    if counted and place.text[place.pos + 1 : place.pos + 2].isdigit():
        return place.one("trên", place.pos + 1)
    joined = re.search(r"(?i)(?<!\w)và$", place.before(4)) is not None
    lettered = re.search(r"(?<!\w)[A-ZĐ]$", place.before(2)) is not None
    if joined or lettered:
        return Reading((), place.pos + 1)
    return _pause(place, place.pos + 1)


def rules_for_comparisons(place: Place) -> Reading | None:
    """“>=” and “<=” are one sign typed as two."""
    sign = _COMPARED.get(place.text[place.pos : place.pos + 2])
    return place.one(_SIGNS[sign], place.pos + 2) if sign else None


def _decimal_comma(written: str) -> str:
    """Return a number without its groups: 1.500 → 1500, 1.5 → 1,5."""
    return written.replace(".", "") if re.search(r"\.\d{3}(?!\d)", written) else written.replace(".", ",")


def rules_for_currency(place: Place) -> Reading | None:
    """“$100” → một trăm đô la."""
    match = place.match(_CURRENCY)
    if not match:
        return None
    from channels.loudspeaker.spoken.numbers import decimal

    amount = _DOLLARS.match(place.text, match.end())
    if not amount:
        return None
    grouped = amount["english"] is not None
    plain = amount.group().replace(",", "") if grouped else _decimal_comma(amount.group())
    said, kind = decimal(plain, place.dialect), "grouped" if grouped else "number"
    return Reading(
        (
            Piece(spoken=said, start=match.end(), end=amount.end(), kind=kind),
            Piece(spoken="đô la", start=place.pos, end=match.end(), kind="unit"),
        ),
        amount.end(),
    )
