"""FPT.AI text to speech, v5: the answer names a link at which the sound will lie.

`POST /hmi/tts/v5`, headers api-key, voice, speed (-3 to 3), body the text, 3 to 5,000 characters; the
answer is `{"async": link, "error": 0}`; the link answers 404 until the file is made (docs.fpt.ai).
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from channels.http import base_problem
from channels.loudspeaker.voices import VoiceFailed
from channels.loudspeaker.voices.service import ServiceVoice

LOOKS = 30
MADE_LATER = frozenset({403, 404})  # the store's answers while the file is not there yet


class FptVoice(ServiceVoice):
    """One voice of FPT.AI."""

    engine: ClassVar[str] = "fpt"
    longest: ClassVar[int] = 5000
    home: ClassVar[str] = "https://api.fpt.ai"

    def sound(self, sentence: str) -> bytes:
        """Ask, then look at the link until the sound is there."""
        answer = self.call(
            "POST",
            f"{(self.url or self.home).rstrip('/')}/hmi/tts/v5",
            data=sentence.encode("utf-8"),
            headers={"api-key": self.key, "voice": self.voice, "speed": f"{self._speed:d}"},
        )
        said = answer.data if isinstance(answer.data, dict) else {}
        link = str(said.get("async") or "")
        if said.get("error") not in (0, "0") or not link:
            if not answer.is_json:
                raise self.unreadable(answer)
            raise VoiceFailed(
                f"fpt không đọc câu này: {said.get('message') or said.get('error')}.", code="refused"
            )
        if base_problem(link) or urlsplit(link).username:
            raise VoiceFailed("fpt cho một địa chỉ âm thanh không an toàn.", code="link")
        return self._made(link)

    @property
    def _speed(self) -> int:
        """Return the service's own steps: -3 slowest, 0 as it is, 3 fastest."""
        return max(-3, min(3, round((self.speed - 1) * 5)))

    def _made(self, link: str) -> bytes:
        from channels import http

        for _ in range(LOOKS):
            answer = http.call("GET", link, timeout=(http.CONNECT_SECONDS, self.timeout))
            if answer.status == 200 and answer.content:
                return answer.content
            if answer.status not in MADE_LATER:
                raise self.unreadable(answer)
            self.pause()
        raise VoiceFailed("fpt chưa làm xong âm thanh sau nhiều lần hỏi.", code="never-made")
