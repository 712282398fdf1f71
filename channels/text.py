"""Plain text for posts: NFC, counting, the declared reference line, cutting in numbered parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SIGNATURE = "Mã tin: {reference}"
_SENTENCE_END = re.compile(r"(?<=[.!?…:;])\s+")


def nfc(text: str) -> str:
    """Return the text in Unicode NFC with plain line ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def length(text: str) -> int:
    """Count as the services do: code points of the NFC form."""
    return len(unicodedata.normalize("NFC", text))


def base_reference(reference: str) -> str:
    """Return the message's own code without the occurrence: PT-2026-0117/03 → PT-2026-0117."""
    return reference.partition("/")[0]


def signed(text: str, *, signature: str, reference: str) -> str:
    """Return the text as it is sent: with the declared line at its end."""
    line = signature.format(reference=reference) if signature else ""
    return f"{text}\n\n{line}" if line else text


def mentions(text: str, reference: str) -> bool:
    """Say whether a text carries exactly this reference (PT-2026-0117/03 is not PT-2026-0117)."""
    return re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w/-])", nfc(text)) is not None


def longest_reference(reference: str, occurrences: int) -> str:
    """Return the longest form the reference can take, for counting before it is known."""
    if occurrences <= 1:
        return reference
    return f"{reference}/{'9' * max(2, len(str(occurrences)))}"


def split_parts(text: str, *, limit: int, tail: int) -> tuple[str, ...]:
    """Cut a text in parts that with `tail` more characters stay within the limit; nothing is lost.

    One part is not numbered; several begin with “(1/3) ”. Cuts fall between paragraphs, else sentences,
    else words, else inside a word longer than a part.
    """
    text = nfc(text).strip()
    if length(text) + tail <= limit:
        return (text,)
    count = 2
    while True:
        room = limit - tail - len(f"({count}/{count}) ")
        if room < 20:
            raise ValueError(f"limit {limit} leaves no room for text beside {tail} declared characters")
        parts = list(_pack(text, room))
        if len(parts) <= count:
            return tuple(f"({at}/{len(parts)}) {part}" for at, part in enumerate(parts, 1))
        count = len(parts)


def _pack(text: str, room: int) -> Iterator[str]:
    while len(text) > room:
        at = _cut_at(text, room)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


def _cut_at(text: str, room: int) -> int:
    """Return the best place to cut within the room: paragraph, line, sentence, word, then anywhere."""
    window = text[: room + 1]
    least = room // 3  # a part is never cut shorter than a third only to end nicely
    for candidates in (
        [match.start() for match in re.finditer(r"\n\n", window)],
        [match.start() for match in re.finditer(r"\n", window)],
        [match.start() for match in _SENTENCE_END.finditer(window)],
        [match.start() for match in re.finditer(r"\s", window)],
    ):
        good = [at for at in candidates if at >= least]
        if good:
            return good[-1]
    return _grapheme_boundary(text, room)


def _grapheme_boundary(text: str, at: int) -> int:
    """Step back so that no combining mark, joiner or variation selector is torn from its base."""
    lowest = max(1, at - 32)
    while at > lowest and (
        unicodedata.combining(text[at]) or text[at] in "\u200d\ufe0f" or text[at - 1] == "\u200d"
    ):
        at -= 1
    return at
