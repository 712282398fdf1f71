"""A folder of message files read together: corrections found among them, no key twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from publisher.importing.draft import Reading, import_key, read_message
from publisher.importing.known import KnownNames
from publisher.importing.problems import Problem, Severity
from publisher.importing.timing import PastAt

SUFFIXES = frozenset({".md", ".markdown"})


def message_files(folder: Path) -> tuple[Path, ...]:
    """Return the message files of a folder and its subfolders by name, hidden ones left out."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in SUFFIXES)
    return tuple(sorted(path for path in found if not _is_hidden(path.relative_to(folder))))


def read_folder(
    folder: Path,
    *,
    now: datetime,
    zone: ZoneInfo,
    known: KnownNames,
    convert_legacy: bool = False,
    past_at: PastAt | None = None,
    add_missing: bool = False,
) -> tuple[Reading, ...]:
    """Return what all files of a folder say, a corrected message before its correction."""
    paths = message_files(folder)
    readings = [
        read_message(
            path,
            now=now,
            zone=zone,
            known=known,
            convert_legacy=convert_legacy,
            past_at=past_at,
            add_missing=add_missing,
            siblings=frozenset(import_key(each) for each in paths),
        )
        for path in paths
    ]
    readings = [_refused_twin(reading, readings) for reading in readings]
    return tuple(_in_order(_without_orphans(readings, known.import_keys)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _refused_twin(reading: Reading, readings: Sequence[Reading]) -> Reading:
    """Refuse a file whose key another file of the folder has too (case aside: Windows sees one file)."""
    key = reading.import_key.casefold()
    twins = [each.path.name for each in readings if each is not reading and each.import_key.casefold() == key]
    if not twins:
        return reading
    sentence = f"Tên “{reading.import_key}” trùng với tệp khác trong thư mục ({', '.join(twins)})."
    return _refused(reading, "duplicate-stem", sentence, "Đổi tên một trong các tệp.")


def _without_orphans(readings: Sequence[Reading], import_keys: Iterable[str]) -> list[Reading]:
    """Refuse corrections of what is itself refused or goes round in a circle, until no more follow."""
    kept = list(readings)
    while True:
        good = {*import_keys, *(each.import_key for each in kept if each.draft)}
        checked = [
            _refused(
                each,
                "corrects-refused",
                f"Tin được đính chính “{each.draft.corrects}” chưa nhập được.",
                "Sửa tệp đó trước, hoặc bỏ corrects.",
            )
            if each.draft and (each.draft.corrects not in {"", *good} or _circles(each, kept))
            else each
            for each in kept
        ]
        if checked == kept:
            return kept
        kept = checked


def _circles(reading: Reading, readings: Sequence[Reading]) -> bool:
    corrects = {each.import_key: each.draft.corrects for each in readings if each.draft}
    key = corrects.get(reading.import_key, "")
    for _ in corrects:
        if key == reading.import_key:
            return True
        key = corrects.get(key, "")
    return False


def _refused(reading: Reading, code: str, sentence: str, remedy: str) -> Reading:
    problem = Problem(
        severity=Severity.ERROR, code=code, file=reading.path.name, line=0, sentence=sentence, remedy=remedy
    )
    return replace(reading, draft=None, problems=(*reading.problems, problem))


def _in_order(readings: Sequence[Reading]) -> list[Reading]:
    """Order by name, but a correction behind what it corrects."""
    by_key = {each.import_key: each for each in readings if each.draft}

    def depth(reading: Reading) -> int:
        corrected = by_key.get(reading.draft.corrects) if reading.draft else None
        return 1 + depth(corrected) if corrected else 0

    return sorted(readings, key=depth)
