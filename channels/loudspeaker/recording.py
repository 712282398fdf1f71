"""Turns spoken text into levelled files: an item, an announcement, or a file for the command line."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from channels.base import ChannelUnavailable, ContentRejected, FileStore, StoredFile
from channels.loudspeaker import script
from channels.loudspeaker.audio.level import CannotLevel
from channels.loudspeaker.audio.master import PROFILES, Mastered, master
from channels.loudspeaker.audio.programme import Piece
from channels.loudspeaker.reporting import Report, between, rising, silent_report, watched
from channels.loudspeaker.voices import Voice
from channels.loudspeaker.voices.cache import SentenceCache
from channels.loudspeaker.voices.espeak import DEFAULT_RATE, EspeakVoice

MADE = 0.95  # share of the work when only storing is left
_SYNTHESIS = 0.3  # share of the making


@contextmanager
def recorded(
    spoken: str,
    *,
    voice: Voice,
    work: Path,
    title: str,
    profile: str = "loa",
    shape: Callable[[list[Piece]], Sequence[Piece]] = script.item,
    report: Report = silent_report,
) -> Iterator[Mastered]:
    """Give the WAV and MP3 of a spoken text while the context lasts; sentences are kept in `work`/sentences.

    Raises ContentRejected when it cannot be levelled, VoiceFailed, ChannelUnavailable when the disk refuses.
    """
    report = rising(report)
    try:
        work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=work, prefix="recording-") as folder:
            cache = SentenceCache(folder=work / "sentences", voice=voice)
            said = script.reading(spoken, cache=cache, report=between(0, _SYNTHESIS, report))
            yield master(
                shape(said),
                stem=Path(folder) / "audio",
                title=title,
                target=PROFILES[profile],
                report=between(_SYNTHESIS, 1, report),
            )
    except CannotLevel as failed:
        raise ContentRejected(str(failed), code="level") from failed
    except OSError as failed:
        raise ChannelUnavailable(
            f"Không ghi được âm thanh vào {work}: {failed.strerror}.", code="disk"
        ) from failed


def stored(made: Mastered, files: FileStore, *, name: str, report: Report) -> list[StoredFile]:
    """Keep MP3 and WAV, telling how far it is: a store on another machine may be slow."""
    report, kept = rising(report), []
    for at, (place, media_type) in enumerate([(made.mp3, "audio/mpeg"), (made.wav, "audio/wav")]):
        with place.open("rb") as opened:
            told = between(at / 2, (at + 1) / 2, report)
            source = watched(opened, size=place.stat().st_size, report=told)
            called = f"{name.replace('/', '-')}{place.suffix}"
            kept.append(files.add(source, name=called, media_type=media_type))
    return kept


def speak_to_file(
    text: str,
    out: Path,
    *,
    work: Path,
    voice: str = "vi",
    rate: float = DEFAULT_RATE,
    profile: str = "loa",
    dialect: str = "bắc",
    entries: tuple[tuple[str, str], ...] = (),
) -> float:
    """Read a text aloud into `out`, .mp3 or .wav by its ending, and return its seconds.

    Raises ValueError for another ending, ContentRejected for words nobody may guess.
    """
    from channels.loudspeaker.reading import read_text

    if out.suffix.lower() not in {".mp3", ".wav"}:
        raise ValueError(f"Tệp {out.name} phải có đuôi .mp3 hoặc .wav.")
    spoken = read_text(text, where="lời đọc", entries=entries, dialect=dialect).spoken
    with (
        closing(EspeakVoice(voice=voice, rate=rate)) as engine,
        recorded(spoken, voice=engine, work=work, title=text.strip()[:80], profile=profile) as made,
    ):
        shutil.copyfile(made.mp3 if out.suffix.lower() == ".mp3" else made.wav, out)
        return made.seconds
