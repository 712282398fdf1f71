"""From pieces to a levelled WAV master and its MP3: a closed loop, measured again after decoding."""

from __future__ import annotations

import wave
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from channels.loudspeaker.audio import mp3
from channels.loudspeaker.audio.ahead import ahead
from channels.loudspeaker.audio.filters import RATE, Samples
from channels.loudspeaker.audio.level import CannotLevel, TooPeaky, gain_for
from channels.loudspeaker.audio.limiter import limited
from channels.loudspeaker.audio.meter import Measured, measure
from channels.loudspeaker.audio.programme import Piece, Sentence, as_float, estimated_samples, samples_of
from channels.loudspeaker.reporting import Report, between, silent_report, told

PROFILES = {"loa": -16.0, "đài": -23.0}  # LUFS
TRUE_PEAK = -1.5  # dBTP, on the decoded MP3
_METERS_DIFFER = 0.12  # dB by which other meters read a peak higher
_NEAR = 0.25  # LU by which the decoded file may be off before it is done again; ±0.5 is allowed
_CEILING = -2.5  # dBFS the limiter keeps; what lies between samples and coding add some tenths
_GAINS = {-16.0: 9.3, -23.0: 0.6}  # dB, first guess: about right for the embedded voice
_ROUNDS = 8
_DRIVE_STEP, _MOST_DRIVE = 3, 15  # dB over the ceiling that are rounded off, when nothing else helps
_PROBED = 40  # sentences that tell how loud a voice is


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
    report: Report = silent_report,
) -> Mastered:
    """Make `stem`.wav and `stem`.mp3 of the pieces at `target` LUFS; `report` takes the share done.

    Raises CannotLevel when no gain reaches the loudness, and when the pieces are silent.
    """
    levelling = _Levelling(
        pieces=pieces, some=probe(pieces), stem=stem, title=title, target=target, report=report
    )
    drive, ceiling, wanted = 0, _CEILING, target
    for _ in range(_ROUNDS):
        gain, drive = levelling.gain(wanted, ceiling, drive)
        made = levelling.make(gain, ceiling, drive)
        miss, peak = target - made.measured.lufs, made.measured.true_peak - (TRUE_PEAK - _METERS_DIFFER)
        if abs(miss) <= _NEAR and peak <= 0:
            report(1.0)
            return made
        wanted += miss if abs(miss) > _NEAR else 0.0
        ceiling -= peak + 0.1 if peak > 0 else 0.0
    raise CannotLevel(f"Âm thanh “{title}” không đạt {target:g} LUFS dưới đỉnh {TRUE_PEAK:g} dBTP.")


@dataclass(frozen=True, kw_only=True)
class _Levelling:
    """One programme on its way to its loudness; `some` of its pieces tell how loud it is."""

    pieces: Sequence[Piece]
    some: Sequence[Piece]
    stem: Path
    title: str
    target: float
    report: Report

    def gain(self, wanted: float, ceiling: float, drive: int) -> tuple[float, int]:
        """Return the gain and the drive (dB) that reach `wanted`, with no more drive than needed."""
        while True:
            try:
                guess = _GAINS.get(self.target, 0.0)
                return gain_for(wanted, self._sample, guess=guess, ceiling=ceiling + drive), drive
            except TooPeaky:
                if drive >= _MOST_DRIVE:
                    raise
                drive += _DRIVE_STEP

    def make(self, gain: float, ceiling: float, drive: int) -> Mastered:
        """Write both files and measure the MP3 as decoded."""
        wav, coded = self.stem.with_suffix(".wav"), self.stem.with_suffix(".mp3")
        stream = limited(
            samples_of(self.pieces), gain=_factor(gain), ceiling=_factor(ceiling), drive=_factor(drive)
        )
        length = estimated_samples(self.pieces)
        pcm = told(ahead(_written(stream, wav)), 2 * length, between(0.2, 0.7, self.report))
        made = mp3.encode(pcm, coded, title=self.title)
        measured = measure(told(ahead(decoded(coded)), length, between(0.7, 0.95, self.report)))
        return Mastered(wav=wav, mp3=coded, measured=measured, planned=made.samples / RATE)

    def _sample(self) -> Iterator[Samples]:
        return told(ahead(samples_of(self.some)), estimated_samples(self.some), between(0, 0.2, self.report))


def _factor(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def probe(pieces: Sequence[Piece]) -> list[Piece]:
    """Return every so-many-th sentence with its pause when there are many: one voice is as loud everywhere.

    Only the first guess rests on it: the decoded file is measured whole.
    """
    sentences = sum(isinstance(piece, Sentence) for piece in pieces)
    every = max(1, sentences // _PROBED)
    kept: list[Piece] = []
    met = 0
    for piece in pieces:
        met += isinstance(piece, Sentence)
        if every == 1 or met % every == 1:
            kept.append(piece)
    return kept


def _written(stream: Iterable[Samples], wav: Path) -> Iterator[bytes]:
    """Write the samples to a 16-bit WAV and pass its PCM on."""
    with wave.open(str(wav), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for chunk in stream:
            pcm = np.rint(chunk * np.float32(32768)).clip(-32768, 32767).astype("<i2").tobytes()
            out.writeframesraw(pcm)
            yield pcm


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
