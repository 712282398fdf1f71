"""An announcer's recordings: every format, trimmed, gated, levelled; other languages for their zones."""

from __future__ import annotations

import io
import wave
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from channels.base import ContentRejected, StoredFile
from channels.loudspeaker import Loudspeaker
from channels.loudspeaker.audio import takes
from channels.loudspeaker.bulletin.manifest import read
from channels.testing import sample_bulletin, sample_content, supplies_in
from channels.values import BulletinItem

RATE = 44_100


def voice(seconds, *, level=0.1, seed=1):
    """Return noise shaped like speech: syllables of a third of a second with gaps, band-limited."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    at = np.arange(count) / RATE
    tone = sum(np.sin(2 * np.pi * 130 * k * at + k) / k for k in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 1.6 * at) * 3, 0, 1) * (
        0.6 + 0.4 * rng.random(count // 4410 + 1).repeat(4410)[:count]
    )
    return (tone / 3 * syllables * level).astype(np.float32)


def wav_bytes(samples, *, rate=RATE, channels=1):
    written = io.BytesIO()
    with wave.open(written, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        pcm = np.rint(np.clip(samples, -1, 1) * 32767).astype("<i2")
        out.writeframes(np.repeat(pcm, channels).tobytes())
    return written.getvalue()


def encoded(samples, container, codec):
    """Return samples as ffmpeg's libraries write them."""
    written, layout = io.BytesIO(), "stereo" if codec == "vorbis" else "mono"
    with av.open(written, "w", format=container) as out:
        stream = out.add_stream(codec, rate=48_000 if codec == "libopus" else RATE, layout=layout)
        stream.codec_context.options = {"strict": "experimental"}
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(
            format=stream.format.name, layout=layout, rate=stream.rate, frame_size=stream.frame_size or 1024
        )
        for made in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(made))
        out.mux(stream.encode(None))
    return written.getvalue()


FORMATS = {
    "doc.wav": lambda samples: wav_bytes(samples),
    "doc-stereo.wav": lambda samples: wav_bytes(samples, channels=2),
    "doc.mp3": lambda samples: encoded(samples, "mp3", "libmp3lame"),
    "doc.ogg": lambda samples: encoded(samples, "ogg", "vorbis"),
    "doc.opus": lambda samples: encoded(samples, "ogg", "libopus"),
    "doc.m4a": lambda samples: encoded(samples, "ipod", "aac"),
    "doc.flac": lambda samples: encoded(samples, "flac", "flac"),
}


@pytest.fixture
def channel(tmp_path):
    return Loudspeaker(zone="Cụm loa Bù Tố", supplies=supplies_in(tmp_path))


def kept(channel, name, content, *, language=""):
    types = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".flac": "audio/flac"}
    media_type = types.get(Path(name).suffix, "audio/ogg")
    return replace(
        channel.supplies.files.add(io.BytesIO(content), name=name, media_type=media_type), alt=language
    )


def recorded(channel, *recordings: StoredFile, **words):
    content = sample_content(recordings=recordings, **words)
    return channel.record(channel.render(content), report=lambda share: None)


def mp3_of(channel, rendition):
    """Return the samples of the finished MP3, decoded by ffmpeg's libraries."""
    path = channel.supplies.files.path(rendition.files[0].digest)
    with av.open(str(path)) as source:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        found = [
            made.to_ndarray().reshape(-1)
            for frame in source.decode(audio=0)
            for made in resampler.resample(frame)
        ]
    return np.concatenate(found)


@pytest.mark.parametrize("name", FORMATS)
def test_a_recording_of_any_format_replaces_the_voice_at_the_right_level(channel, name):
    samples = np.concatenate([np.zeros(RATE * 2), voice(8, level=0.03), np.zeros(RATE * 3)]).astype(
        np.float32
    )

    made = recorded(channel, kept(channel, name, FORMATS[name](samples)))

    assert -16.5 <= float(made.details["lufs"]) <= -15.5
    assert float(made.details["true_peak"]) <= -1.5
    assert float(made.details["seconds"]) == pytest.approx(8.8, abs=0.5)  # silence at both ends is gone
    assert made.details["voice"] == f"ghi âm: {name}"


def test_words_nobody_may_guess_do_not_stop_what_an_announcer_has_read(channel):
    with pytest.raises(ContentRejected):
        channel.render(sample_content(body="Họp về XQZK."))

    made = recorded(channel, kept(channel, "doc.wav", wav_bytes(voice(6))), title="Họp", body="Họp về XQZK.")

    assert made.parts == ("Họp\n\nHọp về XQZK.",)


