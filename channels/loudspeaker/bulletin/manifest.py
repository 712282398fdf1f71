"""manifest.json of an exported bulletin: what each file is, and its SHA-256; and the check against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channels.loudspeaker.bulletin.folder import settle

NAME = "manifest.json"
FORMAT = 1
_BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first file of a folder that is not as it was exported."""

    file: str
    sentence: str


def sealed(content: Mapping[str, Any]) -> bytes:
    """Return the manifest's bytes, with the digest of its own content as `seal`."""
    return _text({**content, "format": FORMAT, "seal": _seal({**content, "format": FORMAT})}).encode()


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder; ValueError when it is absent, unreadable or altered."""
    try:
        content: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        seal = content.pop("seal")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, AttributeError):
        raise ValueError(f"Không đọc được {NAME} trong {folder}.") from None
    if seal != _seal(content):
        raise ValueError(f"{NAME} trong {folder} đã bị sửa sau khi xuất.")
    return content


def verify(folder: Path) -> Difference | None:
    """Read a folder or USB stick again; None when all is as exported, else the first file that differs.

    Files are taken in their order of play; a stranger in the folder differs too: players would play it.
    """
    settle(folder)
    try:
        content = read(folder)
    except ValueError as mistake:
        return Difference(file=NAME, sentence=str(mistake))
    for entry in content["files"]:
        problem = _problem(folder / entry["file"], entry)
        if problem:
            return Difference(file=entry["file"], sentence=f"Tệp {entry['file']} {problem}.")
    return _stranger(folder, {NAME, *(entry["file"] for entry in content["files"])})


def digest_of_file(path: Path) -> str:
    """Return a file's SHA-256, hex."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _problem(path: Path, entry: Mapping[str, Any]) -> str:
    if not path.is_file():
        return "bị thiếu"
    if path.stat().st_size != entry["size"]:
        return f"có {path.stat().st_size} byte, khi xuất là {entry['size']}"
    return "" if digest_of_file(path) == entry["sha256"] else "có nội dung khác với khi xuất"


def _stranger(folder: Path, known: set[str]) -> Difference | None:
    strangers = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in known)
    if not strangers:
        return None
    return Difference(file=strangers[0], sentence=f"Tệp {strangers[0]} không thuộc bản tin này.")


def _seal(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(content).encode()).hexdigest()


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
