"""Letters with numbers: CO2, H5N1, 6A1, 5G, ĐT.741, Km 12+500; and single letters by name."""

from __future__ import annotations

import re
from functools import cache

from channels.loudspeaker.spoken.dictionary import table
from channels.loudspeaker.spoken.letters import NAMES, spell
from channels.loudspeaker.spoken.numbers import cardinal, label, version
from channels.loudspeaker.spoken.patterns import before
from channels.loudspeaker.spoken.scan import LEFT_OUT, Piece, Place, Reading
from channels.loudspeaker.spoken.words import without_echo

_FIRST_LETTERS = re.compile(r"[A-ZĐ]{1,3}\d{1,3}(?:[A-Z]{1,2}\d{0,3})*(?:\.\d)?(?![^\W_])")
_FIRST_DIGITS = re.compile(r"\d{1,3}[A-ZĐ]{1,2}\d{0,2}(?![^\W_]|-\w|/[A-ZĐ]{2})")
_LOWER = re.compile(r"\d{1,3}(?:[a-e]|(?<=[Đđ]iều \d)đ|(?<=[Đđ]iều \d\d)đ|(?<=hoản \d)đ)(?![^\W_])")
_PLATE = re.compile(r"\d{2}[A-Z][A-Z\d]?\s?[-–.]\s?(?:\d{3}\.\d{2}|\d{4,5})(?!\d)")
_ROAD = re.compile(r"(?P<k>[A-ZĐ][A-ZĐa-z]{1,2})\.?\s?(?P<n>\d{1,4})(?P<l>[A-ZĐ]?)(?![^\W_]|[-/]\w)")
_DASHED_ROAD = re.compile(r"(?P<k>QL|TL|HL|ĐT|ĐH|ĐX)-(?P<n>\d{1,4})(?P<l>[A-ZĐ]?)(?![^\W_]|[-/]\w)")
_NUMBERED = re.compile(r"(?:NQ|NĐ|QĐ|KH|CT|TB)(?=\d+[-/]\w)")
_VERSION = re.compile(r"[vV](?P<n>\d{1,3}(?:\.\d{1,3})*)(?![^\W_])")
_ELEMENT = r"(?:He|Li|Na|Mg|Al|Si|Cl|Ca|Mn|Fe|Cu|Zn|Br|Ag|Ba|Pb|Hg|H|C|N|O|F|P|S|K|I|B)"
_FORMULA = re.compile(rf"(?=\w*[a-z\d])(?:{_ELEMENT}\d{{0,2}}){{2,}}(?![^\W_])(?<=\d)")
_KM = re.compile(r"(?:Km|KM|km)\s?(?P<k>\d{1,4})\s?\+\s?(?P<m>\d{1,3}(?:[.,]\d+)?)")
_LETTER = re.compile(r"[A-ZĐa-zđÂÔƠƯÊĂ](?![\w'’])")
_TIMES = re.compile(r"[xX](?=\s*\d)")
_LETTERED = before(
    r"(?<!\w)(?:điểm|khối|lớp|ý|mục|bảng|phần|nhóm|loại|hạng|vitamin|khu|block|lô|mẫu|phương án|"
    r"đáp án|tiết|"
    r"(?:[a-zđ],\s*|[a-zđ] và )+)\s*[(“\"]?"
)
_VERSION_SAID = before(r"(?<!\w)(?:phiên bản|bản|phần mềm|app|ứng dụng)")
_SINGLE_IN_BRACKETS = re.compile(r"[a-zđ](?=\))")


def rules_for_roads(place: Place) -> Reading | None:
    """“QL13”, “ĐT.741”: a road's kind, then its number; also “NQ57”, “Km 12+500”."""
    prefixed = place.match(_NUMBERED)
    if prefixed and prefixed.group() in _prefixes():
        return place.one(_prefixes()[prefixed.group()], prefixed.end())
    mark = place.match(_KM)
    if mark:
        return _milestone(place, mark)
    match = place.match(_ROAD) or place.match(_DASHED_ROAD)
    name = _prefixes().get(match["k"]) if match else None
    if not match or name is None:
        return None
    start, end = match.start("n"), match.end("n")
    pieces = [
        _kind_of_road(place, name, match.end("k")),
        Piece(spoken=label(match["n"], place.dialect), start=start, end=end, kind="label"),
    ]
    if match["l"]:
        pieces.append(Piece(spoken=spell(match["l"]), start=end, end=match.end()))
    return Reading(tuple(pieces), match.end())


