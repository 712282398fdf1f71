"""What a message may name: units, hamlets, zones, topics that exist. A small value: no database is needed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content_queue.names import folded, unaccented

_PREFIX = re.compile(r"^(thôn|ấp|bản|khu phố|tổ dân phố)\s+")


@dataclass(frozen=True, kw_only=True)
class KnownNames:
    """Names as they are stored; topics by code; `closed_hour` gives the sentence that refuses a wall time.

    `closed_hour` is `Timetable.closed_hour`: empty when loudspeakers may be asked for that hour.
    """

    closed_hour: Callable[[datetime], str]
    units: tuple[str, ...] = ()
    hamlets: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    import_keys: frozenset[str] = frozenset()


def find(name: str, among: Iterable[str], *, bare: bool = False) -> str | None:
    """Return the stored name that is the same but for case and composition; `bare`: for “thôn” too."""
    wanted = _folded(name, bare)
    return next((each for each in among if _folded(each, bare) == wanted), None)


def nearest_topic(name: str, topics: Mapping[str, str]) -> str | None:
    """Return the code whose code or name is most like this text."""
    by_text = {unaccented(title): code for code, title in topics.items()}
    by_text |= {unaccented(code): code for code in topics}
    close = difflib.get_close_matches(unaccented(name), by_text, n=1, cutoff=0.5)
    return by_text[close[0]] if close else None


def _folded(name: str, bare: bool) -> str:
    return _PREFIX.sub("", folded(name)) if bare else folded(name)
