"""The long proofs of the audio half: 200 recordings through the meter, 10,000 strings through the voice."""

from __future__ import annotations

import os
import random
import signal
import wave

import numpy as np
import pytest

from channels.loudspeaker import script
from channels.loudspeaker.audio.master import master
from channels.loudspeaker.audio.takes import take_of
from channels.loudspeaker.voices.espeak import EspeakVoice

pytestmark = pytest.mark.long

RATE = 44_100
SENTENCE = "Ủy ban nhân dân xã kính mời bà con đến dự hội nghị tại nhà văn hóa thôn."
KINDS = ("quiet", "loud", "clipped", "noisy", "short", "hum")
CLIPS, A_QUARTER, STRINGS, KILLED_EVERY = 196, 4, 10_000, 1_000


def speech(seconds, rng):
    """Return what has speech's shape: a buzz of its own pitch, syllables, breaths, s-like hisses."""
    at = np.arange(round(seconds * RATE)) / RATE
    pitch, pace = rng.uniform(90, 240), rng.uniform(1.2, 2.2)
    buzz = sum(np.cos(2 * np.pi * pitch * k * at + k * k) / k**0.7 for k in range(1, 16))
    syllables = np.maximum(0, np.sin(2 * np.pi * pace * at)) ** 0.5
    breaths = np.sin(2 * np.pi * at / rng.uniform(3, 6)) > -0.7
    made = (buzz + 0.4 * rng.standard_normal(len(at))) * syllables * breaths
    return made / np.abs(made).max()


def clip(kind, seconds, rng):
    samples = speech(seconds, rng)
    if kind == "quiet":
        return samples * rng.uniform(0.004, 0.03)
    if kind == "clipped":
        return np.clip(samples * rng.uniform(3, 10), -1, 1)
    if kind == "noisy":
        return samples * 0.3 + rng.uniform(0.003, 0.03) * rng.standard_normal(len(samples))
    if kind == "hum":
        return samples * 0.2 + 0.05 * np.sin(2 * np.pi * 50 * np.arange(len(samples)) / RATE)
    return samples * rng.uniform(0.5, 1.0)


def kept(path, samples):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def wrong_after_mastering(folder, number, ebur128):
    """Return what is out of bounds in one clip's finished MP3."""
    rng = np.random.default_rng(number)
    kind = KINDS[number % len(KINDS)]
    seconds = 900 if number >= CLIPS else 3 if kind == "short" else rng.uniform(4, 14)
    take = take_of(kept(folder / "clip.wav", clip(kind, seconds, rng)))
    made = master(script.item([take]), stem=folder / "out", title=f"{kind} {number}")
    length, lufs, peak = ebur128(made.mp3)
    told = f"{number} {kind} {seconds:.0f} s: {lufs:.2f} LUFS, {peak:.2f} dBTP, {length:.2f} s"
    right = abs(lufs + 16) <= 0.5 and peak <= -1.5 and abs(length - take.seconds - 0.8) <= 0.05
    return "" if right else told


def test_two_hundred_recordings_come_out_within_the_limits(tmp_path, ebur128):
    wrong = [wrong_after_mastering(tmp_path, number, ebur128) for number in range(CLIPS + A_QUARTER)]

    assert [told for told in wrong if told] == []


def test_ten_thousand_strings_never_stop_the_voice_and_it_says_the_same_after_each_thousand():
    chance, voice = random.Random(1273), EspeakVoice()
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyAZ áàảãạ ắờụỹ "
    odd = "()-\"'`t c[]{}<>|\\/*&^%$#@~;:,.?!…“”–\n\t0123456789\u0301\u200b😀€"
    first = b"".join(voice.say(SENTENCE))
    starts = voice.starts
    for number in range(1, STRINGS + 1):
        signs = odd if number % 3 else letters + odd
        assert (
            b"".join(voice.say("".join(chance.choice(signs) for _ in range(chance.randint(1, 40)))))
            is not None
        )
        if number % KILLED_EVERY == 0:
            assert voice.starts == starts  # nothing but us has ended the worker
            os.kill(voice.worker_id, signal.SIGKILL)
            assert b"".join(voice.say(SENTENCE)) == first
            starts = voice.starts
    voice.close()
