"""An item's files made with one voice: the whole item, never half by one and half by another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from channels.base import Rendition, Urgency
from channels.loudspeaker import script
from channels.loudspeaker.announcer import crackles, has_own_voice, in_order, takes_of, voice_of
from channels.loudspeaker.recording import MADE, recorded, stored
from channels.loudspeaker.reporting import between
from channels.loudspeaker.voices import Voice

if TYPE_CHECKING:
    from channels.loudspeaker import Loudspeaker
    from channels.loudspeaker.audio.master import Mastered


def made_with(
    voice: Voice, channel: Loudspeaker, rendition: Rendition, report: Callable[[float], None]
) -> Rendition:
    """Return the rendition with its MP3 and WAV, spoken by a voice, levelled and measured; closes the voice.

    Raises VoiceFailed, ContentRejected, ChannelUnavailable.
    """
    emergency = rendition.details.get("urgency") == Urgency.EMERGENCY
    takes = takes_of(rendition, channel.supplies.files)
    own = has_own_voice(rendition)
    with (
        closing(voice),
        recorded(
            "" if own else "\n\n".join(rendition.parts),
            voice=voice,
            work=channel.supplies.folder,
            title=rendition.title,
            profile=channel.profile,
            shape=lambda said: script.item(in_order(said, takes), emergency=emergency),
            report=between(0, MADE, report),
        ) as made,
    ):
        name = rendition.details.get("reference", "ban-tin")
        files = stored(made, channel.supplies.files, name=name, report=between(MADE, 1, report))
        by = {"voice": voice_of(rendition)} if own else {"voice": voice.name, "version": voice.version}
        facts = _measures(made) | by
    noted = replace(rendition, notes=(*rendition.notes, *crackles(takes)))
    return noted.with_files(*files, **facts, sha256=files[0].digest, wav_sha256=files[1].digest)


def _measures(made: Mastered) -> dict[str, str]:
    return {
        "seconds": f"{made.seconds:.3f}",
        "lufs": f"{made.measured.lufs:.2f}",
        "true_peak": f"{made.measured.true_peak:.2f}",
    }
