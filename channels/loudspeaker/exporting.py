"""A zone's bulletins as folders: written, brought elsewhere, taken away, and looked through again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channels.base import Bulletin, ChannelUnavailable, Rendition
from channels.loudspeaker.announcements import announcement
from channels.loudspeaker.bulletin import folder as swapped
from channels.loudspeaker.bulletin import manifest
from channels.loudspeaker.bulletin.export import Exported, Sounding, export
from channels.loudspeaker.bulletin.names import ascii_name
from channels.loudspeaker.bulletin.plan import Part
from channels.loudspeaker.bulletin.sheet import template_at
from channels.loudspeaker.music import Music
from channels.text import base_reference

if TYPE_CHECKING:
    from channels.loudspeaker import Loudspeaker

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def exported(channel: Loudspeaker, bulletin: Bulletin) -> Exported:
    """Write a bulletin's folder under its lock, then bring it elsewhere when the zone says so.

    Raises ChannelUnavailable when the disk or the other machine refuses, NotAuthorized.
    """
    place = channel.place(bulletin)
    ends = {} if bulletin.emergency else _ends(channel, bulletin)
    lock = channel.supplies.folder / "locks" / f"{ascii_name(str(place), longest=120)}.lock"
    try:
        with swapped.locked(lock):
            made = export(
                bulletin,
                folder=place,
                files=channel.supplies.files,
                template=template_at(channel.sheet_template),
                opening=ends.get(Part.OPENING),
                closing=ends.get(Part.CLOSING),
            )
            if channel.sftp:
                from channels.loudspeaker.bulletin.elsewhere import bring
                from channels.remote import remote_of

                bring(place, _inside(channel, place), remote_of(channel))
    except OSError as failed:
        raise ChannelUnavailable(
            f"Không ghi được bản tin vào {place}: {failed.strerror}. Hãy xem ổ đĩa.", code="disk"
        ) from failed
    return made


def taken_away(channel: Loudspeaker, bulletin: Bulletin) -> None:
    """Remove a bulletin's folder, here and elsewhere: nothing of it may be played any more."""
    place = channel.place(bulletin)
    shutil.rmtree(place, ignore_errors=True)
    if channel.sftp:
        from channels.loudspeaker.bulletin.elsewhere import take_away
        from channels.remote import remote_of

        take_away(_inside(channel, place), remote_of(channel))


def found(
    channel: Loudspeaker, rendition: Rendition, *, key: str, since: datetime
) -> tuple[Path, Mapping[str, Any]] | None:
    """Return the folder and the manifest's entry of an item whose file is there and unharmed."""
    for zone in _zones(channel, since):
        swapped.settle(zone)
        try:
            entry = entry_of(manifest.read(zone), key)
        except ValueError:
            continue
        file = zone / entry["file"] if entry else zone
        if entry and file.is_file() and manifest.digest_of_file(file) == _audio_digest(rendition):
            return zone, entry
    return None


def entry_of(content: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """Return the manifest's entry of a message's occurrence, or of the message itself."""
    by_reference = {entry["reference"]: entry for entry in content["parts"] if "reference" in entry}
    return by_reference.get(key) or by_reference.get(base_reference(key))


def _ends(channel: Loudspeaker, bulletin: Bulletin) -> Mapping[Part, Sounding]:
    with closing(channel.speaker()) as voice:
        made = {
            part: announcement(
                part,
                template,
                bulletin,
                voice=voice,
                work=channel.supplies.folder,
                profile=channel.profile,
                entries=channel.entries,
                dialect=channel.dialect,
                music=Music(jingle=channel.jingle, bed=channel.bed),
            )
            for part, template in ((Part.OPENING, channel.opening), (Part.CLOSING, channel.closing))
        }
    return {part: each for part, each in made.items() if each}


def _inside(channel: Loudspeaker, place: Path) -> str:
    """Return a folder's path below the exports, as other machines write it."""
    return place.relative_to(channel.exports).as_posix()


def _zones(channel: Loudspeaker, since: datetime) -> Iterator[Path]:
    """Yield this zone's exported folders, newest first, from the day before `since`."""
    earliest = (since - timedelta(days=1)).date().isoformat()
    days = [day for day in channel.exports.glob("*") if _DAY.fullmatch(day.name) and day.name >= earliest]
    for day in sorted(days, reverse=True):
        for slot in sorted(day.iterdir(), reverse=True):
            yield slot / ascii_name(channel.zone)


def _audio_digest(rendition: Rendition) -> str:
    return next((each.digest for each in rendition.files if each.media_type == "audio/mpeg"), "")
