"""The embedded voice: its own process, its crash, its cache."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import wave

import pytest

from channels.loudspeaker.voices import VoiceFailed
from channels.loudspeaker.voices import espeak as engine
from channels.loudspeaker.voices.cache import SentenceCache
from channels.loudspeaker.voices.espeak import VOICES, EspeakVoice, speakable

SENTENCE = "Ủy ban nhân dân xã kính mời bà con đến dự hội nghị tại nhà văn hóa thôn."

COUNT = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
LINES = (
    "Ban hành kế hoạch triển khai và tổ chức thực hiện, đồng thời duy trì chuyên mục truyền thông.",
    "Biểu dương các điển hình tiên tiến trong áp dụng khoa học công nghệ, đổi mới sáng tạo.",
    "Trạm y tế mời bà con đưa trẻ em đến tiêm chủng đúng lịch, nhớ mang theo sổ tiêm.",
)


@pytest.fixture
def voice():
    made = EspeakVoice()
    yield made
    made.close()


def said(voice, sentence=SENTENCE):
    return b"".join(voice.say(sentence))


def syllables_a_second(voice):
    lines = (SENTENCE, *LINES)
    return (
        sum(len(line.split()) for line in lines) / sum(len(said(voice, line)) for line in lines) * 2 * 22050
    )


class TestSpeaking:
    @pytest.mark.parametrize("name", VOICES)
    def test_the_default_pace_suits_horns(self, name):
        voice = EspeakVoice(voice=name)

        pace = syllables_a_second(voice)

        voice.close()
        assert 3.0 <= pace <= 3.5

    def test_a_slower_rate_is_slower(self):
        slow, quick = EspeakVoice(rate=2.6), EspeakVoice(rate=4.0)

        paces = syllables_a_second(slow), syllables_a_second(quick)

        slow.close()
        quick.close()
        assert paces[0] < 2.9 < 3.6 < paces[1]

    def test_the_same_sentence_gives_the_same_bytes_whatever_was_said_before(self, voice):
        first = said(voice)
        said(voice, "Một câu khác hẳn, dài ngắn khác nhau?")

        assert said(voice) == first

    def test_decomposed_letters_sound_as_composed_ones(self, voice):
        import unicodedata

        assert said(voice, unicodedata.normalize("NFD", SENTENCE)) == said(voice)

    def test_tones_are_heard(self, voice):
        assert said(voice, "ma") != said(voice, "má")

    def test_an_unknown_voice_is_refused_with_the_list(self):
        with pytest.raises(ValueError, match="vi-vn-x-south"):
            EspeakVoice(voice="vi-hà-nội")

    def test_nothing_speakable_gives_nothing(self, voice):
        assert said(voice, "(—) 123") == b""


class TestAllowList:
    @pytest.mark.parametrize(
        "text", ["(-t)", '"-c', "a(-t)b", "‘’“”…;:/\\|<>[]{}@#$%^&*_+=~`", "Привет 你好 \0 \x1b"]
    )
    def test_only_latin_letters_and_four_marks_pass(self, text):
        assert all(each in ".,?! " or each.isalpha() for each in speakable(text))
        assert not any("\u0400" <= each <= "\u04ff" or each >= "\u4e00" for each in speakable(text))

    def test_colons_and_semicolons_become_pauses(self):
        assert speakable("Gồm: một; hai… ba") == "Gồm, một, hai. ba"

    def test_random_punctuation_never_stops_the_service(self, voice):
        chance = random.Random(57)
        odd = "()-\"'`t c[]{}<>|\\/*&^%$#@~;:,.?!…“”–\n\t0129"

        for _ in range(150):
            said(voice, "".join(chance.choice(odd) for _ in range(chance.randint(1, 12))))

        assert said(voice)
        assert voice.starts == 1


class TestCrash:
    def test_a_killed_worker_is_started_again_and_gives_the_same_bytes(self, voice):
        before = said(voice)
        os.kill(voice.worker_id, signal.SIGKILL)

        assert said(voice) == before
        assert voice.starts == 2

    def test_a_worker_that_dies_within_a_sentence_is_started_again(self, voice, monkeypatch):
        before = said(voice)
        deaths = iter([True, False])
        exactly = engine._exactly

        def dying(process, count):
            if next(deaths, False):
                process.kill()
            return exactly(process, count)

        monkeypatch.setattr(engine, "_exactly", dying)

        assert said(voice) == before

    def test_a_worker_that_always_dies_is_one_clear_sentence(self, voice, monkeypatch):
        said(voice)

        def dying(process, count):
            raise engine._Died

        monkeypatch.setattr(engine, "_exactly", dying)

        with pytest.raises(VoiceFailed, match="espeak-ng"):
            said(voice)

    def test_a_worker_that_hangs_is_stopped(self, voice, monkeypatch):
        said(voice)
        monkeypatch.setattr(engine, "_SECONDS", 0.2)
        os.kill(voice.worker_id, signal.SIGSTOP)

        assert said(voice)
        assert voice.starts == 2

    def test_closing_leaves_no_process(self, voice):
        said(voice)
        worker = voice.worker_id

        voice.close()

        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)

    def test_a_missing_library_is_one_clear_sentence(self, voice, monkeypatch):
        monkeypatch.setattr(engine.subprocess, "Popen", lambda *given, **named: subprocess_that_ends(**named))

        with pytest.raises(VoiceFailed, match="doctor"):
            said(voice)


_POPEN = subprocess.Popen


def subprocess_that_ends(**named):
    import sys

    return _POPEN([sys.executable, "-c", ""], **named)


class TestCache:
    def test_a_sentence_is_said_once(self, tmp_path, voice):
        cache = SentenceCache(folder=tmp_path, voice=voice)

        paths = [cache.path(SENTENCE) for _ in range(3)]

        assert len(set(paths)) == 1
        assert voice.said == 1

    def test_one_changed_sentence_of_twenty_is_one_synthesis(self, tmp_path, voice):
        cache = SentenceCache(folder=tmp_path, voice=voice)
        lines = [f"Câu thứ {word}." for word in COUNT] * 2
        for line in lines:
            cache.path(line)
        already = voice.said

        for line in [*lines[:4], "Câu đã sửa.", *lines[5:]]:
            cache.path(line)

        assert (already, voice.said) == (10, 11)

    def test_one_changed_sentence_of_a_hundred_is_one_synthesis(self, tmp_path, voice):
        cache = SentenceCache(folder=tmp_path, voice=voice)
        lines = [f"Câu {tens} {ones}." for tens in COUNT for ones in COUNT]
        for line in lines:
            cache.path(line)
        already = voice.said

        for line in [*lines[:41], "Câu đã sửa.", *lines[42:]]:
            cache.path(line)

        assert (already, voice.said) == (100, 101)

    def test_another_rate_or_voice_is_another_recording(self, tmp_path):
        voices = [EspeakVoice(), EspeakVoice(rate=2.8), EspeakVoice(voice="vi-vn-x-south")]

        paths = {SentenceCache(folder=tmp_path, voice=each).path(SENTENCE) for each in voices}

        for each in voices:
            each.close()
        assert len(paths) == 3

    def test_what_is_kept_is_a_wav_of_what_was_said(self, tmp_path, voice):
        path = SentenceCache(folder=tmp_path, voice=voice).path(SENTENCE)

        with wave.open(io.BytesIO(path.read_bytes())) as kept:
            assert kept.readframes(kept.getnframes()) == said(voice)

    def test_a_failed_sentence_leaves_nothing_behind(self, tmp_path, voice, monkeypatch):
        cache = SentenceCache(folder=tmp_path, voice=voice)
        cache.path(SENTENCE)
        kept = sorted(tmp_path.rglob("*.wav"))

        def full(*given):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)

        with pytest.raises(OSError, match="No space"):
            cache.path("Một câu mới.")

        assert [each for each in tmp_path.rglob("*") if each.is_file()] == kept
