"""Addresses in Markdown: those that could run something lose the address, never the words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from publisher.importing.problems import LineIndex, Removal

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
DANGEROUS = frozenset({"javascript", "vbscript", "livescript", "data", "file", "blob", "view-source"})
_SCHEME = re.compile(r"<?([a-zA-Z][a-zA-Z0-9+.-]*):")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*(<[^<>\n]*>|\S+)", re.MULTILINE)
_FAR = 600  # no address or link text is longer
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^<>\s]*)>")


def safe_address(address: str) -> bool:
    """Say whether an address may stay, however its scheme is spelled; words in brackets are no address."""
    plain = re.sub(r"[\s\\\x00-\x1f]", "", html.unescape(address))
    scheme = _SCHEME.match(plain)
    return scheme is None or scheme[1].lower() not in DANGEROUS


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
    lines = LineIndex(text, first_line=first_line)

    def tell(address: str, at: int) -> None:
        what = f"địa chỉ không an toàn “{address.strip()[:40]}”"
        removed.append(Removal(what=what, line=lines.line(at)))

    def drop(match: re.Match[str]) -> str:
        if safe_address(match[1]):
            return match[0]
        tell(match[1], match.start())
        return ""

    text = _without_unsafe_brackets(text, tell)
    lines = LineIndex(text, first_line=first_line)
    return _AUTOLINK.sub(drop, _DEFINITION.sub(drop, text)), removed


def _without_unsafe_brackets(text: str, tell: Callable[[str, int], None]) -> str:
    """Return the text with `[words](unsafe)` and its image twin replaced by the words."""
    pieces, done = [], 0
    for close in re.finditer(r"\]\(", text):
        ahead = re.split(r"\n\s*\n", text[close.end() : close.end() + _FAR], maxsplit=1)[0]
        if close.start() < done or safe_address(ahead):
            continue
        end = _closing(text, close.end())
        tell(text[close.end() : end], close.start())
        start = _opening(text, close.start(), max(done, close.start() - _FAR))
        pieces += [text[done:start], text[start : close.start()].lstrip("!").removeprefix("[")]
        done = min(len(text), end + 1)
    return "".join(pieces) + text[done:]


def _closing(text: str, start: int) -> int:
    """Return where the bracket of a destination closes, or where its word ends when it never does."""
    depth = 1
    for sign in re.compile(r"[()]|\n\s*\n").finditer(text, start, start + _FAR):
        depth += {"(": 1, ")": -1}.get(sign[0], -depth)
        if depth == 0 and sign[0] == ")":
            return sign.start()
        if depth == 0:
            break
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
