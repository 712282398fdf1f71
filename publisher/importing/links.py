"""Addresses in Markdown: http, https, mailto and tel stay; others lose the address, never the words."""

from __future__ import annotations

import html
import re

from publisher.importing.problems import Removal

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"<?([a-zA-Z][a-zA-Z0-9+.-]*):")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*(<[^<>\n]*>|\S+)", re.MULTILINE)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^<>\s]*)>")


def safe_address(address: str) -> bool:
    """Say whether an address may stay: one of the known schemes, or none at all."""
    plain = re.sub(r"[\s\\\x00-\x1f]", "", html.unescape(address))
    scheme = _SCHEME.match(plain)
    return scheme is None or scheme[1].lower() in SCHEMES


def as_destination(address: str) -> str:
    """Return an address as Markdown's link destination, empty when it leads nowhere from here."""
    address = address.strip()
    scheme = _SCHEME.match(address)
    if scheme is None or scheme[1].lower() not in SCHEMES:
        return ""
    return re.sub(r"[\s()<>\"\\]", lambda match: f"%{ord(match[0]):02X}", address)


def without_unsafe_links(text: str, *, first_line: int = 1) -> tuple[str, list[Removal]]:
    """Return the text with unsafe links replaced by their words, and what was removed."""
    removed: list[Removal] = []

    def tell(address: str, at: int) -> None:
        line = first_line + text.count("\n", 0, at)
        removed.append(Removal(what=f"địa chỉ không an toàn “{address.strip()[:40]}”", line=line))

    def drop(match: re.Match[str]) -> str:
        if safe_address(match[1]):
            return match[0]
        tell(match[1], match.start())
        return ""

    pieces, done = [], 0
    for close in re.finditer(r"\]\(", text):
        end = _closing(text, close.end())
        address = text[close.end() : end]
        if close.start() < done or safe_address(address):
            continue
        tell(address, close.start())
        start = _opening(text, close.start(), done)
        pieces += [text[done:start], text[start : close.start()].lstrip("!").removeprefix("[")]
        done = min(len(text), end + 1)
    text = "".join(pieces) + text[done:]
    text = _DEFINITION.sub(drop, text)
    return _AUTOLINK.sub(drop, text), removed


def _closing(text: str, start: int) -> int:
    """Return where the bracket of a destination closes, or where its word ends when it never does."""
    depth = 1
    for at in range(start, min(len(text), start + 2000)):
        if text[at] == "\n" and depth:
            break
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    word = re.compile(r"\s|$").search(text, start)
    return (word.start() if word else len(text)) - 1


def _opening(text: str, close: int, least: int) -> int:
    """Return where the words of a link begin, its “!” included."""
    depth = 0
    for at in range(close, least - 1, -1):
        depth += {"]": 1, "[": -1}.get(text[at], 0)
        if depth == 0:
            return at - 1 if at > least and text[at - 1] == "!" else at
    return close
