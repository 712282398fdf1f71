"""What a loudspeaker channel reads, records, refuses and reports."""

from __future__ import annotations

import re
import wave
from dataclasses import replace

import miniaudio
import numpy as np
import pytest

from channels.base import ContentRejected, Urgency
from channels.files import FolderStore
from channels.loudspeaker import Loudspeaker
from channels.loudspeaker.recording import speak_to_file
from channels.loudspeaker.script import estimated_seconds, syllables
from channels.settings import settings_of
from channels.testing import sample_content, supplies_in


@pytest.fixture
def channel(tmp_path):
    return Loudspeaker(zone="Cụm loa Phú Tân", supplies=supplies_in(tmp_path))


class TestRender:
    def test_the_title_is_read_first_then_the_body(self, channel):
        spoken = channel.render(sample_content()).parts[0]

        assert re.sub(r"\s+", " ", spoken).startswith("lịch tiêm chủng tháng mười hai.")
        assert "trạm y tế mời bà con" in spoken
        assert spoken.index("lịch tiêm") < spoken.index("trạm y tế")

    def test_no_mark_of_markdown_is_read(self, channel):
        body = "## Nội dung\n\n**Bà con** chú ý:\n\n- một\n- *hai*\n\n> trích [dẫn](https://phutrung.gov.vn)"

        spoken = channel.render(sample_content(body=body)).parts[0]

        assert not set(spoken) & set("#*_[]()>-`/|")

    def test_no_digit_is_left(self, channel):
        spoken = channel.render(sample_content(body="Lúc 7h30 ngày 05/7/2026, gọi 113.")).parts[0]

        assert not re.search(r"\d", spoken)

    def test_an_unknown_token_is_asked_for_with_its_line_and_the_remedy(self, channel):
        content = sample_content(body="Bà con chú ý.\n\nTheo Xqzvk thì trời mưa.")

        with pytest.raises(ContentRejected) as refused:
            channel.render(content)

        assert "“Xqzvk”" in refused.value.sentence
        assert "dòng 3" in refused.value.sentence
        assert "publisher dictionary add" in refused.value.sentence

    def test_the_commune_s_own_readings_are_used(self, channel):
        taught = replace(channel, entries=(("Xqzvk", "trạm khí tượng"),))

        spoken = taught.render(sample_content(body="Theo Xqzvk thì trời mưa.")).parts[0]

        assert "theo trạm khí tượng thì trời mưa" in spoken

    def test_the_dialect_changes_numbers(self, channel):
        content = sample_content(body="Có 1.005 hộ.")

        north, south = channel.render(content), replace(channel, dialect="nam").render(content)

        assert "nghìn" in north.parts[0]
        assert "ngàn" in south.parts[0]

    def test_what_is_not_read_is_told_to_the_editor(self, channel):
        rendition = channel.render(sample_content(body="Xem tại https://phutrung.gov.vn/tin nhé bà con."))

        assert any("phutrung.gov.vn" in note for note in rendition.notes)
        assert "phutrung" not in rendition.parts[0]

    def test_a_correction_says_what_it_corrects(self, channel):
        spoken = channel.render(sample_content(corrects="Lịch cắt điện")).parts[0]

        assert spoken.startswith("đính chính tin đã phát")

    def test_another_language_needs_a_recording(self, channel):
        with pytest.raises(ContentRejected, match="ghi âm"):
            channel.render(sample_content(language="stg"))

    def test_the_approver_sees_source_voice_and_length(self, channel):
        details = channel.render(sample_content()).details

        assert details["source"].startswith("Lịch tiêm chủng tháng 12")
        assert details["voice"] == "espeak-ng/vi"
        assert 5 < int(details["estimated_seconds"]) < 20


