"""From an editor's content to the lines that will be read: title first, then body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channels.base import Content, ContentRejected
from channels.loudspeaker.script import joined
from channels.text import nfc

if TYPE_CHECKING:
    from channels.loudspeaker.spoken import Dictionary, SpokenText

Entries = tuple[tuple[str, str], ...]
DIALECTS = ("bắc", "nam")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SHOWN = 8  # unknown tokens named in one sentence


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The lines to be read, and what will not be read."""

    spoken: str
    left_out: tuple[str, ...] = ()


def read_content(content: Content, *, entries: Entries = (), dialect: str = "bắc") -> Reading:
    """Return a message as it is read aloud; ContentRejected lists every token nobody may guess."""
    if content.language != "vi":
        raise ContentRejected(
            f"Giọng máy chỉ đọc tiếng Việt; bản tin tiếng “{content.language}” cần tệp ghi âm.",
            code="language",
        )
    sources = [("tiêu đề", content.title, False), ("nội dung", content.body, True)]
    if content.corrects:
        sources.insert(0, ("đính chính", f"Đính chính tin đã phát: {content.corrects}", False))
    return _read(sources, entries=entries, dialect=dialect)


def read_text(text: str, *, where: str, entries: Entries = (), dialect: str = "bắc") -> Reading:
    """Return a plain text as it is read aloud; ContentRejected as above, naming `where`."""
    return _read([(where, text, False)], entries=entries, dialect=dialect)


def _read(sources: Sequence[tuple[str, str, bool]], *, entries: Entries, dialect: str) -> Reading:
    from channels.loudspeaker.spoken import speak

    dictionary = _dictionary(entries, dialect)
    paragraphs: list[list[str]] = []
    unknown: list[str] = []
    left_out: list[str] = []
    for where, source, markdown in sources:
        said = speak(nfc(source), dictionary=dictionary, markdown=markdown)
        paragraphs += _paragraphs(said, nfc(source))
        unknown += [f"“{each.token}” ({where}, dòng {each.line})" for each in said.unknown]
        left_out += said.left_out
    if unknown:
        raise ContentRejected(_ask(unknown), code="unknown-word")
    spoken = joined(paragraphs)
    if not spoken:
        raise ContentRejected("Không có lời nào để đọc trên loa.", code="nothing-to-read")
    return Reading(spoken=spoken, left_out=tuple(left_out))


def _dictionary(entries: Entries, dialect: str) -> Dictionary:
    from channels.loudspeaker.spoken import NORTH, SOUTH, default_dictionary

    chosen = default_dictionary().with_dialect(SOUTH if dialect == "nam" else NORTH)
    return chosen.with_entries(dict(entries)) if entries else chosen


def _paragraphs(said: SpokenText, source: str) -> Iterator[list[str]]:
    """Yield the sentences by paragraph: a blank line in the source is a longer pause."""
    paragraph: list[str] = []
    end = 0
    for sentence in said.sentences:
        if paragraph and _BLANK_LINE.search(source[end : sentence.start]):
            yield paragraph
            paragraph = []
        paragraph.append(sentence.text)
        end = max(end, sentence.end)
    yield paragraph


def _ask(unknown: Sequence[str]) -> str:
    more = f" và {len(unknown) - _SHOWN} từ khác" if len(unknown) > _SHOWN else ""
    return (
        f"Chưa biết đọc {', '.join(unknown[:_SHOWN])}{more}. "
        "Thêm cách đọc bằng lệnh `publisher dictionary add TỪ CÁCH_ĐỌC`, hoặc sửa nội dung, rồi gửi lại."
    )
