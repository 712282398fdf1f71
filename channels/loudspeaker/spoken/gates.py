"""The gates every spoken text passes: only sayable words, and numbers that read back as their source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from channels.loudspeaker.spoken import readback, sourceback
from channels.loudspeaker.spoken.dictionary import Dictionary, default_dictionary
from channels.loudspeaker.spoken.syllables import is_syllable
from channels.loudspeaker.spoken.values import SpokenText, Word

_SAYABLE = re.compile(r"[^\W\d_]+(?:,? [^\W\d_]+)*,?")
_MARKS = re.compile(r"<[^<>]*>|[*_~`\\]")  # emphasis inside a number is no part of it
_READERS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "number": (readback.number, sourceback.number),
    "label": (readback.number, sourceback.label),
    "grouped": (readback.number, sourceback.grouped),
    "ordinal": (readback.ordinal, sourceback.whole),
    "roman": (readback.ordinal, sourceback.roman),
    "date": (readback.date, sourceback.date),
    "month": (readback.month, sourceback.date),
    "day": (readback.day, sourceback.whole),
    "time": (readback.time, sourceback.time),
    "phone": (readback.phone, sourceback.phone),
    "version": (readback.version, sourceback.version),
}


def reads_back(spoken: str, source: str, kind: str) -> bool:
    """Say whether the words of a number, date, hour or phone mean what stands in the source."""
    readers = _READERS.get(kind)
    if readers is None:
        return True
    from_words, from_source = readers
    try:
        return from_words(spoken) == from_source(source)
    except (ValueError, KeyError):
        return False


def is_sayable(spoken: str, dictionary: Dictionary) -> bool:
    """Say whether every word is a Vietnamese syllable or in the lexicon, with no digit or sign left."""
    return _SAYABLE.fullmatch(spoken) is not None and all(
        is_syllable(word) or dictionary.is_known(word) for word in spoken.replace(",", " ").split()
    )


def problems(source: str, spoken: SpokenText, *, dictionary: Dictionary | None = None) -> list[str]:
    """Return in plain words what keeps a spoken text from being voiced; empty = it may be."""
    known = dictionary or default_dictionary()
    return [
        *_unknown(spoken),
        *(problem for word in spoken.words for problem in _of_word(source, word, known)),
    ]


def _unknown(spoken: SpokenText) -> Iterator[str]:
    for token in spoken.unknown:
        yield f"Dòng {token.line}: chưa biết đọc “{token.token}”. Hãy thêm vào từ điển hoặc viết lại."


def _of_word(source: str, word: Word, dictionary: Dictionary) -> Iterator[str]:
    if word.kind == "unknown":
        return
    written = source[word.start : word.end]
    if not is_sayable(word.spoken, dictionary):
        yield f"“{written}” đọc thành “{word.spoken}”: có chữ số, ký hiệu hoặc âm tiết không phải tiếng Việt."
    if not reads_back(word.spoken, _MARKS.sub("", written), word.kind):
        yield f"“{written}” đọc thành “{word.spoken}”: đọc ngược lại không bằng bản gốc."
