"""A commune's jingle, and a soft bed under spoken words, mixed by pydub; the bed is made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from channels.loudspeaker.audio.chime import segment
from channels.loudspeaker.audio.filters import RATE
from channels.loudspeaker.audio.programme import Piece, Sound, samples_of
from channels.loudspeaker.audio.takes import NotSound, take_of

if TYPE_CHECKING:
    from pydub import AudioSegment

LONGEST_JINGLE = 10.0  # seconds
UNDER_VOICE = 20  # dB the bed lies under what is said
_CHORD = (261.63, 329.63, 392.0)  # C4 E4 G4, Hz
_SWELL = 4.0  # seconds in which the bed breathes
_LEVEL = 0.06  # of full scale, near the voice's own before levelling
_COMES, _GOES = 400, 900  # ms


def jingle(path: Path) -> Sound:
    """Return a commune's own opening music, trimmed and levelled as a voice is; NotSound when it is none."""
    take = take_of(path, name=path.name)
    if take.seconds > LONGEST_JINGLE:
        raise NotSound(f"Nhạc hiệu “{path.name}” dài hơn {LONGEST_JINGLE:.0f} giây; hãy cắt ngắn.")
    return Sound(pcm=_segment_of(take.samples()).fade_out(200).raw_data)


def over_bed(said: Sequence[Piece]) -> list[Piece]:
    """Return spoken pieces as one sound with a soft bed beneath that comes before them and goes after."""
    voice = _segment_of(samples_of(said))
    bed = _bed((len(voice) + _COMES + _GOES) / 1000)
    mixed = bed.apply_gain(voice.dBFS - bed.dBFS - UNDER_VOICE).overlay(voice, position=_COMES)
    return [Sound(pcm=mixed.raw_data)]


def _bed(seconds: float) -> AudioSegment:
    """Return a chord that swells and falls, as long as asked."""
    at = np.arange(round(seconds * RATE)) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * at + number) for number, hertz in enumerate(_CHORD))
    swell = 0.75 + 0.25 * np.sin(2 * np.pi * at / _SWELL)
    return segment(np.asarray(chord) / len(_CHORD) * swell * _LEVEL).fade_in(_COMES).fade_out(_GOES)


def _segment_of(samples: Iterable[np.ndarray[tuple[int], np.dtype[np.float32]]]) -> AudioSegment:
    return segment(np.concatenate([np.zeros(0, dtype=np.float32), *samples]).astype(np.float64))
