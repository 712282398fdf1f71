"""Personal data in a text: identity numbers, mobile phones, bank accounts, children the editor named.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 and Luật Trẻ em 2016 (Điều 21; consent: Nghị định 56/2017/NĐ-CP,
Điều 36) want a consent before such data is made public; whether there is one only a person knows. Citizen
numbers are built as Thông tư 59/2021/TT-BCA tells: province 001–096, century and sex 0–3 for people born
until 2099, year, six digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from publisher.cautions.caution import Caution

_ALONE = r"(?<![\w.,/-])", r"(?![\w]|[.,/-]\d)"
_CITIZEN = re.compile(rf"{_ALONE[0]}(0\d\d)[ .]?([0-3])(\d\d)[ .]?(\d{{3}})[ .]?(\d{{3}}){_ALONE[1]}")
_OLD_CITIZEN = re.compile(
    r"(?i)(?<!\w)(?:cmnd|cmt|cccd|chứng minh(?: nhân dân| thư)?|căn cước(?: công dân)?|số định danh)"
    r"[^\d\n]{0,20}(\d{9}|\d{3} \d{3} \d{3})(?![ .]?\d)"
)
_MOBILE = re.compile(rf"{_ALONE[0]}(?:\(?\+?84\)?[ .-]?|0)[35789](?:[ .-]?\d){{8}}{_ALONE[1]}")
_ACCOUNT = re.compile(
    r"(?i)(?<!\w)(?:số tài khoản|stk|tài khoản(?: số| ngân hàng)?)[^\d\n]{0,25}(\d(?:[ .-]?\d){7,18})(?!\d)"
)
LAST_PROVINCE = 96


def personal_data(
    title: str, body: str, *, children: Iterable[str] = (), public: Iterable[str] = ()
) -> Iterator[Caution]:
    """Yield the personal data in a text; `public` are phone numbers that may be known to everybody."""
    known = {digits_of(each) for each in public}
    for line, text in enumerate((title, *body.splitlines())):
        yield from _numbers(unicodedata.normalize("NFC", text), line, known)
    yield from _children(f"{title}\n{body}", children)


def digits_of(phone: str) -> str:
    """Return a phone number's digits, in the form it has inside the country."""
    digits = re.sub(r"\D", "", phone)
    return f"0{digits[2:]}" if digits.startswith("84") and len(digits) > 10 else digits


def _numbers(text: str, line: int, known: set[str]) -> Iterator[Caution]:
    found = [
        *(("citizen-id", "số căn cước", each[0]) for each in _CITIZEN.finditer(text) if _is_citizen(each)),
        *(("citizen-id", "số chứng minh nhân dân", each[1]) for each in _OLD_CITIZEN.finditer(text)),
        *(("account", "số tài khoản ngân hàng", each[1]) for each in _ACCOUNT.finditer(text)),
    ]
    taken = {digits_of(number) for _, _, number in found}
    phones = [each[0] for each in _MOBILE.finditer(text)]
    found += [
        ("phone", "số điện thoại di động", each) for each in phones if digits_of(each) not in known | taken
    ]
    for code, what, number in found:
        yield Caution(
            code=code,
            sentence=f"Tin có {what} “{_masked(number)}”: chỉ đăng khi người ấy đồng ý.",
            line=line,
        )


def _is_citizen(found: re.Match[str]) -> bool:
    return 1 <= int(found[1]) <= LAST_PROVINCE


def _masked(number: str) -> str:
    """Return a number as it may stand in a warning: its ends."""
    text = number.strip()
    return f"{text[:3]}…{text[-3:]}"


def _children(text: str, children: Iterable[str]) -> Iterator[Caution]:
    said = unicodedata.normalize("NFC", text).casefold()
    named = [each for each in children if unicodedata.normalize("NFC", each).casefold() in said]
    if named:
        names = ", ".join(named)
        yield Caution(
            code="child",
            sentence=f"Tin nêu tên trẻ em ({names}): cần cha mẹ đồng ý, trẻ từ 7 tuổi cũng phải đồng ý.",
        )
