"""Units of measure and money, alone and compound: tấn/ha, mg/l, đồng/kg."""

from __future__ import annotations

import re
from functools import cache

from channels.loudspeaker.spoken.dictionary import table
from channels.loudspeaker.spoken.patterns import before
from channels.loudspeaker.spoken.scan import Piece, Place, Reading

_AFTER_NUMBER = {"number", "version", "scale", "unit", "phone", "grouped"}
_ONLY_AFTER_NUMBER = {
    "g",
    "m",
    "l",
    "s",
    "h",
    "t",
    "V",
    "W",
    "A",
    "đ",
    "k",
    "p",
    "K",
    "tr",
    "cc",
    "in",
    "L",
    "C",
    "M",
    "x",
    "ph",
    "'",
    "′",
    "T",
}
_PERIODS = (
    "tháng|năm|ngày|tuần|giờ|lần|vụ|người|hộ|khẩu|quý|buổi|ca|suất|phút|đợt|học sinh|em|thôn|xã|lớp|mùa|đêm"
)
_PER = re.compile(
    r"(?:cây|con|gốc|sào|công|bao|tấn|tạ|cái|chiếc|kỳ|héc|lít|đầu|chuyến|mét|khách|phòng|bụi|trụ|bình|vé|xe|"
    r"thửa|giây|cuộc|tin|mũi|liều|lượt|thẻ|sản phẩm|hồ sơ|quả|trái|bó|thùng|chai)(?!\w)"
)
_MONEY = {"đồng", "đô la mỹ", "triệu", "nghìn", "ngàn", "tỷ", "tỉ"}
_WORD_AFTER_STROKE = re.compile(r"/\s?(?P<u>[^\W\d_]+[23²³]?)(?!\w)")
_PLACE = before(r"(?<!\w)(?:thôn|ấp|tổ|khu phố|khóm|lớp)\s+\w+")
_EVERY = re.compile(rf"(?:{_PERIODS})(?!\w)")


@cache
def _names() -> dict[str, str]:
    return {row[0]: row[1] for row in table("units")}


@cache
def _scales() -> dict[str, str]:
    return {"nghìn": "thousand", "ngàn": "thousand", "tỷ": "billion", "tỉ": "billion"}


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(_names(), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(re.escape(name) for name in longest)})(?![^\W_])")


def starts(text: str, at: int) -> bool:
    """Say whether a unit stands at text[at:], a space between or not."""
    return re.compile(r" ?").match(text, at) is not None and (
        _pattern().match(text, at) is not None
        or (_pattern().match(text, at + 1) is not None and text[at : at + 1] == " ")
        or re.match(
            r" ?(?:triệu|tỷ|tỉ|nghìn|ngàn|tấn|tạ|lít|đồng|độ|mét|phần trăm|lần|điểm)(?!\w)",
            text[at : at + 14],
        )
        is not None
    )


def may_end_number(text: str, at: int) -> bool:
    """Say whether a number may end here: no letter follows but a unit's or a word of measure."""
    if at >= len(text) or not (text[at].isalpha() or text[at] == "_"):
        return True
    word = re.compile(r"[^\W\d_]+").match(text, at)
    return _pattern().match(text, at) is not None or (
        word is not None
        and word.group().lower()
        in {
            "triệu",
            "tỷ",
            "tỉ",
            "nghìn",
            "ngàn",
            "giờ",
            "phút",
            "giây",
            "tấn",
            "tạ",
            "lít",
            "đồng",
            "người",
            "hộ",
            "ngày",
            "tháng",
            "năm",
            "tuổi",
            "độ",
            "x",
        }
    )


def rules_for_units(place: Place) -> Reading | None:
    """Read a unit after a number, or one that can be nothing else."""
    scale = _scale(place)
    if scale is not None:
        return scale
    match = place.match(_pattern())
    if not match or not _fits(place, match.group(), match.end()):
        return None
    return place.one(_names()[match.group()], match.end(), "unit")


