"""Markdown of the editors: as clean HTML for pages, as plain text for posts and groups."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    *("p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "del"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"style"}, "th": {"style", "scope"}}
LEAST_SUMMARY = 40  # characters of paragraphs that are enough
_SCHEMES = {"http", "https", "mailto", "tel"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def to_html(body: str, *, top_heading: int = 2) -> str:
    """Return clean HTML of a Markdown body; headings start at `top_heading`, raw HTML shows as text."""
    html = _parser().render(body)
    html = re.sub(
        r"(</?h)([1-6])", lambda m: f"{m[1]}{min(6, max(top_heading, int(m[2]) - 1 + top_heading - 1))}", html
    )
    html = re.sub(r"<th(?=[ >])", '<th scope="col"', html)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={**_ATTRIBUTES, "th": {"scope"}, "td": set()},
        url_schemes=_SCHEMES,
        link_rel="noopener",
    )


def words_of_html(html: str) -> str:
    """Return the words of a piece of HTML in one line, without its tags."""
    return " ".join(unescape(nh3.clean(html, tags=set())).split())


def summary(body: str, *, longest: int = 220) -> str:
    """Return the first words of a Markdown body in one line, cut at a word: what link previews show.

    Headings, tables and lists read badly in one line: they are left out where paragraphs say enough.
    """
    parsed = _parser().parse(body)
    told = [
        after.content
        for token, after in pairwise(parsed)
        if token.type == "paragraph_open" and token.level == 0
    ]
    words = " ".join(to_plain("\n\n".join(told)).split())
    if len(words) < LEAST_SUMMARY:
        words = " ".join(to_plain(body).split())
    if len(words) <= longest:
        return words
    return words[:longest].rpartition(" ")[0].rstrip(" ,;:.–-") + "…"


def tokens(body: str) -> list[Token]:
    """Return the block tokens of a Markdown body, for renderers that walk them."""
    return _parser().parse(body)


def to_plain(body: str) -> str:
    """Return plain text for posts: lists keep their marks, tables become lines, links show their address."""
    lines: list[str] = []
    walk = _PlainWalk(lines)
    for token in tokens(body):
        walk.take(token)
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _PlainWalk:
    """Collects plain lines from block tokens; tables become “column: cell; …” lines."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.lists: list[int | None] = []  # next number of each open list, None for bullets
        self.mark = ""
        self.row: list[str] | None = None
        self.head: list[str] = []

    def take(self, token: Token) -> None:
        step = getattr(self, f"_{token.type}", None)
        if step:
            step(token)

    def _bullet_list_open(self, token: Token) -> None:
        self.lists.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self.lists.append(int(token.attrGet("start") or 1))

    def _bullet_list_close(self, token: Token) -> None:
        self.lists.pop()
        if not self.lists:
            self.lines.append("")

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        number = self.lists[-1]
        self.mark = "- " if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1

    def _paragraph_close(self, token: Token) -> None:
        if not self.lists:
            self.lines.append("")

    def _heading_open(self, token: Token) -> None:
        self.lines.append("")

    def _heading_close(self, token: Token) -> None:
        self.lines.append("")

    def _thead_open(self, token: Token) -> None:
        self.head = []

    def _tr_open(self, token: Token) -> None:
        self.row = []

    def _tr_close(self, token: Token) -> None:
        cells, self.row = self.row or [], None
        if not self.head:
            self.head = cells
            return
        named = [f"{name}: {cell}" for name, cell in zip(self.head[1:], cells[1:], strict=False) if cell]
        self.lines.append(f"- {cells[0]}: " + "; ".join(named) if named else f"- {cells[0]}")

    def _table_close(self, token: Token) -> None:
        self.lines.append("")

    def _fence(self, token: Token) -> None:
        self.lines.extend([*token.content.splitlines(), ""])

    _code_block = _fence

    def _inline(self, token: Token) -> None:
        text = inline_text(token)
        if self.row is not None:
            self.row.append(text)
            return
        indent = "  " * max(0, len(self.lists) - 1)
        self.lines.append(f"{indent}{self.mark}{text}")
        self.mark = ""


def inline_text(token: Token) -> str:
    """Return the words of one inline token; a link shows its address when its text is not the address."""
    words: list[str] = []
    addresses: list[tuple[str, int]] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append("\n")
        elif child.type == "image":
            words.append(child.content)
        elif child.type == "link_open":
            addresses.append((str(child.attrGet("href") or ""), len(words)))
        elif child.type == "link_close" and addresses:
            address, start = addresses.pop()
            shown = "".join(words[start:])
            if address and address not in {shown, f"mailto:{shown}", f"tel:{shown}", f"{shown}/"}:
                words.append(f" ({address})")
    return "".join(words)
