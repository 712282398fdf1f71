"""Takes markup out of a source: tags, comments, emphasis, links; what the ear will miss is listed."""

from __future__ import annotations

import html
import re

from channels.loudspeaker.spoken.scan import EMPHASIS
from channels.loudspeaker.spoken.traced import Traced, join, synthetic

_RAW = re.compile(
    r"<!--.*?-->|<(script|style|iframe|template)\b[^>]*>.*?</\1\s*>|</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>",
    re.S,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_LINK = re.compile(
    r"(!?)\[([^\[\]]*)\]\((?:<([^<>]*)>|([^\s()]*(?:\([^()]*\)[^\s()]*)*))(?:\s+\"[^\"]*\")?\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)?[^\s<>]+\.[^\s<>]+|[^\s<>@]+@[^\s<>]+)>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+?)(?<=\S)\1")
_LONG_EMPHASIS = 3  # so many words and more get a pause before and after
_MARKS = re.compile(r"\*{1,3}|~~|`+|(?<![\w])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\w])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def without_markup(source: str, hidden: list[str]) -> Traced:
    """Return the source without HTML tags and comments; their traces go to `hidden`."""
    whole = Traced.of(source, 0, len(source))
    if "<" in source:
        whole = whole.replace(_RAW, lambda text, match: _drop_raw(text, match, hidden))
    if "&" in source:
        whole = whole.replace(_ENTITY, _entity)
        whole = whole.replace(_RAW, lambda text, match: _drop_raw(text, match, hidden))
        whole = whole.replace(_ENTITY, _entity)
    return whole


def _drop_raw(text: Traced, match: re.Match[str], hidden: list[str]) -> Traced:
    raw = match.group()
    hidden.append(re.sub(r"\s+", " ", raw)[:80])
    return synthetic("\n" * raw.count("\n") or "", text.at[match.start()])


def _entity(text: Traced, match: re.Match[str]) -> Traced:
    return synthetic(html.unescape(match.group()), text.at[match.start()])


def clean(text: Traced, hidden: list[str]) -> Traced:
    """Return one block without inline marks; the addresses of links and pictures go to `hidden`."""
    if "](" in text.chars:
        text = text.replace(_LINK, lambda whole, match: _link_text(whole, match, hidden))
    if "<" in text.chars:
        text = text.replace(_AUTOLINK, lambda whole, match: whole[match.start(1) : match.end(1)])
    text = text.replace(_ESCAPE, lambda whole, match: whole[match.start(1) : match.end(1)])
    text = text.replace(_STRONG, _pauses_for_emphasis)
    return text.replace(_MARKS, _without_mark).strip()


def _link_text(whole: Traced, match: re.Match[str], hidden: list[str]) -> Traced:
    address = (match[3] or match[4] or "").strip()
    if address and address not in match[2]:
        hidden.append(address)
    return whole[match.start(2) : match.end(2)]


def _pauses_for_emphasis(whole: Traced, match: re.Match[str]) -> Traced:
    inside = whole[match.start(2) : match.end(2)]
    if len(re.findall(r"[^\W\d_]+", inside.chars)) < _LONG_EMPHASIS:
        return inside
    opening = (
        synthetic(f" {EMPHASIS}", inside.at[0])
        if whole.chars[: match.start()].strip(" *_")
        else Traced("", ())
    )
    return join([opening, inside, synthetic(f"{EMPHASIS} ", inside.at[-1])])


def _without_mark(whole: Traced, match: re.Match[str]) -> Traced:
    """Drop a mark of emphasis; a star between digits or spaces is a sign of arithmetic."""
    around = (
        whole.chars[max(0, match.start() - 1) : match.start()],
        whole.chars[match.end() : match.end() + 1],
    )
    if match.group() == "*" and (all(char.isdigit() for char in around) or around == (" ", " ")):
        return whole[match.start() : match.end()]
    return Traced("", ())
