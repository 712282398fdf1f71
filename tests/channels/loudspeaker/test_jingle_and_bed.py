"""Around opening and closing words: the commune's jingle, a bed under the voice, and the chime as ever."""

from __future__ import annotations

import wave
from dataclasses import replace

import av
import numpy as np
import pytest

from channels.loudspeaker import Loudspeaker
from channels.loudspeaker.audio.beds import UNDER_VOICE, over_bed
from channels.loudspeaker.audio.programme import Pause, Sound
from channels.loudspeaker.bulletin.manifest import read
from channels.testing import sample_bulletin, sample_content, supplies_in
from channels.values import BulletinItem

RATE = 44_100


def tone(hertz, seconds, level=0.3):
    return level * np.sin(2 * np.pi * hertz * np.arange(round(RATE * seconds)) / RATE)


@pytest.fixture
def channel(tmp_path):
    return Loudspeaker(zone="Cụm loa Bù Tố", supplies=supplies_in(tmp_path))


@pytest.fixture
def music(tmp_path):
    place = tmp_path / "nhạc hiệu.wav"
    with wave.open(str(place), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((tone(1000, 5) * 32767).astype("<i2").tobytes())
    return place


def opening_of(channel, bulletin):
    """Return the samples of the exported opening."""
    folder = channel.export(bulletin).folder
    with av.open(str(folder / read(folder)["parts"][0]["file"])) as source:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        found = [f.to_ndarray()[0] for each in source.decode(audio=0) for f in resampler.resample(each)]
    return np.concatenate(found)


@pytest.fixture
def bulletin(channel):
    rendition = channel.record(channel.render(sample_content(body="Mời họp.")), report=lambda share: None)
    return sample_bulletin(BulletinItem(reference="PT-2026-0001", title="Họp", rendition=rendition))


def strongest(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * RATE / len(samples)


def test_a_communes_jingle_takes_the_chimes_place(channel, bulletin, music):
    assert strongest(
        opening_of(replace(channel, jingle=str(music)), bulletin)[RATE : 4 * RATE]
    ) == pytest.approx(1000, abs=2)
    assert strongest(opening_of(channel, bulletin)[RATE : 4 * RATE]) != pytest.approx(1000, abs=20)


def test_a_changed_jingle_is_heard_at_the_next_export(channel, bulletin, music):
    with_music = replace(channel, jingle=str(music))
    first = opening_of(with_music, bulletin)
    music.write_bytes(music.read_bytes()[: 44 + RATE * 2 * 3])

    assert len(opening_of(with_music, bulletin)) < len(first)


def test_a_jingle_that_is_none_holds_no_bulletin_back(channel, bulletin, tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"no music")
    odd = replace(channel, jingle=str(tmp_path / "a.mp3"))

    assert len(opening_of(odd, bulletin)) > RATE
    assert any("không phải âm thanh" in problem for problem in odd.check())
    assert any("Không thấy" in problem for problem in replace(channel, jingle="/không/có.mp3").check())


def test_the_bed_lies_under_the_voice_and_reaches_beyond_it():
    said = [Sound(pcm=(tone(2000, 3) * 32767).astype("<i2").tobytes()), Pause(seconds=1)]

    (mixed,) = over_bed(said)

    samples = np.frombuffer(mixed.pcm, dtype="<i2") / 32768
    assert len(samples) / RATE == pytest.approx(4 + 1.3, abs=0.01)
    voice, after = (samples[round(at * RATE) : round((at + 0.5) * RATE)] for at in (1.5, 3.6))
    between = 20 * np.log10(np.std(voice) / np.std(after))
    assert between == pytest.approx(UNDER_VOICE, abs=4)


def test_words_over_a_bed_keep_the_loudness(channel, bulletin, ebur128):
    folder = replace(channel, bed=True).export(bulletin).folder

    _, lufs, peak = ebur128(folder / read(folder)["parts"][0]["file"])

    assert abs(lufs + 16) <= 0.5
    assert peak <= -1.5
