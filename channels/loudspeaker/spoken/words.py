"""Plain words and dictionary tokens."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken.scan import LEFT_OUT, PAUSE, Place, Reading
from channels.loudspeaker.spoken.syllables import is_syllable

_WORD = re.compile(r"[^\W\d_]+(?![\w])")
_HIGHLAND = re.compile(r"([KkMmHhRrBbĐđSsYyTt])'([^\W\d_]+)(?![\w'])")
_HIGHLAND_ONSETS = {
    "k": "cơ",
    "m": "mơ",
    "h": "hơ",
    "r": "rơ",
    "b": "bơ",
    "đ": "đơ",
    "s": "xờ",
    "y": "y",
    "t": "tơ",
}


def rules_for_tokens(place: Place) -> Reading | None:
    """Read a token of the dictionary in the surroundings it asks for."""
    if place.pos and place.text[place.pos - 1].isalpha() and place.text[place.pos].isalpha():
        return None
    found = place.dictionary.find(place.text, place.pos)
    if found is None:
        return None
    entry, end = found
    if _repeats(place, entry.spoken.lower(), end):
        return place.one(place.text[place.pos : end], end, LEFT_OUT)
    return place.one(without_echo(place, entry.spoken.lower()), end, "token")


def _repeats(place: Place, spoken: str, end: int) -> bool:
    """Say whether a bracket only shortens what was just said: “sốt xuất huyết (SXH)”."""
    if place.text[place.pos - 1 : place.pos] != "(" or place.text[end : end + 1] != ")":
        return False
    words = spoken.split()
    said = [word for piece in place.said[-12:] if piece.kind != PAUSE for word in piece.spoken.split()]
    return said[-len(words) :] == words


def without_echo(place: Place, spoken: str) -> str:
    """Return a reading without the words the writer has just used: “mã QR Code”, “đường ĐT.741”."""
    words = spoken.split()
    if place.before(2).rstrip().endswith(("-", "–", "/", "&")):
        return spoken  # two names beside each other: CSGT-TT
    said = [word for piece in place.said[-3:] for word in piece.spoken.split()]
    for count in range(len(words) - 1, 0, -1):
        if said[-count:] == words[:count]:
            return " ".join(words[count:])
    return spoken


def rules_for_words(place: Place) -> Reading | None:
    """Read an ordinary word: any possible Vietnamese syllable, or a highland name (K'Rê)."""
    name = place.match(_HIGHLAND)
    if name and is_syllable(name[2].lower()):
        return place.one(f"{_HIGHLAND_ONSETS[name[1].lower()]} {name[2].lower()}", name.end())
    match = place.match(_WORD)
    if not match:
        return None
    word = match.group().lower()
    return place.one(word, match.end()) if is_syllable(word) else None
