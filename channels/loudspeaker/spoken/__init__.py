"""Spoken text (bản đọc): what the loudspeaker will say for a written message, word by word with its source.

Doors: `speak` makes it, `problems` is its gate, `Dictionary` holds the readings a commune may add to.
"""

from __future__ import annotations

from channels.loudspeaker.spoken.dictionary import Dictionary, Entry, default_dictionary
from channels.loudspeaker.spoken.gates import problems
from channels.loudspeaker.spoken.numbers import NORTH, SOUTH, Dialect
from channels.loudspeaker.spoken.speaking import speak
from channels.loudspeaker.spoken.syllables import is_syllable
from channels.loudspeaker.spoken.values import Sentence, SpokenText, Unknown, Word

__all__ = [
    "NORTH",
    "SOUTH",
    "Dialect",
    "Dictionary",
    "Entry",
    "Sentence",
    "SpokenText",
    "Unknown",
    "Word",
    "default_dictionary",
    "is_syllable",
    "problems",
    "speak",
]
