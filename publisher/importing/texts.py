"""Text as it comes from staff's old files: bytes, NFD, TCVN3, VNI, told apart by evidence, never by guess.

A text is called legacy only when its words are no Vietnamese syllables as they stand and become syllables by
conversion. U+00AD is a letter (ư) of TCVN3, so nothing here strips it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from channels.text import nfc
from publisher.importing.legacy import Legacy, convert
from publisher.importing.syllables import is_syllable

# Letters that only Unicode Vietnamese has: neither TCVN3 nor VNI can produce them.
_UNICODE_ONLY = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
_HIGH = re.compile("[\u00a1-\u00ff]")
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e]{2,}")
_SHARE = 0.75
_EXCERPT = 90


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """A text that reads as Vietnamese only after conversion: from which encoding, and into what."""

    encoding: Legacy
    before: str  # an excerpt
    after: str  # the same excerpt, converted
    converted: str  # the whole text, converted
    first_line: int = 0  # where the excerpt stands, counted from 0


@dataclass(frozen=True, kw_only=True)
class _Evidence:
    words: int  # words with a letter above ASCII that Unicode Vietnamese does not explain
    right_before: int
    right_after: int
    mended: int  # distinct words that only the conversion makes right


def suspect(text: str, *, hint: Legacy | None = None) -> Suspicion | None:
    """Return what a text would be when it is in a legacy encoding, None when it is not.

    `hint` is the encoding already found elsewhere in the same file: then one mended word is enough.
    """
    lines = text.split("\n")
    best = max(Legacy, key=lambda encoding: _weigh(_doubtful(lines, encoding), encoding).right_after)
    evidence = _weigh(_doubtful(lines, best), best)
    if not _convinces(evidence, least=1 if hint is best else 2):
        return None
    doubtful = set(_doubtful(lines, best))
    converted = [_convert_line(line, best) if line in doubtful else line for line in lines]
    at = next(at for at, pair in enumerate(zip(lines, converted, strict=True)) if pair[0] != pair[1])
    return Suspicion(
        encoding=best,
        before=_excerpt(lines[at]),
        after=_excerpt(converted[at]),
        converted=nfc("\n".join(converted)),
        first_line=at,
    )


def decoded(raw: bytes) -> str | None:
    """Return the text of UTF-8 bytes, without byte-order mark, with plain line ends; None: not UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def guess_encoding(raw: bytes) -> str:
    """Return the likely name of the encoding of bytes that are not UTF-8, for the advice to staff."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw[:400].count(0) * 3 > len(raw[:400]):
        return "UTF-16 (“Unicode” của Notepad cũ)"
    suspicion = suspect(raw.decode("latin-1"))
    if suspicion:
        return suspicion.encoding.value
    words = _words(nfc(raw.decode("cp1258", errors="replace")))
    if words and sum(map(is_syllable, words)) >= _SHARE * len(words):
        return "Windows-1258"
    return ""


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _doubtful(lines: list[str], encoding: Legacy) -> list[str]:
    """Return the lines that are not plainly Unicode: a legacy file often has a few typed in later."""
    return [line for line in lines if len(_UNICODE_ONLY.findall(line)) <= _weigh([line], encoding).mended]


def _weigh(lines: list[str], encoding: Legacy) -> _Evidence:
    words = [
        word
        for line in lines
        for word in _words(line)
        if _HIGH.search(word) and not _UNICODE_ONLY.search(word)
    ]
    before = [is_syllable(word) for word in words]
    after = [_reads_as_syllable(word, encoding) for word in words]
    mended = {word.lower() for word, was, now in zip(words, before, after, strict=True) if now and not was}
    return _Evidence(words=len(words), right_before=sum(before), right_after=sum(after), mended=len(mended))


@lru_cache(maxsize=20_000)
def _reads_as_syllable(word: str, encoding: Legacy) -> bool:
    return is_syllable(convert(word, encoding))


def _convinces(evidence: _Evidence, *, least: int) -> bool:
    """Weigh: enough words mended, nearly all right afterwards, far more than before."""
    return (
        evidence.mended >= least
        and evidence.right_after >= _SHARE * evidence.words
        and evidence.right_before <= 0.6 * evidence.right_after
    )


def _convert_line(line: str, encoding: Legacy) -> str:
    if not _UNICODE_ONLY.search(line):
        return convert(line, encoding)
    return re.sub(
        r"\S+",
        lambda match: match[0] if _UNICODE_ONLY.search(match[0]) else convert(match[0], encoding),
        line,
    )


def _excerpt(line: str) -> str:
    line = line.strip()
    return line if len(line) <= _EXCERPT else line[:_EXCERPT].rsplit(" ", 1)[0] + "…"
