"""Plain text for posts: NFC, counting, the declared reference line, cutting in numbered parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SIGNATURE = "Mã tin: {reference}"
LEAST_ROOM = 20  # characters of text a part must have room for
LEAST_FULL = (33, 66, 85)  # per cent of a part to fill before a nice end counts; fuller only to save a part
_STOP = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s)")
_CLAUSE = re.compile(r"(?<=[,;:])(?=[^\S\u00a0\u202f\u2007])")
_GAP = re.compile(r"[^\S\u00a0\u202f\u2007]")  # any white space where a line may break
_NO_STOP = re.compile(r"(?:^|\s)(?:\(?\d{1,3}|[^\W\d_]|TP|Tp|ThS|TS|PGS|GS|BS|KS|CN|ĐT|TT|TX|Nxb|tr)\.$")
_FLAG = range(0x1F1E6, 0x1F200)  # regional indicators: two make one flag
_STICKY = {0x200C, 0x200D, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)}  # joiners, skin tones, tags


def nfc(text: str) -> str:
    """Return the text in Unicode NFC with plain line ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def length(text: str) -> int:
    """Count as the services do: code points of the NFC form."""
    return len(unicodedata.normalize("NFC", text))


def plain_name(text: str, *, longest: int | None = None) -> str:
    """Return lower-case ASCII words joined by hyphens, cut at a word: “Lịch tiêm chủng” → lich-tiem-chung.

    Empty when the text has no letter or digit.
    """
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(each for each in letters if not unicodedata.combining(each)).lower()
    name = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    if longest is None or len(name) <= longest:
        return name
    return name[: longest + 1].rpartition("-")[0] or name[:longest]


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

    One part is not numbered; several begin with “(1/3) ”. Cuts fall between paragraphs, else lines, else
    sentences, else clauses, else words, else inside a word longer than a part, never inside a character
    people see as one. A heading or a “như sau:” stays with what follows it. Only white space at a cut goes.

    Raises ValueError when the limit leaves no room for text.
    """
    text = nfc(text).strip()
    if length(text) + tail <= limit:
        return (text,)
    count = 2
    while True:
        room = limit - tail - len(f"({count}/{count}) ")
        if room < LEAST_ROOM:
            raise ValueError(f"limit {limit} leaves no room for text beside {tail} declared characters")
        parts = min((list(_pack(text, room, least=room * share // 100)) for share in LEAST_FULL), key=len)
        if len(parts) <= count:
            return tuple(f"({at}/{len(parts)}) {part}" for at, part in enumerate(parts, 1))
        count = len(parts)


def number_mark(part: str) -> str:
    """Return the “(1/3) ” a part begins with, without the space, or nothing."""
    found = re.match(r"\s*(\(\d+/\d+\))\s", part)
    return found[1] if found else ""


def _pack(text: str, room: int, *, least: int) -> Iterator[str]:
    while len(text) > room:
        at = _cut_at(text, room, least=least)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


def _cut_at(text: str, room: int, *, least: int) -> int:
    """Return the best cut from `least` on: paragraph, line, sentence, clause, word, then anywhere."""
    window = text[: room + 1]
    for candidates in (_paragraphs, _lines, _sentences, _clauses, _words):
        good = [at for at in candidates(window) if least <= at <= room]
        if good:
            return good[-1]
    return _character_boundary(text, room)


def _paragraphs(window: str) -> Iterator[int]:
    return (m.start() for m in re.finditer(r"\n\n", window) if not _leads_in(window[: m.start()]))


def _lines(window: str) -> Iterator[int]:
    return (m.start() for m in re.finditer(r"\n", window) if not _leads_in(window[: m.start()]))


def _sentences(window: str) -> Iterator[int]:
    for stop in _STOP.finditer(window):
        following = window[stop.end() :].lstrip()[:1]
        if not following.islower() and not _NO_STOP.search(window[max(0, stop.end() - 12) : stop.end()]):
            yield stop.end()


def _clauses(window: str) -> Iterator[int]:
    return (match.start() for match in _CLAUSE.finditer(window))


def _words(window: str) -> Iterator[int]:
    return (match.start() for match in _GAP.finditer(window))


def _leads_in(before: str) -> bool:
    """Say whether the last line announces what follows: it ends with a colon or stands alone as a heading."""
    paragraph = before.rstrip().rpartition("\n\n")[2]
    line = paragraph.rpartition("\n")[2]
    if line.endswith(":"):
        return True
    alone = "\n" not in paragraph and len(line) <= 80 and not line.startswith("-")
    return alone and line[-1:] not in set('.!…;,)”"')


def _character_boundary(text: str, at: int) -> int:
    """Step back so that no accent, emoji sequence or flag is torn; gives up after 32 steps."""
    lowest = max(1, at - 32)
    for place in range(at, lowest, -1):
        if not _is_inside_character(text, place):
            return place
    return at


def _is_inside_character(text: str, at: int) -> bool:
    """Say whether a cut before `at` tears a character apart (the common rules of UAX #29)."""
    after, before = text[at], text[at - 1]
    if unicodedata.category(after).startswith("M") or ord(after) in _STICKY or before == "\u200d":
        return True
    if ord(after) not in _FLAG:
        return False
    flags = len(text[:at]) - len(text[:at].rstrip("".join(map(chr, _FLAG))))
    return flags % 2 == 1
