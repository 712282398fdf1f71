"""The sandbox's ledger: what each stand-in really published, kept through a kill of any process.

One JSON line per publication, appended and flushed before the answer leaves; read again at start. It is
the receiver's count, so it proves that nothing was lost or sent twice.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One publication: service, destination, its id there, text, and when (epoch seconds, UTC)."""

    service: str  # facebook | zalo | zalo_bot
    destination: str  # page id, group id
    id: str
    text: str
    at: float
    kind: str = "post"  # post | photo | text | image | file | withdrawn
    details: Mapping[str, Any] = field(default_factory=dict)


class Ledger:
    """Append-only entries in `path` (or in memory when None); safe for several threads."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._entries = list(_read(path))

    def append(self, entry: Entry) -> None:
        """Keep an entry; on return it is in the file."""
        with self._lock:
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            self._entries.append(entry)

    def entries(self, *, service: str = "", destination: str = "") -> list[Entry]:
        """Return the entries, oldest first, perhaps of one service or destination only."""
        with self._lock:
            return [
                each
                for each in self._entries
                if (not service or each.service == service)
                and (not destination or each.destination == destination)
            ]


def _read(path: Path) -> list[Entry]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [Entry(**json.loads(line)) for line in lines if line.endswith("}")]
