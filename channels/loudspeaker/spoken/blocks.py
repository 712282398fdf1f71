"""Markdown source → blocks to be said: paragraphs, headings, list items, table rows, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from channels.loudspeaker.spoken import inline, tables
from channels.loudspeaker.spoken.traced import Traced, join, synthetic

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?=\S)")
_RULE = re.compile(r"\s{0,3}([-*_=])(?:\s*\1){2,}\s*$")
_BULLET = re.compile(r"\s*[-*+•●▪◦–—]\s+(?=\S)")
_NUMBERED = re.compile(r"\s*(?:\d{1,3}|[a-zđA-ZĐ]|[IVX]+)[.)/]\s+(?=\S)")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+(?=[^\d\s=])")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_TAIL_MARK = re.compile(r"\s+#+\s*$")
_WRAP = 60  # lines shorter than this were ended by their writer, longer ones by a wrapping editor


@dataclass(frozen=True, kw_only=True)
class Block:
    """One thing said by itself; `listed` says that it may begin with an enumerator (“a)”, “II.”)."""

    text: Traced


def blocks(source: str, *, markdown: bool) -> tuple[list[Block], list[str]]:
    """Return the blocks of a source, and what its markup hides from the ear (addresses, tags)."""
    hidden: list[str] = []
    text = inline.without_markup(source, hidden) if markdown else Traced.of(source, 0, len(source))
    lines = [line for line in _lines(text)]
    groups = _groups(lines) if markdown else ([line] for line in lines if line.chars.strip())
    found = [Block(text=part) for group in groups for part in _said(group, markdown=markdown)]
    cleaned = [Block(text=inline.clean(block.text, hidden) if markdown else block.text) for block in found]
    return [block for block in cleaned if block.text.chars.strip()], hidden


def _lines(text: Traced) -> Iterator[Traced]:
    start = 0
    for line in text.chars.split("\n"):
        yield text[start : start + len(line)]
        start += len(line) + 1


def _groups(lines: list[Traced]) -> Iterator[list[Traced]]:
    """Group lines: each heading and list item opens a group, blank lines close one."""
    group: list[Traced] = []
    for line in lines:
        if not line.chars.strip() or _RULE.match(line.chars) or _FENCE.match(line.chars):
            if group:
                yield group
            group = []
        elif group and _opens(line.chars, group[-1].chars):
            yield group
            group = [line]
        else:
            group = [*group, line]
    if group:
        yield group


def _opens(line: str, before: str) -> bool:
    if tables.is_row(line) and tables.is_row(before):
        return False
    if _HEADING.match(before) or _HEADING.match(line) or _BULLET.match(line) or _NUMBERED.match(line):
        return True
    if tables.is_row(line) or tables.is_row(before):
        return True
    return ends_line(before, line)


def ends_line(before: str, line: str) -> bool:
    """Say whether a line break is a writer's own and not an editor's wrapping."""
    before, line = before.rstrip(), line.strip()
    if not line or before.endswith((".", "!", "?", ":", ";", "…")):
        return True
    first = line[0]
    return not (first.isalnum() or first in "\"'“(*_[<") or (len(before) < _WRAP and not first.islower())


def _said(group: list[Traced], *, markdown: bool) -> Iterator[Traced]:
    if markdown and len(group) > 1 and tables.is_row(group[0].chars):
        yield from tables.rows(group)
        return
    first = group[0]
    for mark in (_QUOTE, _HEADING, _BULLET):
        match = mark.match(first.chars)
        if match:
            first = first[match.end() :]
    ended = _TAIL_MARK.search(first.chars)
    first = first[: ended.start()] if ended else first
    pieces = [first.strip()]
    for line in group[1:]:
        match = _QUOTE.match(line.chars)
        kept = (line[match.end() :] if match else line).strip()
        pieces += [synthetic(" ", kept.at[0] if kept.at else 0), kept]
    yield join(pieces)
