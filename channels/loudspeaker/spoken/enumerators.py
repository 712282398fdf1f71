"""The mark at the head of a heading or list item: “II.”, “3.1.”, “a)” are said, with a pause."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken.letters import spell
from channels.loudspeaker.spoken.numbers import cardinal, version
from channels.loudspeaker.spoken.scan import PAUSE, Piece, Place, Reading
from channels.loudspeaker.spoken.sourceback import roman as value_of

_DIGITS = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)(?:\.|\)|/)(?=\s+\S)")
_SECTION = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?=\s+[A-ZĐÀ-Ỹ])")
_ROMAN = re.compile(r"([IVX]{1,5})[.)/](?=\s+\S)")
_SMALL_ROMAN = re.compile(r"(?<=\()(i{1,3}|iv|vi{0,3}|ix|x)(?=\))")
_LETTER = re.compile(r"([a-zđA-ZĐ])[.)/](?=\s+\S)")
_BULLET = re.compile(r"[-–—+*•]\s+(?=\S)")


def rules_for_enumerators(place: Place) -> Reading | None:
    """Read the mark a block begins with."""
    if place.text[: place.pos].strip(" \"“'("):
        return None
    return _bullet(place) or _number(place) or _roman(place) or _letter(place)


def rules_for_small_romans(place: Place) -> Reading | None:
    """Read “(ii)”, the number of a point within a sentence."""
    match = place.match(_SMALL_ROMAN)
    if not match or (len(match[1]) == 1 and "(ii)" not in place.text):
        return None
    return place.one(cardinal(int(value_of(match[1].upper())), place.dialect), match.end())


def _bullet(place: Place) -> Reading | None:
    match = place.match(_BULLET)
    return Reading((), match.end()) if match else None


def _number(place: Place) -> Reading | None:
    section = place.match(_SECTION)
    titled = section is not None and place.text[section.end() :].lstrip()[:1].isupper()
    match = place.match(_DIGITS) or (section if titled else None)
    return _said(place, match, version(match[1], place.dialect), "version") if match else None


def _roman(place: Place) -> Reading | None:
    match = place.match(_ROMAN)
    if not match:
        return None
    return _said(place, match, cardinal(int(value_of(match[1])), place.dialect), "roman")


def _letter(place: Place) -> Reading | None:
    match = place.match(_LETTER)
    known = place.dictionary.find(place.text, place.pos)
    if known and known[1] > place.pos + 1:  # “Q. Chủ tịch” is a title, no list
        return None
    return _said(place, match, spell(match[1])) if match else None


def _said(place: Place, match: re.Match[str], spoken: str, kind: str = "word") -> Reading:
    mark = Piece(spoken=",", start=match.end(1), end=match.end(), kind=PAUSE)
    return Reading((Piece(spoken=spoken, start=place.pos, end=match.end(1), kind=kind), mark), match.end())
