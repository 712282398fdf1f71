"""A look-ahead limiter: no sample passes the ceiling, and gain moves slowly enough not to be heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from channels.loudspeaker.audio.filters import Samples, reblock

GRAIN = 45  # samples (1 ms) that share one peak
CHUNK = 980 * GRAIN  # one second
_LOOK = 8  # grains held before and after a peak, about a pitch period of a voice
_REACH = 2 * _LOOK


def limited(chunks: Iterable[Samples], *, gain: float, ceiling: float) -> Iterator[Samples]:
    """Yield the samples times `gain`, pressed under `ceiling` (both as factors), in chunks of a second."""
    before = now = np.zeros(0, dtype=np.float32)
    for after in reblock(chunks, CHUNK):
        if len(now):
            yield _pressed(before, now, after * np.float32(gain), ceiling)
        before, now = now, after * np.float32(gain)
    if len(now):
        yield _pressed(before, now, before[:0], ceiling)


def _pressed(before: Samples, now: Samples, after: Samples, ceiling: float) -> Samples:
    peaks = np.concatenate((_peaks(before)[-_REACH:], _peaks(now), _peaks(after)[:_REACH]))
    if peaks.max() <= ceiling:
        return now
    start = min(_REACH, -(-len(before) // GRAIN))
    curve = _edges(np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9)))
    count = -(-len(now) // GRAIN)
    edges = curve[start : start + count + 1]
    along = np.arange(GRAIN, dtype=np.float32) / GRAIN
    gains = edges[:-1, None] + along[None, :] * (edges[1:] - edges[:-1])[:, None]
    return now * gains.astype(np.float32).reshape(-1)[: len(now)]


def _peaks(samples: Samples) -> Samples:
    whole = len(samples) - len(samples) % GRAIN
    peaks = np.abs(samples[:whole]).reshape(-1, GRAIN).max(axis=1)
    rest = samples[whole:]
    return np.append(peaks, np.abs(rest).max()).astype(np.float32) if len(rest) else peaks


def _edges(
    wanted: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the gain at each grain's start: the least wanted nearby, smoothed, so never above it."""
    held = sliding_window_view(np.pad(wanted, _LOOK, constant_values=1.0), 2 * _LOOK + 1).min(axis=1)
    window = np.hanning(2 * _LOOK + 1)[1:-1]
    padded = np.pad(held, _LOOK - 1, mode="edge")
    smooth = np.convolve(padded, window / window.sum(), mode="valid")
    return np.concatenate((smooth[:1], (smooth[1:] + smooth[:-1]) / 2, smooth[-1:]))
