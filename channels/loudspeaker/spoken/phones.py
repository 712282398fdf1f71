"""Telephone numbers and other digits said one by one, in groups."""

from __future__ import annotations

import re
from itertools import pairwise

from channels.loudspeaker.spoken.numbers import digit_by_digit
from channels.loudspeaker.spoken.patterns import COUNTED, NOT_IN_WORD, before
from channels.loudspeaker.spoken.scan import Place, Reading

_LONG = re.compile(
    r"(?:\(?\+\d{1,3}\)?|84(?=[- ]\d{2,3}[- ])|\(?0\d{1,4}\)?)"
    r"(?:[ .\-–]{0,2}\(?\d{1,8}\)?){1,5}(?!\d|/\d{5}|/\d+/)" + NOT_IN_WORD
)
_SERVICE = re.compile(r"1[89]00[ .-]?\d{2,4}(?:[ .-]?\d{2,4})?(?![\d.,]\d|\d)" + NOT_IN_WORD)
_SHORT = re.compile(r"(?:11[1-5]|1022|1039|116|119|1800|1900|156|5656|8088)(?![\d]|[.,/:-]\d)" + NOT_IN_WORD)
_ANY = re.compile(r"\+?\d+(?:[ .-]\d{2,4})*(?![\d/]|,\d)" + NOT_IN_WORD)
_DIGITS = re.compile(r"\+?\d+(?![\d.,/:]\d|\d)" + NOT_IN_WORD)
_CALL = before(
    r"(?<!\w)(?:điện thoại(?: di động| bàn| liên hệ| hỗ trợ| trực)*|đt|sđt|số máy|"
    r"đường dây nóng|hotline|tel|fax|zalo|viber|"
    r"số điện thoại|máy bàn|di động|liên hệ|(?:gọi|nhắn tin|gửi)(?: ngay| đến| tới| điện|"
    r" về)*(?: số| tổng đài| đầu số)?|"
    r"tổng đài)(?: số)?\s*[:.(]?\s*"
)
_HELP = before(
    r"(?<!\w)(?:gọi(?: ngay| đến| điện| tới)*(?: số| tổng đài)?|tổng đài|hotline|đường dây nóng|"
    r"cấp cứu|cứu hộ|cứu nạn|"
    r"cứu thương|chữa cháy|cứu hỏa|cảnh sát|cảnh sát phòng cháy|công an|trẻ em|điện thoại|"
    r"liên hệ|số máy|bấm|quay số|"
    r"trực|khẩn cấp|số khẩn cấp|y tế|phản ánh)\s*(?:số)?\s*[:(]?\s*"
)
_CODE = before(
    r"(?<!\w)(?:đầu(?: số)?|mã(?: số| vùng| quốc gia| xác nhận| xác thực| otp| pin| bưu chính|"
    r" bưu điện| tra cứu)*|otp|"
    r"mật khẩu|cú pháp)\s*:?\s*(?:là)?\s*"
)
_HOURS = re.compile(r"\s*(?:giờ|phút|h)(?!\w)")
_EMERGENCY = re.compile(r"11[1-5]$")
_BARE_NUMBER = re.compile(r"(?i)(?<!\w)(?<!nhà )(?<!quầy )(?<!phòng )(?<!đường )(?<!mẫu )(?<!biểu )số\s*$")
_MORE = re.compile(r"\d\s*(?:,|và|hoặc|hay|/|-|–|;)\s*$")
_NOT_A_PHONE = re.compile(
    rf"\s*(?:(?:{COUNTED}|đồng|km|ha|kg|tấn|m|triệu|tỷ|nghìn|trường hợp|ca|đường|phố)(?!\w)|%)"
)


def rules_for_phones(place: Place) -> Reading | None:
    """Read digits that are a phone number or a code by their shape or by the words before."""
    return (
        _extension(place)
        or _long(place)
        or _service(place)
        or _short(place)
        or _by_words(place)
        or _code(place)
    )


def _extension(place: Place) -> Reading | None:
    """“0271 3000 103/104”: the last digits of a second number."""
    last = next((piece for piece in reversed(place.said) if piece.kind != "pause"), None)
    match = place.match(_DIGITS)
    if not match or last is None or last.kind != "phone" or place.text[last.end : place.pos].strip() != "/":
        return None
    return place.one(digit_by_digit(match.group()), match.end(), "phone")


