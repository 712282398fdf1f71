"""An announcer's take: decoded, trimmed, gated and brought to the level of the other voices, streamed.

WAV, MP3, OGG Vorbis and FLAC are decoded by miniaudio; what it does not know (M4A of telephones, OGG Opus)
by PyAV.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from channels.loudspeaker.audio.filters import RATE, Samples, filtered, high_pass, reblock
from channels.loudspeaker.audio.meter import Loudness

LEVEL = -25.0  # LUFS before the programme is levelled: about that of the embedded voice
LONGEST, SHORTEST = 3600.0, 0.5  # seconds
_BLOCK = 1 << 14
_FRAME = RATE // 100  # 10 ms
_SILENT = 10 ** (-60 / 20)  # of full scale: nobody speaks here
_UNDER_SPEECH = 10 ** (-35 / 20)  # what is further under the voice is no voice
_OVER_FLOOR = 10 ** (8 / 20)  # the room itself is under this
_CLEAR = 10 ** (15 / 20)  # voice over room, so that a gate helps
_CLOSED = 10 ** (-12 / 20)  # what the gate leaves between words
_BEFORE, _AFTER = 10, 15  # frames kept around the voice
_HOLD = 20  # frames the gate stays open after a word
_STREAMED = 0xFFFFFFFF  # written by recorders that did not know the length yet
_CLIPPED = 0.999, 0.001  # of full scale; share of samples there that is heard as a crackle


class NotSound(ValueError):
    """A file that cannot be an announcer's take; the sentence says why and how to mend it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Take:
    """A recording's voice: samples begin ≤ i < end of the file, the gate's gain each 10 ms, a factor."""

    path: Path
    begin: int
    end: int
    gate: NDArray[np.float32] = field(repr=False)
    factor: float = 1.0
    clipped: bool = False

    @property
    def seconds(self) -> float:
        """Return how long it sounds."""
        return (self.end - self.begin) / RATE

    def samples(self) -> Iterator[Samples]:
        """Yield it at 44.1 kHz: cut, high-passed, gated, levelled."""
        taps = high_pass(RATE)
        at = self.begin
        for block in filtered(_cut(blocks(self.path), self.begin, self.end), taps, delay=len(taps) // 2):
            places = np.arange(at, at + len(block)) / _FRAME
            gains = np.interp(places, np.arange(len(self.gate)), self.gate) * self.factor
            yield (block * gains).astype(np.float32)
            at += len(block)


def take_of(path: Path, *, name: str = "") -> Take:
    """Look through a recording and return its voice; NotSound for silence, noise only, or no sound at all."""
    frames, clipped = _energy(path, name or path.name)
    speech = float(np.percentile(frames, 95))
    floor = float(np.percentile(frames, 10))
    if speech < _SILENT:
        raise NotSound(f"Tệp ghi âm “{name or path.name}” không có tiếng nào nghe được; hãy thu lại.")
    heard = frames > max(speech * _UNDER_SPEECH, min(floor * _OVER_FLOOR, speech / 2))
    first, last = _edges(heard)
    gate = _gate(heard, first, last) if speech > floor * _CLEAR else _open(len(frames), first, last)
    whole = Take(path=path, begin=first * _FRAME, end=last * _FRAME, gate=gate, clipped=clipped)
    meter = Loudness()
    for _ in meter.watch(whole.samples()):
        pass
    factor = 10 ** ((LEVEL - meter.integrated()) / 20)
    if not np.isfinite(factor):
        raise NotSound(f"Tệp ghi âm “{name or path.name}” không có tiếng nào nghe được; hãy thu lại.")
    return Take(path=path, begin=whole.begin, end=whole.end, gate=gate, factor=factor, clipped=clipped)


def seconds_of(path: Path, *, name: str = "") -> float:
    """Return a recording's whole length; NotSound when it is none, too short or too long."""
    _require_whole(path)
    count = 0
    for block in blocks(path):
        count += len(block)
        if count > LONGEST * RATE:
            raise NotSound(f"Tệp ghi âm “{name or path.name}” dài hơn {LONGEST / 60:.0f} phút; hãy chia nhỏ.")
    if count < SHORTEST * RATE:
        raise NotSound(
            f"Tệp ghi âm “{name or path.name}” không phải âm thanh đọc được: hãy lưu WAV hoặc MP3."
        )
    return count / RATE


def blocks(path: Path) -> Iterator[Samples]:
    """Yield a file's samples, mono at 44.1 kHz within ±1; nothing when no decoder at hand knows it."""
    import miniaudio

    try:
        stream = miniaudio.stream_file(
            str(path),
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=1,
            sample_rate=RATE,
            frames_to_read=_BLOCK,
        )
        first = next(stream)
    except (miniaudio.MiniaudioError, StopIteration):
        yield from _by_av(path)
        return
    for block in itertools.chain([first], stream):
        yield np.clip(np.nan_to_num(np.frombuffer(block, dtype="<f4")), -1.0, 1.0)


def _by_av(path: Path) -> Iterator[Samples]:
    import av

    try:
        source = av.open(str(path))
    except av.FFmpegError:  # no sound at all: whoever counts its samples says so
        return
    with source:
        if not source.streams.audio:
            return
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        try:
            for frame in source.decode(source.streams.audio[0]):
                for made in resampler.resample(frame):
                    yield made.to_ndarray().reshape(-1).astype(np.float32)
        except av.FFmpegError:
            raise NotSound("Tệp ghi âm bị hỏng giữa chừng; hãy chép lại từ máy đã thu.") from None


def _require_whole(path: Path) -> None:
    """Refuse a WAV that is shorter than its own header says: the rest was lost on its way."""
    with path.open("rb") as opened:
        head = opened.read(12)
    told = int.from_bytes(head[4:8], "little") + 8
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE" and _STREAMED > told > path.stat().st_size:
        raise NotSound("Tệp ghi âm bị cắt giữa chừng; hãy chép lại từ máy đã thu.")


def _energy(path: Path, name: str) -> tuple[NDArray[np.float32], bool]:
    """Return the RMS of each 10 ms, and whether the recording was clipped."""
    seconds_of(path, name=name)
    found: list[NDArray[np.float32]] = []
    full = count = 0
    for block in reblock(blocks(path), _FRAME * 100):
        whole = block[: len(block) // _FRAME * _FRAME].reshape(-1, _FRAME)
        found.append(np.sqrt(np.mean(whole.astype(np.float64) ** 2, axis=1)).astype(np.float32))
        full += int(np.count_nonzero(np.abs(block) >= _CLIPPED[0]))
        count += len(block)
    return np.concatenate(found), full > count * _CLIPPED[1]


def _edges(heard: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the first and the last frame to keep: where 30 ms of any 50 are voice, and a little around."""
    dense = np.flatnonzero(np.convolve(heard, np.ones(5), mode="same") >= 3)
    if not len(dense):
        return 0, len(heard)
    return max(0, int(dense[0]) - _BEFORE), min(len(heard), int(dense[-1]) + 1 + _AFTER)


def _gate(heard: NDArray[np.bool_], first: int, last: int) -> NDArray[np.float32]:
    """Return the gate's gain at each frame: open from a little before a word to a while after it."""
    opened = np.convolve(heard, np.ones(_HOLD + 6), mode="full")[5 : len(heard) + 5] > 0
    gains = np.convolve(np.where(opened, 1.0, _CLOSED), np.ones(5) / 5, mode="same")
    return _faded(gains.astype(np.float32), first, last)


def _open(count: int, first: int, last: int) -> NDArray[np.float32]:
    return _faded(np.ones(count, dtype=np.float32), first, last)


def _faded(gains: NDArray[np.float32], first: int, last: int) -> NDArray[np.float32]:
    """Let the take come and go within 10 ms: it neither begins nor ends with a click."""
    gains = np.append(gains, gains[-1:])
    gains[first], gains[last] = 0.0, 0.0
    return gains


def _cut(stream: Iterator[Samples], begin: int, end: int) -> Iterator[Samples]:
    at = 0
    for block in stream:
        inside = block[max(0, begin - at) : max(0, end - at)]
        if len(inside):
            yield inside
        at += len(block)
        if at >= end:
            return
