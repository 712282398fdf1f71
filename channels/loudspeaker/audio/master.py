"""From pieces to a levelled WAV master and its MP3: a closed loop, measured again after decoding."""

from __future__ import annotations

import math
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from channels.loudspeaker.audio import mp3
from channels.loudspeaker.audio.filters import RATE, Samples
from channels.loudspeaker.audio.limiter import limited
from channels.loudspeaker.audio.meter import Loudness, Measured, measure
from channels.loudspeaker.audio.programme import Piece, as_float, samples_of
from channels.loudspeaker.voices.cache import read_wav

PROFILES = {"loa": -16.0, "đài": -23.0}  # LUFS
TRUE_PEAK = -1.5  # dBTP, on the decoded MP3
_NEAR = 0.15  # LU the loop settles for; ±0.5 is allowed
_CEILING = -2.4  # dBFS the limiter keeps; what lies between samples and coding add some tenths
_GAIN = {-16.0: 10.7, -23.0: 0.6}  # dB, first guess: about right for the embedded voice
_ROUNDS = 8
_SLOPE = 0.6  # LU that a further dB brings when the limiter eats the rest: a guess, then measured
_STEEP = 3.0  # most dB that one missing LU may add


class CannotLevel(ValueError):
    """The programme cannot be brought to its loudness under the true peak allowed."""


@dataclass(frozen=True, kw_only=True)
class Mastered:
    """The two files and what the decoded MP3 measures."""

    wav: Path
    mp3: Path
    measured: Measured
    planned: float  # seconds

    @property
    def seconds(self) -> float:
        """Return the length of the decoded MP3."""
        return self.measured.seconds


def master(
    pieces: Sequence[Piece],
    *,
    stem: Path,
    title: str,
    target: float = PROFILES["loa"],
    report: Callable[[float], None] = lambda share: None,
) -> Mastered:
    """Make `stem`.wav and `stem`.mp3 of the pieces at `target` LUFS; `report` takes the share done.

    Raises CannotLevel when no gain reaches the loudness, and when the pieces are silent.
    """
    ceiling = _CEILING
    wav, coded = stem.with_suffix(".wav"), stem.with_suffix(".mp3")
    gain = _GAIN.get(target, 0.0)
    for _ in range(_ROUNDS):
        gain, samples = _levelled(pieces, wav, gain=gain, ceiling=ceiling, target=target)
        report(0.4)
        mp3.encode(pcm_of(wav), coded, title=title)
        report(0.8)
        measured = measure(decoded(coded))
        if measured.true_peak <= TRUE_PEAK:
            report(1.0)
            return Mastered(wav=wav, mp3=coded, measured=measured, planned=samples / RATE)
        ceiling -= measured.true_peak - TRUE_PEAK + 0.1
    raise CannotLevel(f"Âm thanh “{title}” vượt đỉnh {TRUE_PEAK} dBTP dù đã hạ mức giới hạn.")


def _levelled(
    pieces: Sequence[Piece], wav: Path, *, gain: float, ceiling: float, target: float
) -> tuple[float, int]:
    """Write the WAV at the loudness wanted; return the gain found (dB) and the samples written."""
    seen: list[tuple[float, float]] = []
    for _ in range(_ROUNDS):
        loudness = _write(pieces, wav, gain=gain, ceiling=ceiling)
        lufs = loudness.integrated()
        if math.isinf(lufs):
            raise CannotLevel("Âm thanh không có tiếng nào nghe được. Hãy xem lại lời đọc.")
        if abs(target - lufs) <= _NEAR:
            return gain, loudness.samples
        seen.append((gain, lufs))
        gain += _step(seen, target)
    raise CannotLevel(f"Không đưa được âm lượng về {target} LUFS (được {lufs:.1f}).")


def _step(seen: Sequence[tuple[float, float]], target: float) -> float:
    """Return how many dB to add: what is missing, more when the limiter ate part of the last step."""
    missing = target - seen[-1][1]
    if len(seen) < 2:
        return missing / _SLOPE
    (gain1, lufs1), (gain2, lufs2) = seen[-2:]
    slope = (lufs2 - lufs1) / (gain2 - gain1)
    return missing * min(_STEEP, 1 / slope if slope > 0 else _STEEP)


def _write(pieces: Sequence[Piece], wav: Path, *, gain: float, ceiling: float) -> Loudness:
    """Write one pass to a 16-bit WAV and return its loudness, measured on what was written."""
    loudness = Loudness()
    stream = limited(samples_of(pieces), gain=10 ** (gain / 20), ceiling=10 ** (ceiling / 20))
    with wave.open(str(wav), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for _ in loudness.watch(_written(stream, out)):
            pass
    return loudness


def _written(stream: Iterator[Samples], out: wave.Wave_write) -> Iterator[Samples]:
    for chunk in stream:
        pcm = np.rint(chunk * np.float32(32768)).clip(-32768, 32767).astype("<i2")
        out.writeframesraw(pcm.tobytes())
        yield as_float(pcm)


def pcm_of(wav: Path) -> Iterator[bytes]:
    """Yield a WAV's PCM in blocks."""
    return read_wav(wav)[1]


def decoded(path: Path) -> Iterator[Samples]:
    """Yield an MP3's samples as a player hears them, streamed."""
    import miniaudio

    stream = miniaudio.stream_file(
        str(path),
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=RATE,
        frames_to_read=1 << 14,
    )
    for block in stream:
        yield as_float(np.frombuffer(block, dtype="<i2"))