def test_the_approver_is_told_to_listen_and_the_file_is_sealed(channel):
    file = kept(channel, "doc.wav", wav_bytes(voice(6)))

    rendition = channel.render(sample_content(recordings=(file,)))

    assert any("nghe hết" in note for note in rendition.notes)
    assert file.digest in rendition.document()


def test_a_recording_of_another_message_is_noticed_by_its_length(channel):
    file = kept(channel, "doc.wav", wav_bytes(voice(120)))

    notes = channel.render(sample_content(title="Họp", body="Mời họp.", recordings=(file,))).notes

    assert any("đúng tin này không" in note for note in notes)


def test_another_language_sounds_after_the_vietnamese_in_its_zones_only(channel):
    file = kept(channel, "stieng.wav", wav_bytes(voice(7)), language="S'tiêng")
    plain = recorded(channel)
    at_home = replace(channel, languages="S'tiêng, Mnông")

    both = recorded(at_home, file)
    elsewhere = recorded(channel, file)

    assert float(both.details["seconds"]) == pytest.approx(float(plain.details["seconds"]) + 8.2, abs=0.6)
    assert elsewhere.details["sha256"] == plain.details["sha256"]
    assert any("tiếng Mnông" in note for note in both.notes)
    assert both.parts == plain.parts


def test_quiet_takes_and_the_machine_come_out_equally_loud(channel):
    file = kept(channel, "stieng.wav", wav_bytes(voice(7, level=0.004)), language="S'tiêng")
    made = recorded(replace(channel, languages="S'tiêng"), file)

    samples = mp3_of(channel, made)
    first, last = samples[RATE : 4 * RATE], samples[-5 * RATE : -RATE]
    loud = [20 * np.log10(np.sqrt(np.mean(part**2))) for part in (first, last)]
    assert abs(loud[0] - loud[1]) < 6


def test_the_room_between_words_is_turned_down(tmp_path):
    rng = np.random.default_rng(5)
    words = np.concatenate([voice(3, level=0.3), np.zeros(RATE * 2), voice(3, level=0.3)])
    noisy = (words + rng.normal(0, 0.003, len(words))).astype(np.float32)
    (tmp_path / "a.wav").write_bytes(wav_bytes(noisy))

    take = takes.take_of(tmp_path / "a.wav")
    out = np.concatenate(list(take.samples()))

    middle = out[round(3.9 * RATE) : round(4.6 * RATE)]
    before = noisy[round(4.0 * RATE) : round(4.7 * RATE)] * take.factor
    assert 20 * np.log10(np.std(middle) / np.std(before)) < -9


def test_a_take_comes_and_goes_without_a_click(tmp_path):
    (tmp_path / "a.wav").write_bytes(wav_bytes(voice(3) + 0.01))

    out = np.concatenate(list(takes.take_of(tmp_path / "a.wav").samples()))

    assert abs(out[0]) < 0.01
    assert abs(out[-1]) < 0.01


def test_a_take_recorded_too_loud_is_told(channel):
    file = kept(channel, "doc.wav", wav_bytes(voice(6, level=12)))

    assert any("vỡ tiếng" in note for note in recorded(channel, file).notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không phải âm thanh"),
        (b"<html>not here</html>", "không phải âm thanh"),
        (wav_bytes(np.zeros(100)), "không phải âm thanh"),
        (wav_bytes(np.zeros(RATE * 3)), "nghe được"),
        (wav_bytes(voice(6))[: RATE * 6], "cắt giữa chừng"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(channel, content, said):
    file = kept(channel, "doc.wav", content)

    with pytest.raises(ContentRejected, match=said):
        recorded(channel, file)


def test_the_same_recording_gives_the_same_bytes(channel, tmp_path):
    content = wav_bytes(voice(5))
    other = replace(channel, supplies=supplies_in(tmp_path / "khác"))

    first, second = (recorded(each, kept(each, "a.wav", content)) for each in (channel, other))

    assert first.details["sha256"] == second.details["sha256"]


def test_the_papers_name_the_recording_that_follows(channel):
    file = kept(channel, "stieng.wav", wav_bytes(voice(5)), language="S'tiêng")
    made = recorded(replace(channel, languages="S'tiêng"), file)

    folder = channel.export(
        sample_bulletin(BulletinItem(reference="PT-2026-0001", title="Họp", rendition=made))
    ).folder

    told = "(Sau đó phát bản ghi âm tiếng S&#39;tiêng (stieng.wav).)"
    assert told in (folder / "DOC-TRUC-TIEP.html").read_text("utf-8")
    assert told in (folder / "PHIEU-PHAT.html").read_text("utf-8")
    assert read(folder)["parts"][1]["also"] == "tiếng S'tiêng (stieng.wav)"
