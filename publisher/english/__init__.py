"""Sentences of the inner layers are Vietnamese; this door gives them in the language that was chosen."""

from __future__ import annotations

from publisher.language import chosen


def in_chosen_language(sentence: str) -> str:
    """Return a sentence as the person at the command line chose to read it."""
    return in_language(sentence, chosen())


def in_language(sentence: str, language: str) -> str:
    """Return a sentence in vi or en; the catalogue is loaded only for English."""
    if language != "en":
        return sentence
    from publisher.english.recognition import in_english

    return in_english(sentence)
