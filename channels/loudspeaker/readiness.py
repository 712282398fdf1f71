"""What keeps a zone's loudspeakers from being ready, in plain sentences."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from channels.base import Bulletin, ChannelError, ContentRejected
from channels.loudspeaker.announcements import worded
from channels.loudspeaker.bulletin.sheet import problem_of
from channels.loudspeaker.music import Music
from channels.loudspeaker.reading import read_text
from channels.loudspeaker.script import estimated_seconds
from channels.loudspeaker.voices.choosing import setting_problems
from channels.loudspeaker.voices.espeak import FASTEST, SLOWEST

if TYPE_CHECKING:
    from channels.loudspeaker import Loudspeaker

LONGEST_WORDS = 12.0  # seconds: with its chime or jingle it stays within what the planner keeps free
_SAMPLE = Bulletin(
    slot="Sáng",
    zone="Trung tâm",
    starts_at=datetime(2026, 1, 1, tzinfo=UTC),
    length=timedelta(hours=1),
    items=(),
    commune="xã Phú Trung",
    province="tỉnh Đồng Nai",
)


def problems_of(channel: Loudspeaker) -> Iterator[str]:
    """Yield every problem: name, rate, opening and closing words, export folder, voice."""
    if not channel.zone.strip():
        yield "Chưa đặt tên cụm loa."
    if not SLOWEST <= channel.rate <= FASTEST:
        yield f"Tốc độ đọc {channel.rate:g} âm tiết mỗi giây nằm ngoài {SLOWEST}-{FASTEST}."
    for name, template in (("mở đầu", channel.opening), ("kết thúc", channel.closing)):
        yield from _words_problem(name, template, channel)
    yield from filter(None, [problem_of(channel.sheet_template), Music(jingle=channel.jingle).problem()])
    yield from _folder_problem(channel.exports)
    if channel.sftp:
        from channels.remote import remote_problems

        yield from remote_problems(channel)
    missing = tuple(setting_problems(channel))
    yield from missing
    if not missing:
        yield from _voice_problem(channel)


def _words_problem(name: str, template: str, channel: Loudspeaker) -> Iterator[str]:
    try:
        if words := worded(template, _SAMPLE):
            spoken = read_text(words, where=name, entries=channel.entries, dialect=channel.dialect).spoken
            seconds = estimated_seconds(spoken, rate=channel.rate)
            if seconds > LONGEST_WORDS:
                yield f"Lời {name} dài khoảng {seconds:.0f} giây: nên rút còn {LONGEST_WORDS:.0f} giây."
    except ContentRejected as refused:
        yield f"Lời {name}: {refused.sentence}"
    except (KeyError, ValueError, IndexError):
        yield f"Lời {name} chỉ được dùng {{commune}}, {{province}}, {{zone}}, {{slot}}: “{template}”."


def _folder_problem(exports: Path) -> Iterator[str]:
    there = next(each for each in (exports, *exports.absolute().parents) if each.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        yield f"Không ghi được vào thư mục xuất {exports}."


def _voice_problem(channel: Loudspeaker) -> Iterator[str]:
    voice = channel.speaker()
    try:
        if not any(voice.say("Một hai ba.")):
            yield f"Giọng đọc {voice.name} không phát ra âm thanh."
    except ChannelError as failed:
        yield failed.sentence
    finally:
        voice.close()