def _long(place: Place) -> Reading | None:
    match = place.match(_LONG)
    if not match:
        return None
    digits = re.sub(r"\D", "", match.group())
    wanted = range(8, 14) if match.group().lstrip("(").startswith(("+", "84")) else range(10, 12)
    if len(digits) not in wanted or _NOT_A_PHONE.match(place.text, match.end()):
        return None
    return _groups(place, match.group(), match.end())


def _service(place: Place) -> Reading | None:
    match = place.match(_SERVICE)
    if not match or _NOT_A_PHONE.match(place.text, match.end()):
        return None
    digits = re.sub(r"\D", "", match.group())
    return _groups(place, match.group(), match.end()) if 6 <= len(digits) <= 10 else None


def _short(place: Place) -> Reading | None:
    match = place.match(_SHORT)
    if not match or _NOT_A_PHONE.match(place.text, match.end()):
        return None
    named = _EMERGENCY.match(match.group()) and place.comes_after(_BARE_NUMBER)
    if named or place.comes_after(_HELP) or _goes_on(place):
        return place.one(digit_by_digit(match.group()), match.end(), "phone")
    return _listed_alone(place, match)


def _goes_on(place: Place) -> bool:
    """Say whether this number follows another phone: “113, 114 hoặc 115”."""
    paused = bool(place.said) and place.said[-1].kind == "pause"
    return (paused or place.comes_after(_MORE)) and any(piece.kind == "phone" for piece in place.said[-4:])


def _listed_alone(place: Place, match: re.Match[str]) -> Reading | None:
    """“113, 114, 115” with nothing else around."""
    if re.fullmatch(r"[\s\d,;.!?()/–-]*(?:và|hoặc)?[\s\d,;.!?()/–-]*", place.text):
        return place.one(digit_by_digit(match.group()), match.end(), "phone")
    return None


def _by_words(place: Place) -> Reading | None:
    match = place.match(_ANY)
    if not match or not place.comes_after(_CALL, 70):
        return None
    digits = re.sub(r"\D", "", match.group())
    if not 3 <= len(digits) <= 13 or _NOT_A_PHONE.match(place.text, match.end()):
        return None
    if len(digits) < 5 and not re.search(r"(?i)(?:số|tổng đài|hotline|gửi)\s*:?\s*$", place.before(20)):
        return None
    return _groups(place, match.group(), match.end())


def _code(place: Place) -> Reading | None:
    match = place.match(_DIGITS)
    if not match:
        return None
    foreign = (
        match.group().startswith("+")
        and len(match.group()) > 2
        and not re.match(r"\s*%", place.text[match.end() :])
    )
    if _HOURS.match(place.text, match.end()):
        return None
    zeros = re.match(r"00+(?!\d)|0\d{2,}", match.group()) is not None
    if not (foreign or zeros or place.comes_after(_CODE)):
        return None
    if place.comes_after(_CODE) and len(match.group()) < 2:
        return None
    return place.one(_digits(match.group()), match.end(), "phone")


def _groups(place: Place, written: str, end: int) -> Reading:
    return place.one(", ".join(_digits(group) for group in _split(written)), end, "phone")


def _digits(group: str) -> str:
    return ("cộng " if group.startswith("+") else "") + digit_by_digit(group.lstrip("+"))


def _split(written: str) -> list[str]:
    """Keep the writer's groups; cut long ones as they are said: 4-3-3 for ten digits, 4-3-4, 4-4."""
    groups = [group for group in re.split(r"[ .()\-–]+", written) if group]
    if re.fullmatch(r"0\d{4}", groups[0]):  # 02713.000.103: the points stand by threes, not by area code
        groups = ["".join(groups)]
    return [piece for group in groups for piece in _cut(group)]


def _cut(group: str) -> list[str]:
    sign, digits = ("+", group[1:]) if group.startswith("+") else ("", group)
    if sign and len(digits) > 4:
        return [sign + digits[:2], *_cut(digits[2:])]
    sizes = {11: (4, 4, 3), 10: (4, 3, 3), 9: (3, 3, 3), 8: (4, 4), 7: (3, 4), 6: (3, 3), 5: (2, 3)}.get(
        len(digits)
    )
    if not sizes:
        return [group]
    cuts = [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    return [digits[start:end] for start, end in pairwise(cuts)]