def _fits(place: Place, unit: str, end: int) -> bool:
    last = place.said[-1] if place.said else None
    quartered = [piece.spoken for piece in place.said[-2:]] == ["phần", "tư"]
    if last and (last.kind in _AFTER_NUMBER or quartered) and place.pos - last.end <= 1:
        return unit not in {"phone"}
    if re.search(r"[\w²³]\s?/\s?$", place.before(4)):
        return last is not None and last.kind in {"per", "unit"}
    if unit in _ONLY_AFTER_NUMBER:
        listed = re.search(r"[(,]\s*$", place.before(4)) and re.match(r"\s*[,)]", place.text[end:])
        return bool(listed) and "(" in place.before(20) and unit in {"g", "m", "l"}
    if unit.isupper() and unit not in {"USD", "VNĐ", "VND"}:
        return False
    return (unit[0].isalpha() and unit not in {"ha", "Pa", "in"}) or place.text[end : end + 1] == "/"


def _scale(place: Place) -> Reading | None:
    """“nghìn”, “tỷ” after a number follow the text's dialect."""
    match = re.compile(r"(?i)(nghìn|ngàn|tỷ|tỉ|triệu|trăm|vạn)(?!\w)").match(place.text, place.pos)
    if not match:
        return None
    last = place.said[-1] if place.said else None
    after_number = last is not None and (
        last.kind in {"number", "scale"}
        or last.spoken in {"vài", "mấy", "hàng", "trăm", "chục", "nhiều", "một", "hai", "ba", "năm", "mười"}
    )
    if not after_number:
        return None
    word = match.group().lower()
    name = _scales().get(word)
    return place.one(getattr(place.dialect, name) if name else word, match.end(), "scale")


def rules_for_strokes(place: Place) -> Reading | None:
    """“/” between measures: “trên” among technical units, “một” for money or turns by time or head."""
    match = place.match(_WORD_AFTER_STROKE) or place.match(re.compile(r"/\s?(?P<u>°|%|m²|m³|\d+)"))
    if not match or not place.said or place.comes_after(_PLACE):
        return None
    last, end = place.said[-1], match.start("u")
    right = place.text[end:]
    if not _is_rate(place, last, right):
        return None
    return place.one("một" if _is_per_head(last, right) else "trên", end, "per")


def _is_rate(place: Place, last: Piece, right: str) -> bool:
    """Say whether what stands around the stroke is a measure per something."""
    if last.spoken in _MONEY and last.kind in {"unit", "scale"}:
        return True
    known = _pattern().match(right) or _EVERY.match(right) or _PER.match(right) or right[:1].isdigit()
    if last.kind in {"unit", "scale"} or (len(place.said) > 1 and place.said[-2].kind == "per"):
        return bool(known)
    every = _EVERY.match(right) or (_PER.match(right) if last.kind == "word" else None)
    return (every is not None and _counts(place)) or _is_measure(last, right)


def _counts(place: Place) -> bool:
    """Say whether a number stands shortly before: “2 lần/ngày”, “8 giờ/ngày”."""
    return any(piece.kind in {"number", "time", "scale"} for piece in place.said[-3:])


def _is_measure(last: Piece, right: str) -> bool:
    return last.spoken in {"tấn", "tạ", "đồng", "người", "con", "cây", "lít", "giờ", "lần", "triệu"} and (
        _pattern().match(right) is not None or _EVERY.match(right) is not None
    )


def _is_per_head(last: Piece, right: str) -> bool:
    technical = last.kind == "unit" and last.spoken.split()[0] in {
        "ki",
        "mét",
        "lít",
        "mi",
        "mê",
        "gi",
        "xen",
    }
    if last.kind == "word" and _PER.match(right):
        return True
    return last.spoken in _MONEY or (
        _EVERY.match(right) is not None and not (technical and right.startswith(("giờ", "giây", "phút")))
    )
