"""Levelled audio: loudness, true peak, length, format, bytes; measured by a meter that is not our own."""

from __future__ import annotations

import random
import wave

import av
import miniaudio
import numpy as np
import pytest

from channels.loudspeaker.audio import mp3
from channels.loudspeaker.audio.chime import attention_tone, closing_chime, opening_chime
from channels.loudspeaker.audio.level import CannotLevel
from channels.loudspeaker.audio.limiter import limited
from channels.loudspeaker.audio.master import PROFILES, master, probe
from channels.loudspeaker.audio.meter import measure
from channels.loudspeaker.audio.programme import Pause, Sentence, Sound, samples_of

RATE = 44_100


def wav_of(path, samples, rate=22_050):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return Sentence(path=path)


def speechlike(seconds, *, loud=0.5, seed=1, rate=22_050):
    """Return buzzing in syllables with sharp peaks: harder on a limiter than a voice."""
    noise = np.random.default_rng(seed)
    at = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.cos(2 * np.pi * 130 * k * at + k) / k**0.5 for k in range(1, 20))
    syllables = np.maximum(0, np.sin(2 * np.pi * 1.6 * at)) ** 0.5
    samples = (buzz + 0.3 * noise.standard_normal(len(at))) * syllables
    return samples / np.abs(samples).max() * loud


@pytest.fixture
def pieces(tmp_path):
    def make(*sentences):
        made = [Pause(seconds=0.4)]
        for number, samples in enumerate(sentences):
            made += [wav_of(tmp_path / f"{number}.wav", samples), Pause(seconds=0.5)]
        return [*made[:-1], Pause(seconds=0.4)]

    return make


class TestLoudness:
    @pytest.mark.parametrize("loud", [0.02, 0.3, 1.0])
    @pytest.mark.parametrize("profile", PROFILES)
    def test_every_clip_reaches_its_profile_under_the_peak(self, tmp_path, pieces, loud, profile, ebur128):
        made = master(
            pieces(speechlike(6, loud=loud)), stem=tmp_path / "a", title="Thử", target=PROFILES[profile]
        )

        _, lufs, peak = ebur128(made.mp3)

        assert abs(lufs - PROFILES[profile]) <= 0.5
        assert peak <= -1.5

    def test_a_clipped_and_noisy_clip_reaches_it_too(self, tmp_path, pieces, ebur128):
        clipped = np.clip(speechlike(5, loud=4.0), -1, 1)
        hissing = speechlike(5, loud=0.3) + 0.03 * np.random.default_rng(2).standard_normal(5 * 22_050)
        made = master(pieces(clipped, hissing), stem=tmp_path / "a", title="Thử")

        _, lufs, peak = ebur128(made.mp3)

        assert abs(lufs + 16) <= 0.5
        assert peak <= -1.5

    def test_a_clip_of_two_seconds_reaches_it(self, tmp_path, pieces, ebur128):
        made = master(pieces(speechlike(1.2)), stem=tmp_path / "a", title="Thử")

        assert abs(ebur128(made.mp3)[1] + 16) <= 0.5

    def test_the_meter_agrees_with_another(self, tmp_path, pieces, ebur128):
        made = master(pieces(speechlike(4), speechlike(3, seed=2)), stem=tmp_path / "a", title="Thử")

        _, lufs, peak = ebur128(made.mp3)

        assert made.measured.lufs == pytest.approx(lufs, abs=0.1)
        assert made.measured.true_peak == pytest.approx(peak, abs=0.2)

    def test_a_tone_of_known_loudness_measures_as_it_must(self):
        at = np.arange(RATE * 5) / RATE
        tone = (10 ** (-20 / 20) * np.sin(2 * np.pi * 997 * at)).astype(np.float32)

        assert measure([tone]).lufs == pytest.approx(-23.01, abs=0.05)

    def test_a_peak_between_samples_is_seen(self):
        at = np.arange(RATE)
        between = np.sin(2 * np.pi * at / 4 + np.pi / 4).astype(np.float32) * np.float32(0.5)

        assert np.abs(between).max() < 0.36
        assert measure([between]).true_peak == pytest.approx(-6.02, abs=0.1)

    def test_silence_is_refused_in_words(self, tmp_path, pieces):
        with pytest.raises(CannotLevel, match="nghe được"):
            master(pieces(np.zeros(22_050)), stem=tmp_path / "a", title="Thử")

    def test_a_long_programme_is_probed_and_a_short_one_is_not(self, tmp_path):
        one = [Sentence(path=tmp_path / "a.wav"), Pause(seconds=0.5)]

        assert probe(one * 30) == one * 30
        assert 80 <= len(probe(one * 400)) <= 100


class TestLimiter:
    def test_no_sample_passes_the_ceiling(self):
        noise = np.random.default_rng(3).standard_normal(RATE * 3).astype(np.float32)

        out = np.concatenate(list(limited([noise], gain=2.0, ceiling=0.5)))

        assert len(out) == len(noise)
        assert np.abs(out).max() <= 0.5 + 1e-6

    def test_what_is_quiet_is_only_multiplied(self):
        noise = (0.01 * np.random.default_rng(3).standard_normal(RATE)).astype(np.float32)

        out = np.concatenate(list(limited([noise], gain=2.0, ceiling=0.5)))

        assert np.array_equal(out, noise * np.float32(2.0))

    def test_cuts_in_the_stream_change_nothing(self):
        chance = random.Random(4)
        noise = np.random.default_rng(3).standard_normal(RATE * 3).astype(np.float32)
        cuts = sorted(chance.randrange(len(noise)) for _ in range(9))

        whole = np.concatenate(list(limited([noise], gain=1.0, ceiling=0.5)))
        parts = np.concatenate(list(limited(np.split(noise, cuts), gain=1.0, ceiling=0.5)))

        assert np.array_equal(whole, parts)


