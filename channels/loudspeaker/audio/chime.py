"""Chimes and the attention tone, synthesised here and mixed by pydub: no audio file is shipped."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from channels.loudspeaker.audio.filters import RATE
from channels.loudspeaker.audio.programme import Sound

if TYPE_CHECKING:
    from pydub import AudioSegment

_OPENING = (523.25, 659.25, 783.99, 1046.5)  # C5 E5 G5 C6, Hz
_CLOSING = tuple(reversed(_OPENING))
_STEP = 420  # ms from note to note
_RING = 1600  # ms a note rings
_WARNING = (853.0, 960.0)  # Hz; two tones in turn, as alarms use: no speech sounds like it
_WARNING_STEP = 300  # ms
_PAUSE = 600  # ms after a chime
_SWEEP, _SWEPT = 6, (300.0, 4000.0)  # seconds; Hz from and to: what a horn gives back
_LEVEL = 0.10  # of full scale: sits with the voice before both are levelled


@cache
def opening_chime() -> Sound:
    """Return four rising notes that ring into one another, and a pause."""
    return _ringing(_OPENING)


@cache
def closing_chime() -> Sound:
    """Return the same notes falling."""
    return _ringing(_CLOSING)


@cache
def attention_tone() -> Sound:
    """Return the tone before an emergency text: 4.8 seconds of two tones in turn, and a pause."""
    warning = segment(np.concatenate([_steady(hertz) for hertz in _WARNING * 8]))
    return Sound(pcm=(warning.fade_in(20).fade_out(60) + _silent(_PAUSE)).raw_data)


@cache
def sweep() -> Sound:
    """Return a tone that glides from 300 to 4,000 Hz in six seconds: a torn horn or a loose wire is heard."""
    at = np.arange(RATE * _SWEEP) / RATE
    low, high = _SWEPT
    turns = low * _SWEEP / np.log(high / low) * (np.exp(at / _SWEEP * np.log(high / low)) - 1)
    gliding = segment(np.sin(2 * np.pi * turns) * _LEVEL)
    return Sound(pcm=(gliding.fade_in(50).fade_out(50) + _silent(_PAUSE)).raw_data)


def _ringing(notes: tuple[float, ...]) -> Sound:
    chime = _silent(_STEP * (len(notes) - 1) + _RING)
    for position, hertz in enumerate(notes):
        chime = chime.overlay(segment(_bell(hertz)), position=position * _STEP)
    return Sound(pcm=(chime.fade_out(200) + _silent(_PAUSE)).raw_data)


def _bell(hertz: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return a struck note: three partials, the higher dying sooner."""
    at = np.arange(RATE * _RING // 1000) / RATE
    partials = ((1.0, 1.0, 3.0), (2.0, 0.35, 5.0), (3.0, 0.15, 8.0))
    struck = sum(
        share * np.exp(-decay * at) * np.sin(2 * np.pi * hertz * times * at)
        for times, share, decay in partials
    )
    return np.asarray(struck) * np.minimum(1.0, at / 0.004) * _LEVEL


def _steady(hertz: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    at = np.arange(RATE * _WARNING_STEP // 1000) / RATE
    edge = np.minimum(1.0, np.minimum(at, at[::-1]) / 0.005)
    return np.sin(2 * np.pi * hertz * at) * edge * _LEVEL


def segment(samples: np.ndarray[tuple[int], np.dtype[np.float64]]) -> AudioSegment:
    """Return samples within ±1 as pydub takes them: 16-bit mono at 44.1 kHz."""
    pcm = np.rint(samples * 32767).astype("<i2").tobytes()
    return _pydub()(data=pcm, sample_width=2, frame_rate=RATE, channels=1)


def _silent(milliseconds: int) -> AudioSegment:
    return _pydub().silent(duration=milliseconds, frame_rate=RATE)


def _pydub() -> Any:
    with warnings.catch_warnings():  # it looks for ffmpeg, which is not needed here, and has old escapes
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

        return AudioSegment
