"""A programme as a list of pieces — sentences, pauses, sounds — and its samples, as often as wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from channels.loudspeaker.audio.filters import RATE, Samples, filtered, high_pass
from channels.loudspeaker.audio.takes import Take
from channels.loudspeaker.voices.cache import read_wav, seconds_of_wav

_QUIET = 10 ** (-46 / 20)  # of full scale: under it a sentence has not begun
_MARGIN = 0.012  # seconds kept around what is heard
_EASE = 0.004  # seconds in which a sentence comes and goes, so that none begins with a click
_BLOCK = 1 << 14


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A voice's WAV file of one sentence; its silence before and after is trimmed."""

    path: Path


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Silence of so many seconds."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class Sound:
    """Mixed 16-bit mono PCM at 44.1 kHz: a chime, a tone; short."""

    pcm: bytes


Piece = Sentence | Pause | Sound | Take


def samples_of(pieces: Sequence[Piece]) -> Iterator[Samples]:
    """Yield the programme's samples at 44.1 kHz, streamed."""
    for piece in pieces:
        if isinstance(piece, Pause):
            yield from _silence(piece.seconds)
        elif isinstance(piece, Sound):
            yield as_float(np.frombuffer(piece.pcm, dtype="<i2"))
        elif isinstance(piece, Take):
            yield from piece.samples()
        else:
            yield from _sentence(piece.path)


def estimated_samples(pieces: Sequence[Piece]) -> int:
    """Return about how many samples the programme has: silence that is trimmed from sentences is counted."""
    return sum(map(_samples_in, pieces))


def _samples_in(piece: Piece) -> int:
    if isinstance(piece, Pause):
        return round(piece.seconds * RATE)
    if isinstance(piece, Sound):
        return len(piece.pcm) // 2
    seconds = piece.seconds if isinstance(piece, Take) else seconds_of_wav(piece.path)
    return round(seconds * RATE)


def as_float(pcm: np.ndarray[tuple[int], np.dtype[np.int16]]) -> Samples:
    """Return 16-bit samples as float32 within ±1."""
    return pcm.astype(np.float32) / np.float32(32768)


def trimmed(path: Path) -> tuple[int, np.ndarray[tuple[int], np.dtype[np.int16]]]:
    """Return a sentence's rate and 16-bit samples without the silence around them."""
    rate, blocks = read_wav(path)
    pcm = np.frombuffer(b"".join(blocks), dtype="<i2")
    heard = np.flatnonzero(np.abs(pcm) > _QUIET * 32768)
    if not len(heard):
        return rate, pcm[:0]
    margin = round(_MARGIN * rate)
    return rate, pcm[max(0, heard[0] - margin) : heard[-1] + margin]


def _silence(seconds: float) -> Iterator[Samples]:
    left = round(seconds * RATE)
    while left > 0:
        yield np.zeros(min(left, _BLOCK), dtype=np.float32)
        left -= _BLOCK


def _sentence(path: Path) -> Iterator[Samples]:
    """Yield a sentence through the high-pass, at 44.1 kHz."""
    rate, pcm = trimmed(path)
    if not len(pcm):
        return
    taps = high_pass(rate)
    chunks = (as_float(pcm[at : at + _BLOCK]) for at in range(0, len(pcm), _BLOCK))
    samples = _eased(np.concatenate(list(filtered(chunks, taps, delay=len(taps) // 2))), round(_EASE * rate))
    resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="HQ")
    for at in range(0, len(samples), _BLOCK):
        yield resampler.resample_chunk(samples[at : at + _BLOCK], last=at + _BLOCK >= len(samples))


def _eased(samples: Samples, count: int) -> Samples:
    ramp = np.linspace(0.0, 1.0, min(count, len(samples) // 2), dtype=np.float32)
    samples[: len(ramp)] *= ramp  # after the high-pass, whose response begins before the sentence does
    samples[len(samples) - len(ramp) :] *= ramp[::-1]
    return samples
