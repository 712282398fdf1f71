"""A look-ahead limiter: no sample passes the ceiling, and gain moves slowly enough not to be heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from channels.loudspeaker.audio.filters import Samples, reblock

GRAIN = 45  # samples (1 ms) that share one peak
GRAINS = 980  # of one chunk
CHUNK = GRAINS * GRAIN  # one second
_LOOK = 8  # grains held before and after a peak, about a pitch period of a voice
_WIDENING = (1, 2, 4, 8, 1)  # least of 2, 4, 8, 16, then 17 = 2 · _LOOK + 1 neighbours
_REACH = 2 * _LOOK
_SMOOTH = (np.hanning(2 * _LOOK + 1)[1:-1] / np.hanning(2 * _LOOK + 1).sum()).astype(np.float32)
_KNEE = 0.6  # of the ceiling
_ALONG = np.arange(GRAIN, dtype=np.float32) / GRAIN


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """A second of samples (the last may be shorter) and the peaks of its grains and of those nearby."""

    samples: Samples
    peaks: Samples


def in_chunks(chunks: Iterable[Samples]) -> Iterator[Chunk]:
    """Yield the stream by the second, each with the peaks around it."""
    nothing = np.zeros(_REACH, dtype=np.float32)
    before, now, here = nothing, nothing[:0], nothing
    for samples in reblock(chunks, CHUNK):
        peaks = _peaks(samples)
        if len(now):
            yield Chunk(samples=now, peaks=np.concatenate((before, here, peaks[:_REACH])))
            before = here[-_REACH:]
        now, here = samples, peaks
    if len(now):
        yield Chunk(samples=now, peaks=np.concatenate((before, here, nothing)))


def limited(
    chunks: Iterable[Samples], *, gain: float, ceiling: float, drive: float = 1.0
) -> Iterator[Samples]:
    """Yield the samples times `gain`, pressed under `ceiling` (both as factors), in chunks of a second.

    With a `drive` over 1 the limiter lets through so many times more, and what passes the ceiling is rounded
    off: for voices whose single peaks stand far above the rest.
    """
    factor = np.array([gain], dtype=np.float32)
    for chunk in in_chunks(chunks):
        samples = _pressed(chunk, factor, ceiling * drive)
        yield samples if drive == 1.0 else _rounded(samples, ceiling)


def _pressed(chunk: Chunk, factor: Samples, ceiling: float) -> Samples:
    if chunk.peaks.max() * factor[0] <= ceiling:
        return chunk.samples * factor
    edges = curves(chunk.peaks, factor, ceiling)[0] * factor
    gains = edges[:-1, None] + _ALONG * (edges[1:] - edges[:-1])[:, None]
    pressed: Samples = chunk.samples * gains.reshape(-1)[: len(chunk.samples)]
    return pressed


def _rounded(samples: Samples, ceiling: float) -> Samples:
    """Bend what lies above the knee so that nothing reaches the ceiling."""
    knee = np.float32(ceiling * _KNEE)
    room = np.float32(ceiling) - knee
    over = np.maximum(np.abs(samples) - knee, 0)
    bent: Samples = np.clip(samples, -knee, knee) + np.sign(samples) * room * np.tanh(over / room)
    return bent


def curves(peaks: Samples, factors: Samples, ceiling: float) -> Samples:
    """Return, for each factor, the limiter's gain at every edge between grains of a chunk.

    The least gain wanted nearby, smoothed over less than “nearby”: so never above what a grain wants.
    """
    loud = np.maximum(peaks * factors[:, None], np.float32(1e-9))
    held = np.minimum(np.float32(1.0), np.float32(ceiling) / loud)
    for step in _WIDENING:
        held = np.minimum(held[:, :-step], held[:, step:])
    smooth = sliding_window_view(held, len(_SMOOTH), axis=1) @ _SMOOTH
    edges: Samples = (smooth[:, :-1] + smooth[:, 1:]) / np.float32(2)
    return edges


def _peaks(samples: Samples) -> Samples:
    """Return the peak of each grain of a chunk; a short chunk counts as filled up with silence."""
    if len(samples) < CHUNK:
        samples = np.concatenate((samples, np.zeros(CHUNK - len(samples), dtype=np.float32)))
    grains = samples.reshape(-1, GRAIN)
    peaks: Samples = np.maximum(grains.max(axis=1), -grains.min(axis=1))
    return peaks
