"""Names that every player, USB stick and FAT32 disk takes: ASCII, lower case, short."""

from __future__ import annotations

from datetime import datetime

from channels.text import plain_name

LONGEST = 64  # characters of a file name, its extension counted
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def ascii_name(text: str, *, longest: int = LONGEST) -> str:
    """Return text as a-z, 0-9 and hyphens, cut at a word; never empty, never a name Windows keeps."""
    name = plain_name(text, longest=longest)
    return f"{name}-" if name in _RESERVED else name or "khong-ten"


def numbered(number: int, title: str, *, of: int, extension: str = "mp3") -> str:
    """Return `02-lich-tiem-chung.mp3`: the number is padded so that names sort as they are played."""
    head = f"{number:0{max(2, len(str(of)))}}-"
    return f"{head}{ascii_name(title, longest=LONGEST - len(head) - len(extension) - 1)}.{extension}"


def slot_folder(starts_at: datetime, slot: str) -> str:
    """Return `2026-11-25/0530-sang` for a slot's start in local time and its name."""
    return f"{starts_at:%Y-%m-%d}/{starts_at:%H%M}-{ascii_name(slot, longest=40)}"
