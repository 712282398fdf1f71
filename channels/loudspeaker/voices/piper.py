"""Piper: a neural voice on this machine, from a model of the commune's own (`.onnx` with `.onnx.json`).

The library comes by `pip install piper-tts`, the model from wherever the commune likes. Its SHA-256 is
part of the voice's version, so what was recorded with another is not mistaken for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from channels.loudspeaker.voices import VoiceFailed

MISSING = "Thiếu thư viện piper-tts: chạy `pip install piper-tts` trong môi trường của chương trình."


@dataclass
class PiperVoice:
    """One model at a speed (1 is its own, 0.8 slower)."""

    model: str
    speed: float = 1.0

    def __post_init__(self) -> None:
        self.said = 0

    @property
    def name(self) -> str:
        """Return engine and model."""
        return f"piper/{Path(self.model).stem}"

    @cached_property
    def version(self) -> str:
        """Return the first half of the model's SHA-256."""
        try:
            with self._path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()[:32]
        except OSError as failed:
            raise VoiceFailed(
                f"Không đọc được giọng Piper {self.model}: {failed.strerror}.", code="model"
            ) from None

    @property
    def identity(self) -> str:
        """Return what keys the sentence cache."""
        return f"{self.name} speed={self.speed:g} version={self.version}"

    @property
    def sample_rate(self) -> int:
        """Return samples a second, as the model's own file tells."""
        return int(self._loaded.config.sample_rate)

    def say(self, sentence: str) -> Iterator[bytes]:
        """Yield the sentence as PCM."""
        self.said += 1
        heard = 0
        for chunk in self._loaded.synthesize(sentence, syn_config=self._configured):
            heard += len(chunk.audio_int16_bytes)
            yield chunk.audio_int16_bytes
        if not heard:
            raise VoiceFailed(f"Giọng {self.name} không phát ra âm thanh.", code="silent")

    def close(self) -> None:
        """Let the model go."""
        self.__dict__.pop("_loaded", None)

    @property
    def _path(self) -> Path:
        return Path(self.model).expanduser()

    @cached_property
    def _loaded(self) -> Any:
        self.version  # noqa: B018 - a missing file is told before the library is asked
        try:
            import piper
        except ImportError:
            raise VoiceFailed(MISSING, code="voice-missing") from None
        try:
            return piper.PiperVoice.load(str(self._path))
        except (OSError, ValueError, KeyError) as failed:
            raise VoiceFailed(f"Giọng Piper {self.model} không dùng được: {failed}.", code="model") from None

    @cached_property
    def _configured(self) -> Any:
        import piper

        return piper.SynthesisConfig(length_scale=1 / self.speed, noise_scale=0.0, noise_w_scale=0.0)
