"""Voices: a sentence in, 16-bit mono PCM out; engines behind one small protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from channels.base import ChannelUnavailable


class VoiceFailed(ChannelUnavailable):
    """The voice could not read a sentence, not on a second try either; nothing was published."""


class Voice(Protocol):
    """An engine with one voice and its settings; safe to call from several threads."""

    @property
    def name(self) -> str:
        """Return engine and voice, for example “espeak-ng/vi”."""

    @property
    def version(self) -> str:
        """Return the engine's own version."""

    @property
    def identity(self) -> str:
        """Return engine, voice, settings and version in one line; it keys the sentence cache."""

    @property
    def sample_rate(self) -> int:
        """Return samples a second of what `say` yields."""

    def say(self, sentence: str) -> Iterator[bytes]:
        """Yield the sentence as 16-bit little-endian mono PCM; VoiceFailed when it cannot be read."""

    def close(self) -> None:
        """Give back processes and files; a later `say` starts again."""
