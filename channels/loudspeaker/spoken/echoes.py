"""A bracket that only spells out the number before it, as official papers do: “02 (hai) bộ”."""

from __future__ import annotations

import re

from channels.loudspeaker.spoken.scan import LEFT_OUT, PAUSE, Place, Reading

_BRACKET = re.compile(r"\((?P<words>[^()\d]{2,90})\)")
_SAME = {"ngàn": "nghìn", "lẻ": "linh", "tỉ": "tỷ", "chẵn": ""}  # ways of saying one number


def rules_for_echoes(place: Place) -> Reading | None:
    """Leave out a bracket whose words are the number that was just said."""
    match = place.match(_BRACKET)
    if not match or not place.said or place.said[-1].kind not in {"number", "unit", "scale"}:
        return None
    written = _plain(match["words"])
    said = _plain(" ".join(piece.spoken for piece in place.said[-6:] if piece.kind != PAUSE))
    if not written or not f" {said}".endswith(f" {written}"):
        return None
    return place.one(place.text[place.pos : match.end()], match.end(), LEFT_OUT)


def _plain(words: str) -> str:
    return " ".join(filter(None, (_SAME.get(word, word) for word in words.lower().replace(",", " ").split())))
