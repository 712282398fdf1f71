"""The site on another machine: what changed here is brought there, pages before the lists that lead to them.

What must be brought is written down before it changes, so a killed act is finished by the next one; each file
arrives whole. Nothing that did not change travels.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from channels.remote import Remote
from channels.website.folder import PRIVATE, Folder
from channels.website.names import MEDIA, MESSAGES

FIRST = {MEDIA: 0, MESSAGES: 1}  # a page's pictures, then the page, then what leads to it
LISTED = 2


@dataclass(frozen=True)
class Mirrored(Folder):
    """A site's folder that has a copy elsewhere."""

    remote: Remote

    def touched(self, path: str) -> None:
        """Note that a file is about to change."""
        with self._notes() as notes, notes:
            notes.execute("INSERT OR IGNORE INTO changed VALUES (?)", (path,))

    def deliver(self) -> None:
        """Bring what changed; raises NotAuthorized, ChannelUnavailable, and then the rest stays noted."""
        with self._notes() as notes:
            waiting = [row[0] for row in notes.execute("SELECT path FROM changed")]
            if not waiting:
                return
            with self.remote.opened() as place:
                for path in _in_order(waiting):
                    source = self.root / path
                    if source.is_file():
                        place.put(source, path)
                    else:
                        place.remove(path)
                    with notes:
                        notes.execute("DELETE FROM changed WHERE path = ?", (path,))

    @contextmanager
    def _notes(self) -> Iterator[sqlite3.Connection]:
        room = self.root / PRIVATE
        room.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(room / "changed.db")) as notes:
            notes.execute("CREATE TABLE IF NOT EXISTS changed (path TEXT PRIMARY KEY)")
            yield notes


def _in_order(paths: Sequence[str]) -> list[str]:
    return sorted(paths, key=lambda path: (FIRST.get(Path(path).parts[0], LISTED), path))
