"""Voices of services: only with consent, each answer checked, another voice seen in their place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.loudspeaker import Loudspeaker
from channels.loudspeaker.voices import VoiceFailed
from channels.loudspeaker.voices.fpt import FptVoice
from channels.loudspeaker.voices.viettel import ViettelVoice
from channels.testing import sample_content, supplies_in
from publisher.sandbox.faults import Fault
from publisher.sandbox.server import running

SENTENCE = "mời bà con đưa trẻ đi tiêm chủng vào sáng thứ năm."


@pytest.fixture
def sandbox():
    with running() as started:
        yield started


@pytest.fixture
def studio(sandbox):
    made = sandbox.app.extensions["speech"]
    made.key = "khoa-bi-mat"
    return made


@pytest.fixture(params=[FptVoice, ViettelVoice])
def voice(request, sandbox, studio):
    return request.param(
        voice="banmai", key="khoa-bi-mat", url=f"{sandbox.url}/speech", consent=True, wait=0.0, timeout=5.0
    )


def said(voice):
    return b"".join(voice.say(SENTENCE))


def test_a_sentence_comes_as_samples_of_its_length(voice):
    seconds = len(said(voice)) / 2 / voice.sample_rate

    assert 2 < seconds < 8


def test_without_consent_no_word_leaves_the_building(voice, studio):
    voice.consent = False

    with pytest.raises(VoiceFailed, match="consent"):
        said(voice)

    assert studio.asked == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop=True),
        Fault(before=True, status=502),
        Fault(truncate=True),
        Fault(before=True, status=200, body="<html>bảo trì</html>"),
    ],
)
def test_trouble_once_is_tried_once_more(voice, sandbox, fault):
    sandbox.misbehave(fault)

    assert said(voice)
    assert voice.said == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(before=True, status=502, times=9), "unreadable"),
        (Fault(before=True, status=200, body="<html>bảo trì</html>", times=9), "unreadable"),
        (Fault(drop=True, times=9), "network"),
    ],
)
def test_trouble_that_stays_fails_with_its_reason(voice, sandbox, fault, code):
    sandbox.misbehave(fault)

    with pytest.raises(VoiceFailed) as caught:
        said(voice)

    assert caught.value.code in {code, "no-sound", "no-answer"}
    assert voice.said == 2


def test_a_limit_is_waited_out_and_not_run_against(voice, sandbox):
    sandbox.misbehave(Fault(before=True, status=429, times=9))

    with pytest.raises(VoiceFailed) as caught:
        said(voice)

    assert (caught.value.code, voice.said) == ("busy", 1)
    assert caught.value.retry_after


def test_a_refused_key_is_a_persons_to_mend(voice):
    voice.key = "khoa-khac"

    with pytest.raises(VoiceFailed, match="api_key"):
        said(voice)


def test_sound_that_was_silently_cut_is_refused(voice, studio):
    studio.cut = 0.35

    with pytest.raises(VoiceFailed) as caught:
        said(voice)

    assert caught.value.code in {"length", "cut"}


def test_a_link_is_looked_at_until_its_sound_is_there(sandbox, studio):
    studio.looks = 5
    voice = FptVoice(voice="banmai", key="khoa-bi-mat", url=f"{sandbox.url}/speech", consent=True, wait=0.0)

    assert said(voice)
    assert len(studio.asked) == 1


def test_a_link_that_is_never_made_is_given_up(sandbox, studio):
    studio.looks = 1000
    voice = FptVoice(voice="banmai", key="khoa-bi-mat", url=f"{sandbox.url}/speech", consent=True, wait=0.0)

    with pytest.raises(VoiceFailed) as caught:
        said(voice)

    assert caught.value.code == "never-made"


def test_no_key_shows_in_repr(voice):
    assert "khoa-bi-mat" not in repr(voice)


class TestAsAChannel:
    @pytest.fixture
    def channel(self, tmp_path, sandbox, studio):
        return Loudspeaker(
            zone="Cụm loa Phú Tân",
            engine="viettel",
            api_key="khoa-bi-mat",
            api_url=f"{sandbox.url}/speech",
            consent=True,
            supplies=supplies_in(tmp_path),
        )

    def record(self, channel):
        return channel.record(channel.render(sample_content()), report=lambda share: None)

    def test_an_item_is_recorded_with_the_services_voice(self, channel, studio):
        recorded = self.record(channel)

        assert recorded.details["voice"] == "viettel/hn-quynhanh"
        assert recorded.notes == ()
        assert studio.asked

    def test_each_sentence_is_asked_for_once_however_often_it_is_recorded(self, channel, studio):
        self.record(channel)
        before = len(studio.asked)

        self.record(channel)

        assert len(studio.asked) == before

    def test_when_it_fails_the_whole_item_is_read_by_the_embedded_voice_and_the_approver_is_told(
        self, channel, studio
    ):
        studio.key = "khoa-moi"

        recorded = self.record(channel)

        assert recorded.details["voice"] == "espeak-ng/vi"
        assert "viettel" in recorded.notes[-1]

    def test_without_fallback_the_recording_waits(self, channel, studio):
        studio.key = "khoa-moi"

        with pytest.raises(VoiceFailed):
            self.record(replace(channel, fallback=False))

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"consent": False}, "consent"),
            ({"api_key": ""}, "api_key"),
            ({"api_url": "http://voice.example"}, "https"),
            ({"engine": "piper"}, "piper_voice"),
            ({"engine": "piper", "piper_voice": "/khong/co.onnx"}, "co.onnx"),
        ],
    )
    def test_what_is_missing_is_said_by_the_check(self, channel, change, said):
        assert any(said in each for each in replace(channel, **change).check())
