"""One thing to look at before approving."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Caution:
    """What was noticed, as a code and a sentence for staff; `line` of the body, 0: the title or the whole."""

    code: str
    sentence: str
    line: int = 0