class TestRecord:
    def test_mp3_and_wav_are_stored_with_their_figures(self, channel):
        rendition = channel.record(channel.render(sample_content()), report=lambda share: None)

        assert [each.media_type for each in rendition.files] == ["audio/mpeg", "audio/wav"]
        assert rendition.details["sha256"] == rendition.files[0].digest
        assert abs(float(rendition.details["lufs"]) + 16) <= 0.5
        assert float(rendition.details["true_peak"]) <= -1.5
        assert rendition.details["version"].startswith("1.")
        played = miniaudio.decode_file(
            str(channel.supplies.files.path(rendition.files[0].digest)), nchannels=1
        )
        assert len(played.samples) / 44_100 == pytest.approx(float(rendition.details["seconds"]), abs=0.01)

    def test_the_estimate_is_near_what_is_recorded(self, channel):
        rendition = channel.render(sample_content(body="Trạm Y tế mời bà con đưa trẻ đi tiêm chủng. " * 8))

        recorded = channel.record(rendition, report=lambda share: None)

        assert float(recorded.details["seconds"]) == pytest.approx(
            float(rendition.details["estimated_seconds"]), rel=0.12
        )

    def test_recording_twice_gives_the_same_bytes(self, channel, tmp_path):
        rendition = channel.render(sample_content())
        elsewhere = replace(channel, supplies=supplies_in(tmp_path / "khác"))

        first, second = (each.record(rendition, report=lambda share: None) for each in (channel, elsewhere))

        assert first.digest == second.digest

    def test_progress_grows_to_the_whole(self, channel):
        told = []

        channel.record(channel.render(sample_content()), report=told.append)

        assert told == sorted(told)
        assert told[-1] == pytest.approx(1.0)

    def test_whoever_waits_hears_of_it_all_along(self, channel):
        """Half a second of sound is told of at the latest: no lease runs out in a long text."""
        told = []
        rendition = channel.render(sample_content(body="\n\n".join(["Mời bà con đi họp thôn."] * 6)))

        recorded = channel.record(rendition, report=told.append)

        passes = 2  # to the MP3, and through it again to be measured
        assert len(told) > passes * 2 * float(recorded.details["seconds"])

    def test_storing_is_told_of_too(self, channel, tmp_path):
        told, heard = [], []

        class Slow(FolderStore):
            def add(self, source, **given):
                before = len(told)
                while source.read(100_000):
                    pass
                heard.append(len(told) - before)
                source.seek(0)
                return super().add(source, **given)

        supplies = replace(channel.supplies, files=Slow(tmp_path / "slow"))
        slow = replace(channel, supplies=supplies)

        slow.record(slow.render(sample_content()), report=told.append)

        assert min(heard) > 1
        assert told == sorted(told)

    def test_nothing_but_the_cache_is_left_in_the_working_folder(self, channel):
        channel.record(channel.render(sample_content()), report=lambda share: None)

        assert [each.name for each in channel.supplies.folder.iterdir()] == ["sentences"]

    def test_an_emergency_has_its_tone_and_is_read_twice(self, channel):
        calm = channel.record(channel.render(sample_content()), report=lambda share: None)
        urgent = channel.render(sample_content(urgency=Urgency.EMERGENCY))

        alarm = channel.record(urgent, report=lambda share: None)

        once = float(calm.details["seconds"]) - 0.8
        assert float(alarm.details["seconds"]) == pytest.approx(0.8 + 5.4 + 2 * once + 2.5, abs=0.05)
        with wave.open(str(channel.supplies.files.path(alarm.files[1].digest))) as master:
            master.setpos(44_100)
            tone = np.frombuffer(master.readframes(13_230), dtype="<i2")
        strongest = np.argmax(np.abs(np.fft.rfft(tone * np.hanning(len(tone))))) * 44_100 / len(tone)
        assert 800 < strongest < 1000


class TestCheck:
    def test_every_problem_is_said_at_once(self, channel, tmp_path):
        (tmp_path / "tệp").write_text("không phải thư mục")
        wrong = replace(
            channel,
            zone=" ",
            rate=9.0,
            opening="Đây là {xã}.",
            closing="Hết Xqzvk.",
            folder=str(tmp_path / "tệp"),
        )

        problems = " ".join(wrong.check())

        for wanted in ("tên cụm loa", "Tốc độ", "{commune}", "Xqzvk", "thư mục xuất"):
            assert wanted in problems

    def test_settings_have_stable_names(self):
        assert [each.name for each in settings_of(Loudspeaker)] == [
            "zone",
            "folder",
            "voice",
            "engine",
            "piper_voice",
            "service_voice",
            "api_key",
            "api_url",
            "consent",
            "fallback",
            "dialect",
            "languages",
            "rate",
            "profile",
            "opening",
            "closing",
            "jingle",
            "bed",
            "sftp",
            "sftp_password",
            "sftp_key",
            "sftp_fingerprint",
            "sheet_template",
            "operator",
        ]

    def test_the_kind_opens_without_heavy_libraries(self):
        import subprocess
        import sys

        script = (
            "import sys, channels.loudspeaker; "
            "print({'numpy', 'pydub', 'jinja2', 'lameenc', 'soxr', 'miniaudio'} & set(sys.modules))"
        )
        found = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=_environment()
        )

        assert found.stdout.strip() == "set()"


def _environment():
    import os
    from pathlib import Path

    import channels

    return {**os.environ, "PYTHONPATH": str(Path(channels.__file__).parents[1])}


class TestSpeak:
    def test_a_text_becomes_an_mp3_or_a_wav_by_the_name_of_the_file(self, tmp_path):
        text = "Họp thôn lúc 7h30 tối nay."

        seconds = [
            speak_to_file(text, tmp_path / name, work=tmp_path / "work") for name in ("lời.mp3", "lời.wav")
        ]

        assert seconds[0] == seconds[1] > 1.5
        assert (tmp_path / "lời.mp3").read_bytes()[:3] == b"ID3"
        with wave.open(str(tmp_path / "lời.wav")) as kept:
            assert kept.getnframes() / 44_100 == pytest.approx(seconds[0], abs=0.01)

    def test_another_ending_is_refused_before_anything_is_said(self, tmp_path):
        with pytest.raises(ValueError, match=r"\.mp3 hoặc \.wav"):
            speak_to_file("Họp thôn.", tmp_path / "lời.ogg", work=tmp_path / "work")

        assert not (tmp_path / "work").exists()


class TestEstimate:
    def test_syllables_are_counted_as_written_words(self):
        assert syllables("một hai, ba. bốn?") == 4

    def test_an_emergency_counts_twice_and_its_tone(self):
        once = estimated_seconds("một hai ba.", rate=3.0)

        assert once == pytest.approx(1.8)
        assert estimated_seconds("một hai ba.", rate=3.0, emergency=True) == pytest.approx(
            0.8 + 5.4 + 2 + 2.5
        )
