"""Reads spoken numbers, dates, hours and phones back, to compare them with their source.

Written apart from `numbers.py`, so that a mistake there is not repeated here.
"""

from __future__ import annotations

import re

_UNITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6}
_PLAIN_DIGITS = {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}


class NotANumber(ValueError):
    """The words are no number as Vietnamese says it."""


def whole(words: str) -> int:
    """Parse a cardinal: “một nghìn không trăm linh năm” → 1005; raises NotANumber."""
    head, found, tail = _last_billion(words.split())
    if found:
        return whole(" ".join(head)) * 10**9 + (_millions(tail) if tail else 0)
    return _millions(tail)


def _last_billion(tokens: list[str]) -> tuple[list[str], bool, list[str]]:
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at] in {"tỷ", "tỉ"}:
            return tokens[:at], True, tokens[at + 1 :]
    return [], False, tokens


def _millions(tokens: list[str]) -> int:
    total, group, last_scale = 0, [], 10**9
    for token in tokens:
        scale = _SCALES.get(token)
        if scale is None:
            group.append(token)
            continue
        if scale >= last_scale:
            raise NotANumber(" ".join(tokens))
        total, group, last_scale = total + _hundreds(group) * scale, [], scale
    return total + (_hundreds(group) if group else 0)


def _hundreds(tokens: list[str]) -> int:
    if "trăm" in tokens:
        at = tokens.index("trăm")
        if at != 1 or tokens[0] not in _PLAIN_DIGITS:
            raise NotANumber(" ".join(tokens))
        rest = tokens[2:]
        return _UNITS[tokens[0]] * 100 + (_tens(rest, after_hundred=True) if rest else 0)
    return _tens(tokens, after_hundred=False)


def _tens(tokens: list[str], *, after_hundred: bool) -> int:
    match tokens:
        case [("linh" | "lẻ"), one] if after_hundred and one in _PLAIN_DIGITS - {"không"}:
            return _UNITS[one]
        case ["mười"]:
            return 10
        case ["mười", one] if one == "lăm" or one in _PLAIN_DIGITS - {"không", "năm"}:
            return 10 + _UNITS[one]
        case [ten, "mươi"] if ten in _PLAIN_DIGITS - {"không", "một"}:
            return _UNITS[ten] * 10
        case [ten, "mươi", one] if (
            ten in _PLAIN_DIGITS and one in _UNITS and one not in {"một", "năm", "không"}
        ):
            return _UNITS[ten] * 10 + _UNITS[one]
        case [one] if one in _PLAIN_DIGITS and not after_hundred:
            return _UNITS[one]
        case _:
            raise NotANumber(" ".join(tokens))


def number(words: str) -> str:
    """Parse a number with decimals back to “1250,75”; digits with a leading zero stay digits (“05”)."""
    head, comma, tail = words.partition(" phẩy ")
    return f"{_label(head)},{_fraction(tail)}" if comma else _label(head)


def _label(words: str) -> str:
    tokens = words.split()
    if len(tokens) > 1 and all(token in _PLAIN_DIGITS for token in tokens):
        return phone(words)
    return str(whole(words))


def _fraction(words: str) -> str:
    tokens = words.split()
    if all(token in _PLAIN_DIGITS for token in tokens):
        return phone(words)
    return str(whole(words))


def phone(words: str) -> str:
    """Parse digits said one by one back to a digit string."""
    tokens = words.replace(",", " ").split()
    if not tokens or any(token not in _PLAIN_DIGITS | {"cộng"} for token in tokens):
        raise NotANumber(words)
    return "".join("+" if token == "cộng" else str(_UNITS[token]) for token in tokens)


def ordinal(words: str) -> str:
    """Parse a rank: nhất → 1, nhì → 2, tư → 4."""
    return {"nhất": "1", "nhì": "2", "tư": "4", "giêng": "1"}.get(words) or str(whole(words))


_DATE = re.compile(
    r"(?:ngày )?(?:(?P<low>mùng) )?(?P<day>.+?) tháng (?P<month>giêng|một|hai|ba|tư|năm|sáu|bảy|"
    r"tám|chín|mười(?: một| hai)?)"
    r"(?: năm (?P<year>.+))?"
)


def date(words: str) -> str:
    """Parse “ngày mùng năm tháng bảy năm hai nghìn không trăm hai mươi lăm” → “5/7/2025”."""
    match = _DATE.fullmatch(words)
    if not match:
        raise NotANumber(words)
    day, month = whole(match["day"]), {"giêng": 1, **_UNITS}.get(match["month"]) or whole(match["month"])
    if bool(match["low"]) != (day <= 10):
        raise NotANumber(words)
    return f"{day}/{month}" + (f"/{whole(match['year'])}" if match["year"] else "")


def month(words: str) -> str:
    """Parse “tháng tư năm hai nghìn …” → “4/2026”."""
    said = words if words.startswith("tháng ") else f"tháng {words}"
    return date(f"mùng một {said}").removeprefix("1/")


def day(words: str) -> str:
    """Parse “mùng năm” → “5”."""
    return date(f"{words} tháng một").removesuffix("/1")


def time(words: str) -> str:
    """Parse “bảy giờ ba mươi phút” → “7:30”, with seconds “7:30:15”."""
    match = re.fullmatch(r"(?P<h>.+?) giờ(?: (?P<m>.+?) phút)?(?: (?P<s>.+) giây)?", words)
    if not match:
        raise NotANumber(words)
    parts = [whole(match["h"]), whole(match["m"]) if match["m"] else 0]
    parts += [whole(match["s"])] if match["s"] else []
    return ":".join(f"{part:02}" for part in parts)


def version(words: str) -> str:
    """Parse “bốn chấm không” → “4.0”."""
    return ".".join(_label(part) for part in words.split(" chấm "))
