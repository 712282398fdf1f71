"""Vietnamese first, English complete: which one is chosen, before anything else is loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any


def chosen(arguments: Sequence[str] | None = None) -> str:
    """Return vi or en, as `--lang` or PUBLISHER_LANG says; help texts need it before options are read."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for at, word in enumerate(given):
        if word == "--lang" and at + 1 < len(given):
            return "en" if given[at + 1] == "en" else "vi"
        if word.startswith("--lang="):
            return "en" if word == "--lang=en" else "vi"
    return "en" if os.environ.get("PUBLISHER_LANG") == "en" else "vi"


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
