"""Is “1/3” a day or a part, “24/7” a date or round the clock? Decided by the words around."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken.patterns import COUNTED, SHARED, TIME_OF_DAY, before
from channels.loudspeaker.spoken.scan import Place

_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|CN)"
_NEAR_DAY = rf"(?:{TIME_OF_DAY}|ngày) (?:nay|mai|kia|mốt|qua)[,\s(]*"
DAY_WORD = before(
    rf"(?<!\w)(?:ngày|mùng|mồng|lễ|dịp|tết|{TIME_OF_DAY}|{_NEAR_DAY}|{_WEEKDAY}[,\s(]*|kỷ niệm|"
    r"quốc khánh|lao động|"
    r"hết hạn|hạn chót|hạn cuối|sinh nhật|giỗ tổ|quốc tế phụ nữ|phụ nữ việt nam|nhà giáo việt nam)"
)
_DASHED_LIST = re.compile(
    rf"{DAY_WORD.pattern.removesuffix('$')}(?:\d{{1,2}}[-.]\d{{1,2}}\s*(?:,|và|hoặc|&|,\s*và)\s*)+$",
    re.IGNORECASE,
)
_DAY_LIST = before(r"(?<!\w)ngày (?:\d{1,2}(?:[/.-]\d{1,2})?\s*(?:,|và|hoặc|[-–]|đến)\s*)+")
_QUANTITY = before(
    r"(?<!\w)(?:đạt|hoàn thành|chiếm|tỷ lệ|tỉ lệ|gần|hơn|khoảng|quá|bằng|tăng|giảm|trên|dưới|"
    r"ít nhất|tối thiểu|còn|"
    r"phục vụ|hoạt động|mở cửa|trực|huyết áp|thị lực|đã có|hiện có|có|được|xuống|lên|độ|chia|mất|thu|cắt)"
)
_PLACE_NUMBER = before(
    r"(?<!\w)(?:số|tổ|nhà|số nhà|hẻm|ngõ|ngách|kiệt|thửa|lô|lớp|tờ bản đồ|quầy|phòng|mã|đề án|áp suất)"
)
_NAMED_DAY = re.compile(
    r"(?<!\w)(?:Ngày|NGÀY|ngày(?= [A-ZĐÀ-Ỹ])|Lễ|LỄ|Tết|Tháng hành động)(?!\s*\d) [^,;.:!?]{0,90}$"
)
_AFTER_DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?\s*(?:và|hoặc|,|đến|đến ngày|đến hết|tới|-|–)\s*$")
_LEADING_WORD = before(r"(?<!\w)(?:từ|đến|tới|trước|sau|vào|kể từ|hết)")
_NOUN = re.compile(r"\s+([^\W\d_]+)")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FUNCTION = _words(
    "của là tại các và đến với từ hoặc thì sẽ đã do ở vào trên cho để khi cùng hằng hàng năm tới này vừa âm "
    "lịch đang được có mở diễn tổ về theo trước sau nhằm mời lúc bắt cả toàn nay cũng sắp hai ba"
)
_ANNIVERSARIES = {
    (1, 5),
    (1, 6),
    (2, 9),
    (1, 1),
    (1, 10),
    (10, 10),
    (1, 7),
    (5, 6),
    (1, 12),
    (3, 3),
    (4, 4),
    (5, 5),
}


def follows_day_word(place: Place) -> bool:
    """Say whether the word before opens a date."""
    return place.comes_after(DAY_WORD) or place.comes_after(_DAY_LIST)


def opens_dashed_date(place: Place) -> bool:
    """Say whether “30-4” here is a date: after a word for a day, or in a list that such a word opens."""
    return place.comes_after(DAY_WORD) or place.comes_after(_DASHED_LIST, 60)


def counts_days(place: Place) -> bool:
    """Say whether “ngày” before this number is itself counted: “2 ngày 3 đêm”, “ngày 2 lần”."""
    if re.search(
        r"(?i)(?:\d|mỗi|một|hai|ba|bốn|năm|bảy|mười|hằng|hàng|nửa|vài|mấy)\s+ngày\s*$", place.before()
    ):
        return True
    return re.match(r"\d+\s*(?:lần|bữa|viên|cữ|buổi|giờ|ca)\b", place.text[place.pos :]) is not None


def means_date(place: Place, day: int, month: int, end: int, written: str) -> bool:
    """Weigh the surroundings of “day/month”; strong signs first."""
    after = place.text[end : end + 40]
    if follows_day_word(place) or place.comes_after(_DASHED_LIST, 60):
        return True
    if place.comes_after(_PLACE_NUMBER) or place.comes_after(_QUANTITY):
        return False
    if (day, month) == (24, 7) or re.match(rf"\s*(?:{COUNTED}|{SHARED})(?!\w)", after, re.IGNORECASE):
        return _leads_to_date(place, day, month) and (day, month) != (24, 7) and not _is_shared(after)
    if place.comes_after(_AFTER_DATE) or place.comes_after(_NAMED_DAY, 100) or _has_zero(written):
        return True
    return _stands_as_date(place, day, month, after)


def _leads_to_date(place: Place, day: int, month: int) -> bool:
    return place.comes_after(_LEADING_WORD) and day >= month and day != month


def _is_shared(after: str) -> bool:
    return re.match(rf"\s*{SHARED}(?!\w)", after, re.IGNORECASE) is not None


def _has_zero(written: str) -> bool:
    return re.search(r"(?<!\d)0\d", written) is not None


def _stands_as_date(place: Place, day: int, month: int, after: str) -> bool:
    if day > month or place.comes_after(_LEADING_WORD) or (day, month) in _ANNIVERSARIES:
        return place.comes_after(_LEADING_WORD) or day != month or not _is_noun(after)
    return _NOUN.match(after) is not None and not _is_noun(after)


def _is_noun(after: str) -> bool:
    """Say whether a word of content follows, which the two numbers may count."""
    word = _NOUN.match(after)
    return word is not None and word[1].casefold() not in _FUNCTION
