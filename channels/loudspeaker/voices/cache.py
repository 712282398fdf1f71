"""Sentences already said, on disk: key = spoken text + engine + voice + settings + version."""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from channels.atomic import replacing
from channels.loudspeaker.voices import Voice

_BLOCK = 16384  # samples read at a time


@dataclass(frozen=True, kw_only=True)
class SentenceCache:
    """Keeps each sentence of one voice as a WAV file under `folder`; none is ever half there."""

    folder: Path
    voice: Voice

    def path(self, sentence: str) -> Path:
        """Return the sentence's WAV file, said first when it is not there yet."""
        place = self._place(sentence)
        if not place.exists():
            self._keep(place, list(self.voice.say(sentence)))
        return place

    def _place(self, sentence: str) -> Path:
        key = hashlib.sha256(f"{self.voice.identity}\n{sentence}".encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.wav"

    def _keep(self, place: Path, frames: list[bytes]) -> None:
        with replacing(place, mode=0o600, synced=False, shared=True) as raw, wave.open(raw, "wb") as target:
            target.setnchannels(1)
            target.setsampwidth(2)
            target.setframerate(self.voice.sample_rate)
            target.writeframes(b"".join(frames))


def read_wav(path: Path) -> tuple[int, Iterator[bytes]]:
    """Return a 16-bit mono WAV file's samples a second and its PCM in blocks."""
    with wave.open(str(path), "rb") as source:
        rate = source.getframerate()
    return rate, _blocks(path)


def seconds_of_wav(path: Path) -> float:
    """Return how long a WAV file lasts."""
    with wave.open(str(path), "rb") as source:
        return source.getnframes() / source.getframerate()


def _blocks(path: Path) -> Iterator[bytes]:
    with wave.open(str(path), "rb") as source:
        while block := source.readframes(_BLOCK):
            yield block
