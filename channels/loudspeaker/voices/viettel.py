"""Viettel AI text to speech: one request, the sound in its answer.

`POST /tts/speech_synthesis` with JSON `{text, voice, speed, tts_return_option, token}`; option 2 is WAV;
mistakes come as JSON `{code, message}` (viettelai.vn, documents of the service).
"""

from __future__ import annotations

from typing import ClassVar

from channels.loudspeaker.voices import VoiceFailed
from channels.loudspeaker.voices.service import ServiceVoice

WAV = 2


class ViettelVoice(ServiceVoice):
    """One voice of Viettel AI."""

    engine: ClassVar[str] = "viettel"
    longest: ClassVar[int] = 2000
    home: ClassVar[str] = "https://viettelai.vn"

    def sound(self, sentence: str) -> bytes:
        """Ask and return the sound."""
        answer = self.call(
            "POST",
            f"{(self.url or self.home).rstrip('/')}/tts/speech_synthesis",
            json={
                "text": sentence,
                "voice": self.voice,
                "speed": max(0.7, min(1.3, self.speed)),
                "tts_return_option": WAV,
                "token": self.key,
                "without_filter": False,
            },
        )
        if isinstance(answer.data, dict):
            raise VoiceFailed(f"viettel không đọc câu này: {answer.data.get('message')}.", code="refused")
        if answer.status != 200 or not answer.content:
            raise self.unreadable(answer)
        return answer.content
