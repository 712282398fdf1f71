"""A tone test of one zone (thử loa): a glide over a horn's band, then the zone's name, as one file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from channels.atomic import write
from channels.loudspeaker.audio.chime import opening_chime, sweep
from channels.loudspeaker.audio.programme import Pause, Piece
from channels.loudspeaker.bulletin.names import ascii_name
from channels.loudspeaker.reading import read_text
from channels.loudspeaker.recording import recorded

if TYPE_CHECKING:
    from channels.loudspeaker import Loudspeaker

WORDS = "Đây là bản thử loa của {zone}. Một, hai, ba, bốn, năm. Thử loa đến đây là hết."


def tone_test(channel: Loudspeaker, folder: Path) -> Path:
    """Write `thu-loa-<zone>.mp3` into a folder and return its place; raises VoiceFailed, ContentRejected."""
    words = WORDS.format(zone=channel.zone)
    spoken = read_text(words, where="lời thử loa", entries=channel.entries, dialect=channel.dialect).spoken

    def shape(said: list[Piece]) -> list[Piece]:
        return [Pause(seconds=0.4), opening_chime(), sweep(), Pause(seconds=0.8), *said, Pause(seconds=0.4)]

    place = folder / f"thu-loa-{ascii_name(channel.zone, longest=48)}.mp3"
    with (
        closing(channel.speaker()) as voice,
        recorded(
            spoken,
            voice=voice,
            work=channel.supplies.folder,
            title=f"Thử loa {channel.zone}",
            profile=channel.profile,
            shape=shape,
        ) as made,
    ):
        folder.mkdir(parents=True, exist_ok=True)
        write(place, made.mp3.read_bytes())
    return place
