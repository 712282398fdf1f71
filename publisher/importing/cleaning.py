"""Making clean Markdown of what people paste: HTML turned or dropped, entities read, links made safe.

The words always survive; whatever is left out is told. The result renders by `channels.markdown` without any
raw tag.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from publisher.importing.html_names import CONTAINERS
from publisher.importing.html_tokens import Tag, Text, Tokens
from publisher.importing.links import without_unsafe_links
from publisher.importing.markdown_writer import MarkdownWriter, finish
from publisher.importing.problems import Removal

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_BREAKS = re.compile("[\u000b\u000c\u0085\u2028\u2029]")  # Word's soft line break is U+000B
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ue000-\ue003]"
)
_SPACES = re.compile("[\u00a0\u2007\u202f]")
_MOST_TURNS = 12


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A clean text, what was left out of it, the tags that were turned or dropped, what is never closed."""

    text: str
    removed: tuple[Removal, ...] = ()
    tags: tuple[str, ...] = ()
    unclosed: tuple[Removal, ...] = ()


def clean_body(text: str, *, first_line: int = 1) -> Cleaned:
    """Return a Markdown body free of HTML; `first_line` is its line in the file, for the removals."""
    written, first = without_unsafe_links(text, first_line=first_line)
    cleaned = _cleaned(written, first_line, _to_markdown)
    safe, last = without_unsafe_links(cleaned.text, first_line=first_line)  # what entities had hidden
    return replace(cleaned, text=safe, removed=(*first, *cleaned.removed, *last))


def clean_line(text: str, *, line: int = 1) -> Cleaned:
    """Return a one-line text (title, source) free of HTML."""
    cleaned = _cleaned(text, line, _to_plain)
    return replace(cleaned, text=" ".join(cleaned.text.split()))


def read_entities(text: str) -> str:
    """Return the text with its entities read, double-escaped ones too; “?a=1&copy=2” stays."""
    for _ in range(3):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return _visible(text)


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", _SPACES.sub(" ", _LINE_BREAKS.sub("\n", text)))


def _cleaned(text: str, first_line: int, turn: Callable[[Tokens, list[str]], str]) -> Cleaned:
    """Turn until nothing changes: tags may hide in entities or inside one another."""
    removed: list[Removal] = []
    tags: list[str] = []
    unclosed: list[Removal] = []
    text = _visible(text)
    for _ in range(_MOST_TURNS):
        tokens = Tokens(text, first_line)
        before, text = text, turn(tokens, tags)
        removed += tokens.removed
        unclosed += tokens.unclosed
        if text == before:
            break
    return Cleaned(
        text=text, removed=tuple(removed), tags=tuple(dict.fromkeys(tags)), unclosed=tuple(unclosed[:1])
    )


def _to_markdown(tokens: Tokens, tags: list[str]) -> str:
    writer = MarkdownWriter()
    plain = True
    for token in tokens:
        if isinstance(token, Text):
            writer.words(read_entities(token.words))
            continue
        plain = False
        tags.append(token.name)
        writer.tag(token)
    text = writer.text()
    return text if plain and not tokens.removed else finish(text)


def _to_plain(tokens: Tokens, tags: list[str]) -> str:
    pieces = []
    for token in tokens:
        if isinstance(token, Text):
            pieces.append(read_entities(token.words))
        else:
            tags.append(token.name)
            pieces.append(_gap(token))
    return "".join(pieces)


def _gap(tag: Tag) -> str:
    return " " if tag.name in CONTAINERS or tag.name in {"br", "p", "li", "td", "th"} else ""
