"""Roman numerals: only after a word that licenses them, or as the number of a heading."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken.numbers import cardinal, ordinal
from channels.loudspeaker.spoken.patterns import before
from channels.loudspeaker.spoken.scan import Piece, Place, Reading
from channels.loudspeaker.spoken.sourceback import roman as value_of

_NUMERAL = re.compile(
    r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?!\w)(?:/(?P<y>\d{4})(?!\d))?"
)
_LICENSE = before(
    r"(?<!\w)(?:đại hội(?: đảng| đảng bộ| đoàn)?(?: xã| tỉnh| huyện| toàn quốc)?|khóa|khoá|quý|"
    r"thế kỷ|thế kỉ|chương|phần|mục|"
    r"tiểu mục|kỳ họp|kỳ|kì|loại|hạng|cấp|nhóm|phụ lục|tập|vùng|đợt|quân khu|quân đoàn|bậc|độ|"
    r"giai đoạn|quyển|học kỳ|"
    r"học kì|vành đai|dự án|tiểu dự án|hội nghị(?: trung ương)?|trung ương|lần|kỳ đại hội|"
    r"khu vực|bảng|giải|type|vòng|báo động|thế chiến|khu phố|tw|"
    r"(?:kcn|ccn|cụm công nghiệp|khu công nghiệp)(?: \w+){1,3}|"
    r"HK|pháp lệnh|hiệp|đoạn|tuyến|khối|văn kiện|chỉ số|nghị quyết đại hội|trường sa|hệ thống|mẫu|biểu)"
)
_RANK = before(r"(?<!\w)thứ")
_LIST = re.compile(r"(?<!\w)[IVX]+(?:/\d{4})?\s*(?:,|và|hoặc|đến|[-–])\s*$")


def rules_for_roman(place: Place) -> Reading | None:
    """Read a licensed Roman numeral, with the year behind it (quý III/2026)."""
    match = place.match(_NUMERAL)
    written = re.match(r"[IVXLC]+", match.group()) if match else None
    if not match or not written:
        return None
    end = place.pos + written.end()
    if place.comes_after(_RANK):
        pieces = [_piece(ordinal(int(value_of(written.group())), place.dialect), place.pos, end, "roman")]
    elif (place.comes_after(_LICENSE) and written.group() not in {"C", "L"}) or (
        place.comes_after(_LIST) and any(piece.kind == "roman" for piece in place.said[-4:])
    ):
        pieces = [_piece(_plain(place, written.group()), place.pos, end, "roman")]
    else:
        return None
    return Reading((*pieces, *_year(place, match)), match.end())


def _plain(place: Place, written: str) -> str:
    number = int(value_of(written))
    return (
        "nhất" if number == 1 and place.comes_after(before("hạng|giải")) else cardinal(number, place.dialect)
    )


def _year(place: Place, match: re.Match[str]) -> list[Piece]:
    if not match["y"]:
        return []
    start = match.start("y")
    year = _piece(cardinal(int(match["y"]), place.dialect), start, match.end("y"), "number")
    return [_piece("năm", start, start), year]


def _piece(spoken: str, start: int, end: int, kind: str = "word") -> Piece:
    return Piece(spoken=spoken, start=start, end=end, kind=kind)
