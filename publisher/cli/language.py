"""Sentences of the command line itself, Vietnamese and English side by side, and its streams."""

from __future__ import annotations

import sys
from typing import Any

from publisher.language import chosen

__all__ = ["chosen", "make_streams_utf8", "tr"]


def tr(vi: str, en: str) -> str:
    """Return the sentence in the chosen language."""
    return en if chosen() == "en" else vi


def make_streams_utf8() -> None:
    """Write UTF-8 whatever the console says (a Windows code page has no Vietnamese letters), and read it.

    What comes in and is no UTF-8 becomes U+FFFD, so that it is seen; Windows' mark at the start goes.
    """
    _remake(sys.stdout, encoding="utf-8", errors="backslashreplace")
    _remake(sys.stderr, encoding="utf-8", errors="backslashreplace")
    _remake(sys.stdin, encoding="utf-8-sig", errors="replace")


def _remake(stream: Any, **given: str) -> None:
    if reconfigure := getattr(stream, "reconfigure", None):
        reconfigure(**given)
