"""Which gain brings a programme to its loudness once the limiter has eaten its share: one pass finds it.

The pass tries several gains at once on what decides the matter, the peak and the energy of each millisecond;
it is off by some hundredths of a LU, and the decoded file is measured afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np

from channels.loudspeaker.audio.filters import Samples
from channels.loudspeaker.audio.limiter import CHUNK, GRAIN, Chunk, curves, in_chunks
from channels.loudspeaker.audio.meter import STEP, gated, weighed

_OFFSETS = np.array([-1.5, -0.5, 0.5, 1.5], dtype=np.float32)  # dB around the guess
_ROUNDS = 8
_FLAT = 0.12  # LU for each dB: under it more gain only hurts
_LEAP = 25.0  # dB
_FARTHEST = 60.0  # dB; what needs more is silence


class CannotLevel(ValueError):
    """The programme cannot be brought to its loudness under the true peak allowed."""


class TooPeaky(CannotLevel):
    """More gain brings no more loudness: the limiter takes all of it."""


def gain_for(
    target: float, stream: Callable[[], Iterable[Samples]], *, guess: float, ceiling: float
) -> float:
    """Return the gain in dB that makes the stream `target` LUFS once limited to `ceiling` dBFS.

    Raises TooPeaky, and CannotLevel for silence.
    """
    for _ in range(_ROUNDS):
        gains = np.float32(guess) + _OFFSETS
        lufs = _loudness(stream(), gains, 10 ** (ceiling / 20))
        if math.isinf(lufs[-1]) and guess > _FARTHEST:
            raise CannotLevel("Âm thanh không có tiếng nào nghe được. Hãy xem lại lời đọc.")
        if lufs[0] <= target <= lufs[-1]:
            return float(np.interp(target, lufs, gains))
        guess = _next(guess, target, lufs)
    raise TooPeaky(f"Không đưa được âm lượng về {target:g} LUFS.")


def _next(guess: float, target: float, lufs: list[float]) -> float:
    """Return the next guess: along the slope seen, or far up while all is under the gate."""
    if math.isinf(lufs[0]):
        return guess + _LEAP
    slope = (lufs[-1] - lufs[0]) / float(_OFFSETS[-1] - _OFFSETS[0])
    if lufs[-1] < target and slope < _FLAT:
        raise TooPeaky(f"Không đưa được âm lượng về {target:g} LUFS.")
    return guess + (target - (lufs[0] + lufs[-1]) / 2) / slope


def _loudness(chunks: Iterable[Samples], gains: Samples, ceiling: float) -> list[float]:
    """Return the loudness after the limiter at each gain."""
    factors: Samples = (10 ** (gains / 20)).astype(np.float32)
    energies = [_energies(chunk, factors, ceiling) for chunk in in_chunks(chunks)]
    steps = np.concatenate(energies, axis=1) if energies else np.zeros((len(gains), 0), dtype=np.float32)
    return [gated(row) for row in steps]


def _energies(chunk: Chunk, factors: Samples, ceiling: float) -> Samples:
    """Return the K-weighted energy of each 100 ms after the limiter, a row for each factor."""
    samples = np.zeros(CHUNK, dtype=np.float32)
    samples[: len(chunk.samples)] = chunk.samples
    power = weighed(samples) * factors[:, None] ** 2
    if chunk.peaks.max() * factors[-1] > ceiling:
        power *= _kept(samples, curves(chunk.peaks, factors, ceiling))
    found: Samples = power[:, : len(chunk.samples) // STEP].astype(np.float32)
    return found


def _kept(samples: Samples, edges: Samples) -> Samples:
    """Return the share of each 100 ms's energy that the limiter leaves."""
    grains = samples.reshape(-1, GRAIN)
    plain = np.einsum("gs,gs->g", grains, grains)
    middle = (edges[:, :-1] + edges[:, 1:]) / 2
    per_step = (len(edges), -1, STEP // GRAIN)
    left = (middle**2 * plain).reshape(per_step).sum(axis=2)
    share = left / np.maximum(plain.reshape(per_step[1:]).sum(axis=1), np.float32(1e-20))
    return np.asarray(share, dtype=np.float32)
