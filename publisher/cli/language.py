"""Sentences of the command line itself, Vietnamese and English side by side, and its streams."""

from __future__ import annotations

import sys

from publisher.language import chosen

__all__ = ["chosen", "make_streams_utf8", "tr"]


def tr(vi: str, en: str) -> str:
    """Return the sentence in the chosen language."""
    return en if chosen() == "en" else vi


def make_streams_utf8() -> None:
    """Write UTF-8 whatever the console says: a Windows code page has no Vietnamese letters."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else None)
