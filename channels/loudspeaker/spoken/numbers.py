"""Numbers in words (0 to 10^15) in one consistent dialect."""

from __future__ import annotations

from dataclasses import dataclass

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LIMIT = 10**15


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One way of saying numbers for a whole text; the pairs are never mixed.

    `zero_ten`: linh or lẻ; `thousand`: nghìn or ngàn; `billion`: tỷ or tỉ; `four`: tư or bốn after “mươi”.
    """

    zero_ten: str = "linh"
    thousand: str = "nghìn"
    billion: str = "tỷ"
    four: str = "tư"

    def __post_init__(self) -> None:
        choices = {
            "zero_ten": ("linh", "lẻ"),
            "thousand": ("nghìn", "ngàn"),
            "billion": ("tỷ", "tỉ"),
            "four": ("tư", "bốn"),
        }
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"Cách đọc số “{getattr(self, name)}” không có; chọn {' hoặc '.join(allowed)}."
                )


NORTH = Dialect()
SOUTH = Dialect(zero_ten="lẻ", thousand="ngàn", billion="tỷ")


def cardinal(number: int, dialect: Dialect = NORTH) -> str:
    """Say a whole number: 1005 → một nghìn không trăm linh năm."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"{number} is outside 0 … 10^15")
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, 10**9)
    words = [cardinal(billions, dialect), dialect.billion] if billions else []
    return " ".join([*words, *_below_billion(rest, dialect, leading=not billions)])


def _below_billion(number: int, dialect: Dialect, *, leading: bool) -> list[str]:
    words: list[str] = []
    for value, name in ((10**6, "triệu"), (10**3, dialect.thousand), (1, "")):
        group, number = divmod(number, value)
        if group:
            words += _group(group, dialect, leading=leading)
            words += [name] if name else []
            leading = False
    return words


def _group(group: int, dialect: Dialect, *, leading: bool) -> list[str]:
    """Say three digits; a group that is not the first says its zero hundreds."""
    hundreds, rest = divmod(group, 100)
    words = [] if leading and not hundreds else [DIGITS[hundreds], "trăm"]
    tens, ones = divmod(rest, 10)
    if not rest:
        return words
    if not tens:
        return [*words, dialect.zero_ten, DIGITS[ones]] if words else [DIGITS[ones]]
    return words + _tens(tens, ones, dialect)


def _tens(tens: int, ones: int, dialect: Dialect) -> list[str]:
    if tens == 1:
        words, special = ["mười"], {0: "", 5: "lăm"}
    else:
        words, special = [DIGITS[tens], "mươi"], {0: "", 1: "mốt", 4: dialect.four, 5: "lăm"}
    last = special.get(ones, DIGITS[ones])
    return [*words, last] if last else words


def digit_by_digit(digits: str) -> str:
    """Say each digit alone, as in phones: 115 → một một năm."""
    return " ".join(DIGITS[int(digit)] for digit in digits)


def decimal(text: str, dialect: Dialect = NORTH) -> str:
    """Say “37,5” or “1.250,75”: dots group thousands, the comma is decimal.

    Two decimals without a leading zero are said as a number, others digit by digit.
    """
    whole, _, fraction = text.replace(".", "").partition(",")
    said = cardinal(int(whole), dialect)
    if not fraction:
        return said
    return f"{said} phẩy {decimals(fraction, dialect)}"


def decimals(fraction: str, dialect: Dialect = NORTH) -> str:
    """Say what stands after the comma."""
    if len(fraction) == 2 and fraction[0] != "0":
        return cardinal(int(fraction), dialect)
    return digit_by_digit(fraction)


def ordinal(number: int, dialect: Dialect = NORTH) -> str:
    """Say a rank: nhất, hai, ba, tư, then the cardinal."""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number, dialect)


def version(text: str, dialect: Dialect = NORTH) -> str:
    """Say “4.0” or “2.1.5”: every part a number, the dot is “chấm”."""
    return " chấm ".join(_part(part, dialect) for part in text.split("."))


def _part(digits: str, dialect: Dialect) -> str:
    if len(digits) > 1 and digits.startswith("0"):
        return digit_by_digit(digits)
    return cardinal(int(digits), dialect)


def label(digits: str, dialect: Dialect = NORTH) -> str:
    """Say the number of a document or form; a leading zero is part of its name: 05 → không năm."""
    return _part(digits, dialect)
