"""Streams of float32 samples: re-blocking and filtering by overlap-save, so that length costs no memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 44_100  # samples a second of everything that leaves
_FFT = 16_384
_HIGH_PASS_HZ = 110.0  # half amplitude; full above 150, nothing below 70: it helps no horn
_HIGH_PASS_SECONDS = 0.068


def reblock(chunks: Iterable[NDArray[Any]], size: int) -> Iterator[NDArray[Any]]:
    """Yield the same samples in blocks of `size`; the last may be shorter."""
    kept: list[NDArray[Any]] = []
    count = 0
    for chunk in chunks:
        kept.append(chunk)
        count += len(chunk)
        if count < size:
            continue
        joined = np.concatenate(kept)
        whole = count - count % size
        yield from joined[:whole].reshape(-1, size)
        kept, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(kept)


def filtered(chunks: Iterable[Samples], taps: Samples, *, delay: int = 0) -> Iterator[Samples]:
    """Yield the samples through a filter, as many as came in; `delay` samples of its response come off."""
    hop = _FFT - len(taps) + 1
    response = np.fft.rfft(taps, _FFT)
    before = np.zeros(len(taps) - 1, dtype=np.float32)
    skip = delay
    for block in reblock(_with_tail(chunks, delay), hop):
        window = np.zeros(_FFT, dtype=np.float32)
        window[: len(before)] = before
        window[len(before) : len(before) + len(block)] = block
        whole = np.fft.irfft(np.fft.rfft(window) * response, _FFT).astype(np.float32, copy=False)
        out = whole[len(before) : len(before) + len(block)]
        before = window[len(block) : len(block) + len(before)]
        yield out[skip:]
        skip = max(0, skip - len(block))


def _with_tail(chunks: Iterable[Samples], count: int) -> Iterator[Samples]:
    yield from chunks
    if count:
        yield np.zeros(count, dtype=np.float32)


@cache
def high_pass(rate: int) -> Samples:
    """Return the taps of a linear-phase high-pass (Blackman-windowed sinc); its delay is half its length."""
    half = round(_HIGH_PASS_SECONDS * rate / 2)
    at = np.arange(-half, half + 1)
    low = np.sinc(2 * _HIGH_PASS_HZ / rate * at) * np.blackman(len(at))
    taps = -low / low.sum()
    taps[half] += 1.0
    found: Samples = taps.astype(np.float32)
    return found


@cache
def k_weighting(rate: int = RATE) -> Samples:
    """Return the impulse response of ITU-R BS.1770-5's two biquads, which at 46 ms has died away."""
    pulse = np.zeros(2048)
    pulse[0] = 1.0
    for b, a in (_shelf(rate), _low_cut(rate)):
        pulse = _biquad(pulse, b, a)
    return pulse.astype(np.float32)


def _shelf(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the pre-filter (head effect), re-derived for this rate from its analogue form."""
    k, q = np.tan(np.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = (high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0
    return b, (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def _low_cut(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    k, q = np.tan(np.pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def _biquad(samples: NDArray[np.float64], b: tuple[float, ...], a: tuple[float, ...]) -> NDArray[np.float64]:
    out = np.zeros_like(samples)
    s1 = s2 = 0.0
    for at, x in enumerate(samples.tolist()):
        y = b[0] * x + s1
        s1, s2 = b[1] * x - a[0] * y + s2, b[2] * x - a[1] * y
        out[at] = y
    return out
