"""Numbers of official documents, said by meaning: 1169/QĐ-TTg → “… của thủ tướng chính phủ”.

Codes of types and issuers: Nghị định 30/2020/NĐ-CP, phụ lục III, and the Party's own numbering (57-NQ/TW).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from channels.loudspeaker.spoken.dictionary import table
from channels.loudspeaker.spoken.numbers import cardinal, label
from channels.loudspeaker.spoken.patterns import DOCUMENT, before
from channels.loudspeaker.spoken.scan import UNKNOWN, Piece, Place, Reading

_PART = r"[A-ZĐ][A-Za-zĐđƯư]*\d{0,2}"
_NUMBER = re.compile(
    rf""
    rf"(?P<n>\d{{1,5}}[a-z]?)(?:/(?P<y>\d{{4}}))?\s?(?P<sep>[-–/])\s?(?P<code>{_PART}(?:[-–./&]\s?{_PART})*)(?!\w)"
)
_BY_YEAR = re.compile(r"(?P<n>\d{1,5})/(?P<y>(?:19|20)\d{2})(?![\d/])")
_STANDARD = re.compile(
    r"(?P<n>\d{1,5})(?P<part>-\d{1,2})?[:/](?P<y>(?:19|20)\d{2})(?P<owner>/[A-ZĐ]+)?(?![\d/])"
)
_STANDARD_SAID = before(r"(?<!\w)(?:QCVN|TCVN|TCCS|TCXDVN|ISO|HACCP|tiêu chuẩn|quy chuẩn)(?:\s+số)?")
_JOINT = {"TTLT", "NQLT", "KHLT", "CTPH"}
_TYPE_SAID = before(rf"(?<!\w){DOCUMENT}(?:\s+số)?\s*:?")
_WORD_AND_NUMBER = re.compile(r"(?i)[^\W\d_]{2,}\s+số\s*:?\s*$")
_OF_SOMEBODY = re.compile(
    r"(?i)\s*,?\s*(?:ngày\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*,?\s*)?của\s+(?!tháng|năm|quý)"
)
_NUMBER_SAID = re.compile(r"(?i)(?<!\w)số\s*:?\s*$")


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Who signs: the code, what is said, and how a sentence names it."""

    code: str
    spoken: str
    named: re.Pattern[str]


@cache
def _issuers() -> dict[str, Issuer]:
    return {
        row[0]: Issuer(
            code=row[0], spoken=row[1], named=re.compile(row[2] if len(row) > 2 else f"(?i){row[1]}")
        )
        for row in table("issuers")
    }


@cache
def _types() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1].split("|")) for row in table("documents")}


def rules_for_documents(place: Place) -> Reading | None:
    """Read a document's number in one of its three shapes."""
    return _standard(place) or _numbered(place) or _by_year(place)


def _numbered(place: Place) -> Reading | None:
    match = place.match(_NUMBER)
    if not match:
        return None
    parts = [part for part in re.split(r"[-–/&\s]+|\.(?!\d)", match["code"]) if part]
    types = _types().get(parts[0])
    issuers = parts[1:] if types else parts
    owner = _joint_owner(issuers) if parts[0] in _JOINT else _owner(issuers)
    if owner is None and types is None:
        return None
    if owner is None and issuers:
        return _ask(place, match)
    if types is None and _named_by_a_word(place):
        return Reading((*_number_and_year(place, match), *_of(owner, place, match)), match.end())
    return _reading(place, match, types or _types()["CV"], owner)


def _named_by_a_word(place: Place) -> bool:
    """Say whether a word before “số” says what it is, known or not: “lịch số 5-LCT/ĐU”."""
    return _WORD_AND_NUMBER.search(place.before(40)) is not None


def _of(owner: Issuer | None, place: Place, match: re.Match[str]) -> list[Piece]:
    """Return the words for the issuer unless the sentence names it."""
    if owner is None or _is_named(owner, place, match):
        return []
    return [Piece(spoken=f"của {owner.spoken}", start=match.start("code"), end=match.end())]


def _joint_owner(parts: list[str]) -> Issuer | None:
    """Several signers of one document are all said."""
    owners = [owner for owner in (_owner([part]) for part in parts) if owner is not None]
    if len(owners) != len(parts) or not owners:
        return None
    named = re.compile("|".join(owner.named.pattern for owner in owners[:1]))
    return Issuer(code=parts[0], spoken=" và ".join(owner.spoken for owner in owners), named=named)


