"""Piper: a model of the commune's own; the library is an extra, stood in for here by one of its shape."""

from __future__ import annotations

import sys
import types

import pytest

from channels.loudspeaker.voices import VoiceFailed
from channels.loudspeaker.voices.piper import PiperVoice


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "giong-xa.onnx"
    path.write_bytes(b"mo hinh")
    return path


@pytest.fixture
def library(monkeypatch):
    """A library that says half a second for each word."""
    made = types.ModuleType("piper")

    class Loaded:
        config = types.SimpleNamespace(sample_rate=22050)

        @classmethod
        def load(cls, path):
            return cls()

        def synthesize(self, text, syn_config=None):
            for _ in text.split():
                yield types.SimpleNamespace(audio_int16_bytes=b"\x01\x00" * 11025)

    made.PiperVoice, made.SynthesisConfig = Loaded, lambda **given: given
    monkeypatch.setitem(sys.modules, "piper", made)
    return made


def test_a_sentence_comes_as_the_model_says_it(model, library):
    voice = PiperVoice(model=str(model))

    assert len(b"".join(voice.say("mời bà con"))) == 3 * 22050
    assert voice.sample_rate == 22050


def test_the_models_digest_is_its_version(model, library):
    first = PiperVoice(model=str(model)).identity
    model.write_bytes(b"mo hinh khac")

    assert PiperVoice(model=str(model)).identity != first


def test_a_model_that_is_not_there_is_told(tmp_path):
    with pytest.raises(VoiceFailed, match=r"co\.onnx"):
        list(PiperVoice(model=str(tmp_path / "co.onnx")).say("một"))


def test_a_missing_library_is_told_with_what_to_install(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "piper", None)

    with pytest.raises(VoiceFailed, match="piper"):
        list(PiperVoice(model=str(model)).say("một"))


def test_a_voice_that_says_nothing_is_told(model, library):
    with pytest.raises(VoiceFailed, match="không phát ra"):
        list(PiperVoice(model=str(model)).say(""))
