"""Opening and closing words of a bulletin, recorded once for each wording and kept."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

from channels.atomic import replacing
from channels.base import Bulletin
from channels.loudspeaker import script
from channels.loudspeaker.audio.programme import Piece
from channels.loudspeaker.bulletin.export import Sounding
from channels.loudspeaker.bulletin.plan import Part
from channels.loudspeaker.music import NO_MUSIC, Music
from channels.loudspeaker.reading import Entries, read_text
from channels.loudspeaker.recording import recorded
from channels.loudspeaker.voices import Voice

TITLES = {Part.OPENING: "Mở đầu", Part.CLOSING: "Kết thúc"}


def worded(template: str, bulletin: Bulletin) -> str:
    """Fill a template's {commune}, {province}, {zone} and {slot}; KeyError or ValueError when it is wrong."""
    filled = template.format_map(
        {
            "commune": bulletin.commune,
            "province": bulletin.province,
            "zone": bulletin.zone,
            "slot": bulletin.slot,
        }
    )
    return re.sub(r"(\s*,)*\s*([.,])", r"\2", filled).strip()


def announcement(
    part: Part,
    template: str,
    bulletin: Bulletin,
    *,
    voice: Voice,
    work: Path,
    profile: str,
    entries: Entries,
    dialect: str,
    music: Music = NO_MUSIC,
) -> Sounding | None:
    """Return a bulletin's opening or closing, recorded unless it was before; None for an empty template."""
    words = worded(template, bulletin)
    if not words:
        return None
    spoken = read_text(words, where=TITLES[part].lower(), entries=entries, dialect=dialect).spoken
    key = hashlib.sha256(
        f"{part}\n{profile}\n{voice.identity}\n{music.identity}\n{spoken}".encode()
    ).hexdigest()
    folder = work / "announcements"
    kept = folder / f"{key}.json"
    if not kept.exists():
        _record(part, spoken, kept, voice=voice, work=work, profile=profile, music=music)
    facts = json.loads(kept.read_text(encoding="utf-8"))
    sha256 = facts.pop("sha256")
    return Sounding(
        part=part,
        title=TITLES[part],
        path=kept.with_suffix(".mp3"),
        sha256=sha256,
        spoken=spoken,
        facts=facts,
    )


def _record(
    part: Part, spoken: str, kept: Path, *, voice: Voice, work: Path, profile: str, music: Music
) -> None:
    """Write the MP3, then the facts that say it is there."""

    def shape(said: list[Piece]) -> list[Piece]:
        around = music.around_opening if part is Part.OPENING else music.around_closing
        return script.item(around(said))

    kept.parent.mkdir(parents=True, exist_ok=True)
    with recorded(spoken, voice=voice, work=work, title=TITLES[part], profile=profile, shape=shape) as made:
        facts = {
            "voice": voice.name,
            "version": voice.version,
            "lufs": f"{made.measured.lufs:.2f}",
            "true_peak": f"{made.measured.true_peak:.2f}",
            "sha256": hashlib.sha256(made.mp3.read_bytes()).hexdigest(),
        }
        shutil.move(made.mp3, kept.with_suffix(".mp3"))
    with replacing(kept) as target:
        target.write(json.dumps(facts).encode())