def _owner(parts: list[str]) -> Issuer | None:
    for part in parts:
        if part in _issuers():
            return _issuers()[part]
        if re.fullmatch(r"UBTVQH\d{1,2}", part):
            return _issuers()["UBTVQH"]
        session = re.fullmatch(r"QH(\d{1,2})", part)
        if session:
            spoken = f"quốc hội khóa {cardinal(int(session[1]))}"
            return Issuer(code=part, spoken=spoken, named=re.compile("(?i)quốc hội kh(?:óa|oá)|của quốc hội"))
    return None


def _ask(place: Place, match: re.Match[str]) -> Reading:
    return Reading(
        (Piece(spoken=match.group(), start=place.pos, end=match.end(), kind=UNKNOWN),), match.end()
    )


def _reading(place: Place, match: re.Match[str], types: tuple[str, ...], owner: Issuer | None) -> Reading:
    start, back_to, pieces = place.pos, None, []
    if owner is not None and owner.code.startswith("QH"):
        types = ("luật", "bộ luật", "nghị quyết", "pháp lệnh") if "NQ" not in match["code"] else types
    if not _type_is_said(place, types):
        number_word = _NUMBER_SAID.search(place.before(12))
        back_to = place.pos - len(number_word.group()) if number_word else None
        start = place.pos if back_to is None else back_to
        pieces.append(Piece(spoken=f"{types[0]} số", start=start, end=match.end()))
    pieces += _number_and_year(place, match)
    pieces += _of(owner, place, match)
    return Reading(tuple(pieces), match.end(), back_to=back_to)


def _number_and_year(place: Place, match: re.Match[str]) -> list[Piece]:
    digits = match["n"].rstrip("abcdefghijklmnopqrstuvwxyz")
    end = match.start("n") + len(digits)
    pieces = [Piece(spoken=label(digits, place.dialect), start=match.start("n"), end=end, kind="label")]
    if match["n"][len(digits) :]:
        from channels.loudspeaker.spoken.letters import spell

        pieces.append(Piece(spoken=spell(match["n"][len(digits) :]), start=end, end=match.end("n")))
    if match["y"]:
        year = cardinal(int(match["y"]), place.dialect)
        pieces.append(Piece(spoken="năm", start=match.start("y"), end=match.start("y")))
        pieces.append(Piece(spoken=year, start=match.start("y"), end=match.end("y"), kind="number"))
    return pieces


def _type_is_said(place: Place, types: tuple[str, ...]) -> bool:
    before_it = (
        place.before(90).rpartition(".")[2].casefold() if "." in place.before(90)[-40:] else place.before(90)
    )
    before_it = before_it.casefold()
    return any(name in before_it for name in types) or place.comes_after(_TYPE_SAID, 40)


def _is_named(owner: Issuer, place: Place, match: re.Match[str]) -> bool:
    if _OF_SOMEBODY.match(place.text, match.end()):
        return True
    sentence = place.sentence().replace(match["code"], " ")
    return owner.named.search(sentence) is not None


def _by_year(place: Place) -> Reading | None:
    match = place.match(_BY_YEAR)
    if not match or not place.comes_after(_TYPE_SAID, 40):
        return None
    return Reading(tuple(_number_and_year(place, match)), match.end())


def _standard(place: Place) -> Reading | None:
    """“QCVN 26:2010/BTNMT”, “ISO 9001:2015”."""
    match = place.match(_STANDARD)
    if not match or not place.comes_after(_STANDARD_SAID, 30):
        return None
    pieces = _number_and_year(place, match)
    if match["part"]:
        said = f"phần {cardinal(int(match['part'][1:]))}"
        pieces.insert(1, Piece(spoken=said, start=match.start("part"), end=match.end("part")))
    owner = _issuers().get((match["owner"] or "/")[1:])
    if match["owner"] and owner is None:
        return _ask(place, match)
    if owner is not None:
        pieces.append(Piece(spoken=f"của {owner.spoken}", start=match.start("owner"), end=match.end()))
    return Reading(tuple(pieces), match.end())
