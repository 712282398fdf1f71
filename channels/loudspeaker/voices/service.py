"""Voices of services on the internet: only with consent, one sentence a call, each answer checked.

A sentence that could not be had on a second try fails the recording; which voice takes its place then is the
channel's setting.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from channels import http
from channels.base import ChannelError
from channels.http import Answer
from channels.loudspeaker.voices import VoiceFailed
from channels.loudspeaker.voices.decoded import BLOCK, RATE, pcm_of

TRIES = 2
REST = timedelta(minutes=5)
NOT_ALLOWED = "Chưa đồng ý gửi lời tin tới {name}: bật cài đặt consent, hoặc chọn giọng đọc trong máy."


@dataclass
class ServiceVoice:
    """One voice of a service; subclasses make the request and find the sound in the answer."""

    engine: ClassVar[str]
    longest: ClassVar[int]  # characters of one call
    home: ClassVar[str]

    voice: str
    speed: float = 1.0
    key: str = field(default="", repr=False)
    url: str = ""
    consent: bool = False
    wait: float = 2.0  # seconds between two looks for what is being made
    timeout: float = 30.0

    def __post_init__(self) -> None:
        self.said = 0  # sentences asked for
        self._still = threading.Event()  # never set: waits that a test can make short

    @property
    def name(self) -> str:
        """Return engine and voice."""
        return f"{self.engine}/{self.voice}"

    @property
    def version(self) -> str:
        """Return what is known of the engine: services do not tell their version."""
        return "1"

    @property
    def identity(self) -> str:
        """Return what keys the sentence cache."""
        return f"{self.name} speed={self.speed:g} version={self.version}"

    @property
    def sample_rate(self) -> int:
        """Return samples a second."""
        return RATE

    def say(self, sentence: str) -> Iterator[bytes]:
        """Yield the sentence as PCM, asked for at most twice."""
        if not self.consent:
            raise VoiceFailed(NOT_ALLOWED.format(name=self.engine), code="consent")
        if len(sentence) > self.longest:
            raise VoiceFailed(f"Câu dài hơn {self.longest} ký tự mà {self.engine} nhận.", code="long")
        pcm = self._had(sentence)
        for at in range(0, len(pcm), BLOCK):
            yield pcm[at : at + BLOCK]

    def close(self) -> None:
        """Nothing is held between sentences."""

    def _had(self, sentence: str) -> bytes:
        for left in reversed(range(TRIES)):
            try:
                self.said += 1
                return pcm_of(self.sound(sentence), sentence, voice=self.name)
            except VoiceFailed as failed:
                if not left or failed.code in {"key", "busy"}:
                    raise
            except ChannelError as failed:
                if not left:
                    raise VoiceFailed(
                        f"Dịch vụ đọc {self.engine}: {failed.sentence}", code=failed.code
                    ) from None
        raise AssertionError("unreachable")

    def sound(self, sentence: str) -> bytes:
        """Ask the service for a sentence and return the sound file it gives; raises ChannelError."""
        raise NotImplementedError

    def call(self, method: str, url: str, **options: Any) -> Answer:
        """Make a request; a key that is refused, a limit, and a page in place of an answer are told apart."""
        answer = http.call(method, url, timeout=(http.CONNECT_SECONDS, self.timeout), **options)
        if answer.status in {401, 403}:
            raise VoiceFailed(
                f"Dịch vụ đọc {self.engine} không nhận khóa (api_key): quản trị viên nhập lại.", code="key"
            )
        if answer.status == 429:
            failed = VoiceFailed(
                f"Dịch vụ đọc {self.engine} báo gọi quá nhiều.", code="busy", retry_after=REST
            )
            raise failed
        return answer

    def unreadable(self, answer: Answer) -> VoiceFailed:
        """Return what an answer means that is neither sound nor the service's own words."""
        return VoiceFailed(
            f"Dịch vụ đọc {self.engine} trả lời không đọc được (HTTP {answer.status}).", code="unreadable"
        )

    def pause(self) -> None:
        """Wait before the next look."""
        self._still.wait(self.wait)