def _kind_of_road(place: Place, name: str, end: int) -> Piece:
    """“cao tốc CT.01”: the kind that is written out already is not said again."""
    if re.search(rf"(?i)(?<!\w){name}\s*[(]?$", place.before(20)):
        return Piece(spoken=place.text[place.pos : end], start=place.pos, end=end, kind=LEFT_OUT)
    return Piece(spoken=without_echo(place, name), start=place.pos, end=end)


@cache
def _prefixes() -> dict[str, str]:
    return {row[0]: row[1] for row in table("prefixes")}


def _milestone(place: Place, match: re.Match[str]) -> Reading:
    metres = re.sub(r"[.,].*", "", match["m"])
    return Reading(
        (
            Piece(spoken="ki lô mét", start=place.pos, end=match.start("k")),
            _number(place, match.start("k"), match.end("k")),
            Piece(spoken="cộng", start=match.end("k"), end=match.start("m")),
            _number(place, match.start("m"), match.start("m") + len(metres)),
        ),
        match.end(),
    )


def _number(place: Place, start: int, end: int) -> Piece:
    said = cardinal(int(place.text[start:end]), place.dialect)
    return Piece(spoken=said, start=start, end=end, kind="number")


def rules_for_codes(place: Place) -> Reading | None:
    """Read a short code literally: letters by name, numbers as numbers; a number plate digit by digit."""
    plate = place.match(_PLATE)
    if plate:
        return place.one(_each_sign(plate.group()), plate.end(), "code")
    match = (
        place.match(_FORMULA)
        or place.match(_FIRST_LETTERS)
        or place.match(_FIRST_DIGITS)
        or place.match(_LOWER)
    )
    if not match:
        return None
    if re.fullmatch(r"\d+(?:V|W|L|CV|KV|KW|kV|MB|GB|TB|HP|KG|HA|KM|MP|HZ|MW|GW|T)", match.group()):
        return None  # a measure without a space
    runs = re.findall(r"\d+(?:\.\d)?|[^\W\d_]+", match.group())
    said = [version(run, place.dialect) if run[0].isdigit() else spell(run) for run in runs]
    return place.one(" ".join(said), match.end(), "code")


def _each_sign(written: str) -> str:
    groups = re.split(r"[\s.–-]+", written)
    return ", ".join(
        " ".join(cardinal(int(sign)) if sign.isdigit() else NAMES[sign] for sign in group) for group in groups
    )


def rules_for_versions(place: Place) -> Reading | None:
    """“v2.0” is said as a version, once."""
    match = place.match(_VERSION)
    if not match or not ("." in match.group() or place.comes_after(_VERSION_SAID)):
        return None
    said = (
        ()
        if place.before(6).casefold().rstrip().endswith("bản")
        else (Piece(spoken="phiên bản", start=place.pos, end=place.pos + 1),)
    )
    number = Piece(
        spoken=version(match["n"], place.dialect), start=match.start("n"), end=match.end(), kind="version"
    )
    return Reading((*said, number), match.end())


def rules_for_letters(place: Place) -> Reading | None:
    """A capital alone is said by its name; a small one only where letters number things (điểm d)."""
    times = place.match(_TIMES)
    if times and any(piece.kind in {"number", "unit", "per"} for piece in place.said[-2:]):
        return place.one("nhân", times.end())
    match = place.match(_LETTER)
    if not match or match.group().upper() not in NAMES:
        return None
    if match.group().islower() and not (place.comes_after(_LETTERED, 40) or place.match(_SINGLE_IN_BRACKETS)):
        return None
    return place.one(spell(match.group()), match.end(), "letter")
