"""Which voice a zone speaks with, by its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from channels.loudspeaker.voices import Voice
from channels.loudspeaker.voices.espeak import DEFAULT_RATE, EspeakVoice

if TYPE_CHECKING:
    from channels.loudspeaker import Loudspeaker

EMBEDDED = "espeak"
SERVICES = ("fpt", "viettel")
ENGINES = (EMBEDDED, "piper", *SERVICES)
FIRST_VOICES = {"fpt": "banmai", "viettel": "hn-quynhanh"}


def embedded(channel: Loudspeaker) -> Voice:
    """Return the voice that comes with the program: what others fall back to."""
    return EspeakVoice(voice=channel.voice, rate=channel.rate)


def chosen(channel: Loudspeaker) -> Voice:
    """Return a new voice as set; the caller closes it."""
    return _MAKERS[channel.engine](channel)


def _piper(channel: Loudspeaker) -> Voice:
    from channels.loudspeaker.voices.piper import PiperVoice

    return PiperVoice(model=channel.piper_voice, speed=channel.rate / DEFAULT_RATE)


def _service(channel: Loudspeaker) -> Voice:
    from channels.loudspeaker.voices.fpt import FptVoice
    from channels.loudspeaker.voices.viettel import ViettelVoice

    kind = FptVoice if channel.engine == "fpt" else ViettelVoice
    return kind(
        voice=channel.service_voice or FIRST_VOICES[channel.engine],
        speed=channel.rate / DEFAULT_RATE,
        key=channel.api_key,
        url=channel.api_url,
        consent=channel.consent,
    )


_MAKERS: Mapping[str, Callable[[Loudspeaker], Voice]] = {
    EMBEDDED: embedded,
    "piper": _piper,
    "fpt": _service,
    "viettel": _service,
}


def setting_problems(channel: Loudspeaker) -> Iterator[str]:
    """Yield what is missing for the chosen voice; nothing is called."""
    if channel.engine == "piper" and not channel.piper_voice:
        yield "Chưa có giọng Piper (piper_voice): đặt đường dẫn tới tệp .onnx."
    if channel.engine in SERVICES:
        if not channel.consent:
            yield f"Chưa đồng ý gửi lời tin tới {channel.engine} (consent): lời tin sẽ không ra khỏi máy."
        if not channel.api_key:
            yield f"Chưa có khóa của {channel.engine} (api_key)."
        if channel.api_url:
            from channels.http import base_problem  # loads much, and only services need it

            yield from filter(None, [base_problem(channel.api_url)])
