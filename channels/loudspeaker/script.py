"""What a loudspeaker item says, in order: pieces of audio made of spoken lines.

A spoken text is one sentence a line; an empty line is a longer pause (after the title, between paragraphs).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from channels.loudspeaker.audio.programme import Piece
    from channels.loudspeaker.voices.cache import SentenceCache

EDGE = 0.4  # seconds of silence at head and tail; 0.3-0.5 allowed
BREATH = 0.45  # between sentences
PARAGRAPH = 0.9  # between paragraphs and after the title
REPEAT = 2.5  # between the two readings of an emergency text; over 3 s inside would be a warning
_TONE = 5.4  # seconds of the attention tone with its pause


def joined(paragraphs: list[list[str]]) -> str:
    """Return a spoken text of paragraphs of sentences."""
    return "\n\n".join("\n".join(sentences) for sentences in paragraphs if sentences)


def syllables(spoken: str) -> int:
    """Count the syllables of a spoken text: in Vietnamese each is a written word."""
    return sum(1 for word in spoken.split() if any(letter.isalpha() for letter in word))


def estimated_seconds(spoken: str, *, rate: float, emergency: bool = False) -> float:
    """Return about how long a text takes at `rate` syllables a second, pauses and repeats counted."""
    paragraphs = [each.split("\n") for each in spoken.split("\n\n")]
    breaths = sum(len(each) - 1 for each in paragraphs) * BREATH + (len(paragraphs) - 1) * PARAGRAPH
    once = syllables(spoken) / rate + breaths
    return 2 * EDGE + (_TONE + 2 * once + REPEAT if emergency else once)


def reading(
    spoken: str, *, cache: SentenceCache, report: Callable[[float], None] = lambda share: None
) -> list[Piece]:
    """Return the sentences, each said or found in the cache, with the pauses between them."""
    from channels.loudspeaker.audio.programme import Pause, Sentence

    pieces: list[Piece] = []
    lines = spoken.split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            pieces += [Sentence(path=cache.path(line.strip())), Pause(seconds=BREATH)]
        elif pieces:
            pieces[-1] = Pause(seconds=PARAGRAPH)
        report(number / len(lines))
    return pieces[:-1]


def item(spoken: list[Piece], *, emergency: bool = False) -> list[Piece]:
    """Return an item's pieces: silence at both ends; an emergency has its tone first and is read twice."""
    from channels.loudspeaker.audio.programme import Pause

    if not emergency:
        return [Pause(seconds=EDGE), *spoken, Pause(seconds=EDGE)]
    from channels.loudspeaker.audio.chime import attention_tone

    twice = [attention_tone(), *spoken, Pause(seconds=REPEAT), *spoken]
    return [Pause(seconds=EDGE), *twice, Pause(seconds=EDGE)]
