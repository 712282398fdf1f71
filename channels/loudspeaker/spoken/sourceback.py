"""What a written number, date, hour or phone means, in the form `readback` gives."""

from __future__ import annotations

import re

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def number(written: str) -> str:
    """“1.250,75” → “1250,75”; a label keeps its leading zero only when it is said."""
    bare = re.sub(r"\.(?=\d{3})|\s", "", written).replace(".", ",")
    whole_part, comma, fraction = bare.partition(",")
    digits = re.sub(r"\D", "", whole_part)
    return f"{int(digits)}{comma}{fraction}"


def label(written: str) -> str:
    """“05” → “05”, “57” → “57”."""
    return re.sub(r"\D", "", written)


def whole(written: str) -> str:
    """“05” → “5”."""
    return str(int(re.sub(r"\D", "", written)))


def date(written: str) -> str:
    """“05/7/2025” → “5/7/2025”, “2025-07-05” → “5/7/2025”, “5 tháng 4 năm 2025” → “5/4/2025”."""
    parts = [str(int(part)) for part in re.findall(r"\d+", written)]
    if re.match(r"\D*\d{4}\D", written):
        parts.reverse()
    return "/".join(parts)


def time(written: str) -> str:
    """“07h30” → “07:30”, “7 giờ” → “07:00”."""
    parts = re.findall(r"\d+", written)
    parts = parts[:2] if len(parts) == 3 and not int(parts[2]) else parts
    return ":".join(f"{int(part):02}" for part in (*parts, "0")[: max(2, len(parts))])


def phone(written: str) -> str:
    """“0271 3000 103” → “02713000103”; a leading + is kept."""
    return ("+" if written.lstrip("( ").startswith("+") else "") + re.sub(r"\D", "", written)


def version(written: str) -> str:
    """“4.0” → “4.0”."""
    return ".".join(re.findall(r"\d+", written))


def roman(written: str) -> str:
    """“XIV” → “14”; raises KeyError on other letters."""
    values = [_ROMAN[char] for char in written]
    return str(sum(-one if one < after else one for one, after in zip(values, (*values[1:], 0), strict=True)))


def grouped(written: str) -> str:
    """“1,234,567” → “1234567”."""
    return re.sub(r"\D", "", written)
