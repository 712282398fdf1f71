"""The two encodings of Vietnam before Unicode, as they look when their bytes are read as Latin-1.

TCVN3 (“ABC”, fonts .VnTime): one character each, tone letters small only, ư is U+00AD.
VNI (fonts VNI-Times): a plain letter and a second character for hat and tone.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"


class Legacy(StrEnum):
    """An encoding older than Unicode."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"


# Each row: a vowel, then the characters of its grave, hook, tilde, acute and dot tones.
_TCVN3_ROWS = (
    ("a", "\u00b5\u00b6\u00b7\u00b8\u00b9"),
    ("ă", "\u00bb\u00bc\u00bd\u00be\u00c6"),
    ("â", "\u00c7\u00c8\u00c9\u00ca\u00cb"),
    ("e", "\u00cc\u00ce\u00cf\u00d0\u00d1"),
    ("ê", "\u00d2\u00d3\u00d4\u00d5\u00d6"),
    ("i", "\u00d7\u00d8\u00dc\u00dd\u00de"),
    ("o", "\u00df\u00e1\u00e2\u00e3\u00e4"),
    ("ô", "\u00e5\u00e6\u00e7\u00e8\u00e9"),
    ("ơ", "\u00ea\u00eb\u00ec\u00ed\u00ee"),
    ("u", "\u00ef\u00f1\u00f2\u00f3\u00f4"),
    ("ư", "\u00f5\u00f6\u00f7\u00f8\u00f9"),
    ("y", "\u00fa\u00fb\u00fc\u00fd\u00fe"),
)
_TCVN3_LETTERS = dict(
    zip(
        "\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7\u00a8\u00a9\u00aa\u00ab\u00ac\u00ad\u00ae",
        "ĂÂÊÔƠƯĐăâêôơưđ",
        strict=True,
    )
)

# What follows a, e, o, u, y (and ô, ö standing for ơ, ư): combining marks.
_VNI_MARKS = {
    "\u00f9": _ACUTE,
    "\u00f8": _GRAVE,
    "\u00fb": _HOOK,
    "\u00f5": _TILDE,
    "\u00ef": _DOT,
    "\u00e2": "\u0302",
    "\u00e1": "\u0302" + _ACUTE,
    "\u00e0": "\u0302" + _GRAVE,
    "\u00e5": "\u0302" + _HOOK,
    "\u00e3": "\u0302" + _TILDE,
    "\u00e4": "\u0302" + _DOT,
    "\u00ea": "\u0306",
    "\u00e9": "\u0306" + _ACUTE,
    "\u00e8": "\u0306" + _GRAVE,
    "\u00fa": "\u0306" + _HOOK,
    "\u00fc": "\u0306" + _TILDE,
    "\u00eb": "\u0306" + _DOT,
}
_VNI_LETTERS = {
    "\u00f4": "ơ",
    "\u00f6": "ư",
    "\u00f1": "đ",
    "\u00ed": "í",
    "\u00ec": "ì",
    "\u00e6": "ỉ",
    "\u00f3": "ĩ",
    "\u00f2": "ị",
    "\u00ee": "ỵ",
}


def _tcvn3_table() -> dict[int, str]:
    table = {ord(code): letter for code, letter in _TCVN3_LETTERS.items()}
    for vowel, codes in _TCVN3_ROWS:
        for code, tone in zip(codes, (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT), strict=True):
            table[ord(code)] = unicodedata.normalize("NFC", vowel + tone)
    return table


_TCVN3 = _tcvn3_table()
_MARKED = "".join(_VNI_MARKS) + "".join(_VNI_MARKS).upper()
_VNI_PAIR = re.compile(rf"([aeouyAEOUY\u00f4\u00f6\u00d4\u00d6])([{_MARKED}])")
_VNI_ALONE = str.maketrans(
    {**_VNI_LETTERS, **{code.upper(): to.upper() for code, to in _VNI_LETTERS.items()}}
)


def convert(text: str, encoding: Legacy) -> str:
    """Return the text in Unicode NFC, read as if all of it were in this encoding."""
    return _from_tcvn3(text) if encoding is Legacy.TCVN3 else _from_vni(text)


def _from_vni(text: str) -> str:
    def pair(match: re.Match[str]) -> str:
        letter = match[1].translate(_VNI_ALONE)
        return unicodedata.normalize("NFC", letter + _VNI_MARKS[match[2].lower()])

    pieces, end = [], 0
    for match in _VNI_PAIR.finditer(text):
        pieces += [text[end : match.start()].translate(_VNI_ALONE), pair(match)]
        end = match.end()
    return "".join(pieces) + text[end:].translate(_VNI_ALONE)


def _from_tcvn3(text: str) -> str:
    """Convert word by word: the capitals font has no codes of its own, so capitals show by their company."""
    converted = text.translate(_TCVN3)
    if _is_capital(text):
        return converted.upper()
    return re.sub(r"\S+", lambda match: _capital_word(match[0]), converted) if converted != text else text


def _is_capital(text: str) -> bool:
    plain = re.findall(r"[A-Za-z]", text)
    return len(plain) > 3 and all(letter.isupper() for letter in plain)


def _capital_word(word: str) -> str:
    plain = re.findall(r"[A-Za-z]", word)
    inner_capital = re.search(r"\w[A-Z]", word)
    return word.upper() if inner_capital and all(letter.isupper() for letter in plain) else word
