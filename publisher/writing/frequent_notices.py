"""Frequent notices as data: files to begin a message from, the shipped ones and the commune's own.

A place to fill in stands in ‹angle quotes›; a message with one left over can't be submitted. A commune's own
lie in `mau-tin` of its data folder, in the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from content_queue.words import Words

SHIPPED = Path(__file__).parent / "frequent"
OWN = "mau-tin"
_BLANK = re.compile("‹[^›\n]{0,200}›")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The beginning of a message."""

    key: str
    name: str
    name_en: str
    topic: str
    urgency: str
    media: tuple[str, ...]
    title: str
    body: str


def notices(home: Path) -> Sequence[Notice]:
    """Return all notices by name; a commune's own replaces the shipped one of its file's name."""
    files = {file.stem: file for folder in (SHIPPED, home / OWN) for file in sorted(folder.glob("*.md"))}
    found = (_read(file) for file in files.values())
    return sorted((each for each in found if each), key=lambda each: each.name)


def blanks_in(words: Words) -> Sequence[str]:
    """Return the places that are still to be filled in, each once."""
    texts = [words.title, words.body, *(text for each in words.versions for text in (each.title, each.body))]
    return tuple(dict.fromkeys(blank for text in texts for blank in _blanks(text)))


def _blanks(text: str) -> Iterator[str]:
    yield from _BLANK.findall(text)


def _read(file: Path) -> Notice | None:
    """Return what a file says, None when it can't be read: a broken one of the commune's stops nobody."""
    try:
        _, head, body = file.read_text(encoding="utf-8-sig").split("---\n", 2)
        said = yaml.safe_load(head)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    if not isinstance(said, dict) or not said.get("name"):
        return None
    fields = {name: str(value) for name, value in said.items() if value is not None}
    return Notice(
        key=file.stem,
        name=fields["name"],
        name_en=fields.get("name_en", fields["name"]),
        topic=fields.get("topic", ""),
        urgency=fields.get("urgency", "routine"),
        media=tuple(each.strip() for each in fields.get("media", "").split(",") if each.strip()),
        title=fields.get("title", ""),
        body=body.strip(),
    )
