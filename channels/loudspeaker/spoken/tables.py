"""Tables said row by row: “Thôn Phú Tân, từ bảy giờ …, đến …”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels.loudspeaker.spoken.traced import Traced, join, synthetic

_ROW = re.compile(r"\s{0,3}\|.*\|\s*$|\s{0,3}[^|\s][^|]*\|[^|].*$")
_RULER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_EMPTY = {"", "-", "–", "—", "x", "//"}
_OPENS_CLAUSE = re.compile(r"(?i)(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])\b|chủ nhật)")
_SHORT_TITLE = 3  # a column title of so many words is said in one breath with its cell


def is_row(line: str) -> bool:
    """Say whether a line is a table row or its ruler."""
    return "|" in line and (_ROW.match(line) is not None or _RULER.match(line) is not None)


def rows(lines: list[Traced]) -> Iterator[Traced]:
    """Yield one text for each row of a table; its column titles are said with each cell."""
    titles: list[Traced] = []
    body = lines
    if len(lines) > 1 and _RULER.match(lines[1].chars):
        titles, body = cells(lines[0]), lines[2:]
    for line in body:
        if _RULER.match(line.chars):
            continue
        said = [_with_title(title, cell) for title, cell in _pairs(titles, cells(line)) if _says(cell)]
        yield join(_separated(said))


def cells(line: Traced) -> list[Traced]:
    """Return the cells of a row; “\\|” is no border."""
    inner = line.strip()
    inner = inner[1:] if inner.chars.startswith("|") else inner
    inner = inner[:-1] if inner.chars.endswith("|") and not inner.chars.endswith("\\|") else inner
    borders = [match.start() for match in re.finditer(r"(?<!\\)\|", inner.chars)]
    starts, ends = [0, *(at + 1 for at in borders)], [*borders, len(inner)]
    return [inner[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _pairs(titles: list[Traced], row: list[Traced]) -> Iterator[tuple[Traced | None, Traced]]:
    for at, cell in enumerate(row):
        yield (titles[at] if at < len(titles) else None), cell


def _plain(text: Traced) -> str:
    return text.chars.strip("*_ ").casefold()


def _says(cell: Traced) -> bool:
    return _plain(cell) not in _EMPTY


def _with_title(title: Traced | None, cell: Traced) -> Traced:
    if title is None or not _says(title) or _plain(cell).startswith(_plain(title)) or _is_running(title):
        return cell
    at = cell.at[0]
    close = len(_plain(title).split()) <= _SHORT_TITLE and not _OPENS_CLAUSE.match(_plain(cell))
    return join([title, synthetic(" " if close else ", ", at), cell])


def _is_running(title: Traced) -> bool:
    return _plain(title).rstrip(".") in {"stt", "tt", "#", "số tt"}


def _separated(said: list[Traced]) -> Iterator[Traced]:
    for at, cell in enumerate(said):
        if at:
            yield synthetic("; ", cell.at[0])
        yield cell