class TestFile:
    @pytest.fixture
    def made(self, tmp_path, pieces):
        return master(pieces(speechlike(3), speechlike(2.2)), stem=tmp_path / "a", title="Lịch tiêm chủng 12")

    def test_two_decoders_play_exactly_what_was_planned(self, made, tmp_path, ebur128):
        first = miniaudio.decode_file(str(made.mp3), nchannels=1, sample_rate=RATE)

        assert len(first.samples) / RATE == pytest.approx(made.planned, abs=0.001)
        assert ebur128(made.mp3)[0] == pytest.approx(made.planned, abs=0.001)

    def test_the_format_is_what_players_of_the_station_take(self, made):
        with av.open(str(made.mp3)) as source:
            stream = source.streams.audio[0]
            found = (
                stream.codec.name,
                stream.rate,
                stream.layout.name,
                stream.bit_rate,
                source.metadata["title"],
            )

        assert found == ("mp3float", 44100, "mono", 128000, "Lịch tiêm chủng 12")
        assert made.mp3.read_bytes()[:5] == b"ID3\x03\x00"

    def test_the_master_is_sixteen_bit_mono(self, made):
        with wave.open(str(made.wav)) as master_file:
            params = master_file.getparams()

        assert (params.nchannels, params.sampwidth, params.framerate) == (1, 2, RATE)
        assert params.nframes / RATE == pytest.approx(made.planned, abs=0.001)

    def test_head_and_tail_are_silent_for_a_moment(self, made):
        samples = np.abs(np.array(miniaudio.decode_file(str(made.mp3), nchannels=1).samples)) > 300
        heard = np.flatnonzero(samples)

        assert 0.3 <= heard[0] / RATE <= 0.5
        assert 0.3 <= (len(samples) - heard[-1]) / RATE <= 0.5

    def test_nothing_is_left_below_the_band(self, tmp_path, pieces):
        at = np.arange(22_050 * 3) / 22_050
        humming = speechlike(3) + 0.3 * np.sin(2 * np.pi * 50 * at)
        made = master(pieces(humming), stem=tmp_path / "a", title="Thử", target=PROFILES["đài"])

        samples = np.array(miniaudio.decode_file(str(made.mp3), nchannels=1).samples, dtype=float)
        power = np.abs(np.fft.rfft(samples)) ** 2
        low = power[: round(70 * len(samples) / RATE)].sum()

        assert low / power.sum() < 1e-4

    def test_no_sentence_begins_with_a_click(self, tmp_path, pieces):
        at = np.arange(22_050 * 2) / 22_050
        abrupt = 0.5 * np.cos(2 * np.pi * 90 * at) + 0.2 * np.cos(2 * np.pi * 400 * at)
        made = master(pieces(abrupt, abrupt), stem=tmp_path / "a", title="Thử")

        with wave.open(str(made.wav)) as kept:
            samples = np.frombuffer(kept.readframes(kept.getnframes()), dtype="<i2") / 32768
        whole = len(samples) - len(samples) % 512
        power = np.abs(np.fft.rfft(samples[:whole].reshape(-1, 512) * np.hanning(512), axis=1))

        assert 20 * np.log10(power[:, round(12_000 * 512 / RATE) :].max()) < -50

    def test_the_same_input_gives_the_same_bytes(self, tmp_path, pieces):
        made = [
            master(pieces(speechlike(3)), stem=tmp_path / name, title="Thử") for name in ("first", "second")
        ]

        assert made[0].mp3.read_bytes() == made[1].mp3.read_bytes()
        assert made[0].wav.read_bytes() == made[1].wav.read_bytes()

    def test_joined_files_play_one_after_another_without_encoding_again(self, tmp_path, made):
        stream = mp3.opened(made.mp3)
        joined = mp3.join([stream, 40, stream], tmp_path / "joined.mp3", title="Ghép")

        samples = miniaudio.decode_file(str(joined.path), nchannels=1, sample_rate=RATE).samples
        alone = np.array(miniaudio.decode_file(str(made.mp3), nchannels=1, sample_rate=RATE).samples)
        again = np.array(samples)[(stream.frames + 40) * mp3.FRAME :]

        assert len(again) == len(alone)
        assert np.abs(again.astype(int) - alone).max() <= 2
        assert mp3.opened(joined.path).samples == len(samples)

    def test_a_stranger_s_file_is_not_taken_for_ours(self, tmp_path):
        (tmp_path / "x.mp3").write_bytes(b"not an mp3 at all")

        with pytest.raises(mp3.NotOurMp3):
            mp3.opened(tmp_path / "x.mp3")


class TestChimes:
    @pytest.mark.parametrize("sound", [opening_chime, closing_chime, attention_tone])
    def test_a_chime_is_heard_and_short(self, sound):
        pcm = np.frombuffer(sound().pcm, dtype="<i2")

        assert 2.0 <= len(pcm) / RATE <= 6.0
        assert 2000 < np.abs(pcm.astype(int)).max() < 20_000

    def test_sounds_and_pauses_are_as_long_as_they_say(self):
        pieces = [Pause(seconds=0.25), Sound(pcm=bytes(2 * RATE))]

        assert sum(map(len, samples_of(pieces))) == pytest.approx(1.25 * RATE, abs=1)
