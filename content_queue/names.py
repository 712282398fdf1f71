"""Names as people give them: made clean before they are kept, found again, and the nearest when unknown."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 120
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BadName(ValueError):
    """A name that can't be kept; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def clean(name: str, what: str) -> str:
    """Return a name as it is kept: one line, composed letters, one space between words.

    Raises BadName when nothing is left, or more than 120 characters, or what no screen can show.
    """
    text = " ".join(unicodedata.normalize("NFC", name).split())
    if not text:
        raise BadName(f"Tên {what} không được để trống.")
    if len(text) > LONGEST:
        raise BadName(f"Tên {what} dài {len(text)} ký tự, nhiều nhất {LONGEST}.")
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cn"} for letter in text):
        raise BadName(f"Tên {what} có ký tự không hiển thị được.")
    return text


def code(text: str, what: str) -> str:
    """Return a code for addresses and commands; BadName unless it is small letters, digits and hyphens."""
    if not _CODE.fullmatch(text.strip()) or len(text.strip()) > LONGEST:
        raise BadName(f"Mã {what} “{text}” chỉ được gồm a-z, 0-9 và dấu gạch nối.")
    return text.strip()


def folded(name: str) -> str:
    """Return a name for comparing: case, composition and spaces do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def unaccented(text: str) -> str:
    """Return small letters without accents, words parted by one hyphen: “Nông nghiệp” → nong-nghiep."""
    split = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in split if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def nearest(name: str, among: Iterable[str]) -> str | None:
    """Return the name most like this one by its letters without accents, None when none is alike."""
    plain = {unaccented(each): each for each in among}
    close = difflib.get_close_matches(unaccented(name), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def unknown(what: str, name: str, among: Iterable[str]) -> str:
    """Return the sentence for a name that is not there: the nearest, and all that are."""
    known = list(among)
    if not known:
        return f"Không có {what} “{name}”. Chưa có {what} nào."
    near = nearest(name, known)
    listed = f"Hiện có: {', '.join(known)}."
    return f"Không có {what} “{name}”. " + (f"Có phải “{near}”? {listed}" if near else listed)
