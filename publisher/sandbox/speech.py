"""Stand-in voices of services under /speech: FPT.AI's link that is made later, Viettel's sound in the answer.

They speak with the embedded voice. How they misbehave lies in `app.extensions["speech"]`, beside the plans of
faults: sound that is silently cut, a link that takes its time, a key that is refused.
"""

from __future__ import annotations

import io
import uuid
import wave
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request, url_for

from channels.loudspeaker.voices.espeak import EspeakVoice
from publisher.sandbox.ledger import Ledger

if TYPE_CHECKING:
    from publisher.sandbox.app import Clock

SHORTEST, LONGEST = 3, 5000


@dataclass
class Studio:
    """What the stand-ins know and how they misbehave."""

    key: str = ""  # set: any other is refused
    cut: float = 1.0  # share of the sound that arrives, silently
    looks: int = 1  # how often a link answers 404 first
    asked: list[str] = field(default_factory=list)  # sentences, as they came
    made: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # link → looks left, sound

    def sound(self, text: str) -> bytes:
        """Return a sentence as WAV, perhaps cut."""
        self.asked.append(text)
        voice = EspeakVoice()
        pcm = b"".join(voice.say(text))
        rate = voice.sample_rate
        voice.close()
        kept = pcm[: int(len(pcm) // 2 * self.cut) * 2]
        target = io.BytesIO()
        with wave.open(target, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(rate)
            written.writeframes(kept)
        return target.getvalue()


def service(ledger: Ledger, clock: Clock) -> Blueprint:
    """Return the stand-ins as a blueprint; give a channel the api_url `<sandbox>/speech`."""
    made = Blueprint("speech", __name__, url_prefix="/speech")
    studio = Studio()
    made.record(lambda setup: setup.app.extensions.update(speech=studio))
    made.add_url_rule("/hmi/tts/v5", "fpt", lambda: _fpt(studio), methods=["POST"])
    made.add_url_rule("/made/<name>", "made", lambda name: _made(studio, name))
    made.add_url_rule("/tts/speech_synthesis", "viettel", lambda: _viettel(studio), methods=["POST"])
    return made


def _fpt(studio: Studio) -> tuple[Response, int]:
    if studio.key and request.headers.get("api-key") != studio.key:
        return jsonify(message="Invalid authentication credentials"), 401
    text = request.get_data().decode("utf-8")
    if not SHORTEST <= len(text) <= LONGEST:
        return jsonify(error=1, message="text length out of range"), 200
    name = uuid.uuid4().hex
    studio.made[name] = (studio.looks, studio.sound(text))
    link = url_for("speech.made", name=name, _external=True)
    return jsonify({"async": link, "error": 0, "message": "made later", "request_id": name}), 200


def _made(studio: Studio, name: str) -> Response:
    left, sound = studio.made.get(name, (1, b""))
    if left:
        studio.made[name] = (left - 1, sound)
        return Response("not there yet", 404)
    return Response(sound, mimetype="audio/wav")


def _viettel(studio: Studio) -> Response | tuple[Response, int]:
    given: dict[str, Any] = request.get_json(silent=True) or {}
    if studio.key and given.get("token") != studio.key:
        return jsonify(code=401, message="token is invalid"), 401
    if not given.get("text"):
        return jsonify(code=400, message="text is empty"), 200
    return Response(studio.sound(str(given["text"])), mimetype="audio/wav")
