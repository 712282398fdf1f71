"""Vietnamese first, English complete: which one is chosen, before anything else is loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def chosen(arguments: Sequence[str] | None = None) -> str:
    """Return vi or en, as `--lang` or PUBLISHER_LANG says; help texts need it before options are read."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for at, word in enumerate(given):
        if word == "--lang" and at + 1 < len(given):
            return "en" if given[at + 1] == "en" else "vi"
        if word.startswith("--lang="):
            return "en" if word == "--lang=en" else "vi"
    return "en" if os.environ.get("PUBLISHER_LANG") == "en" else "vi"
