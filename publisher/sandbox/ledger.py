"""The sandbox's ledger: what each stand-in really published, kept through a kill of any process.

One JSON line per act, appended and flushed before the answer leaves; read again at start. It is the
receiver's count, so it proves that nothing was lost or sent twice. Pictures and other bytes lie in the
`media` folder beside it, under their SHA-256.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from channels.files import FolderStore

NOT_PUBLISHED = frozenset({"upload", "unpublished", "scheduled", "edited", "withdrawn"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One act: service, destination, its id there, text, and when (epoch seconds, UTC).

    `details["media"]` lists shown bytes as {digest, media_type, name, alt}; an `edited` or `withdrawn`
    entry carries the id of the publication it changes; an `upload` is seen by nobody yet.
    """

    service: str  # facebook | zalo | zalo_bot
    destination: str  # page id, group id
    id: str
    text: str
    at: float
    kind: str = "post"  # post | photo | text | image | file, or one of NOT_PUBLISHED
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_publication(self) -> bool:
        """Say whether people could see something new by this act."""
        return self.kind not in NOT_PUBLISHED


class Ledger:
    """Append-only entries in `path` (or in memory when None); safe for several threads."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._entries = list(_read(path))

    @cached_property
    def media(self) -> FolderStore:
        """Return the store of uploaded bytes: beside the ledger, or a folder that goes with this object."""
        if self._path is not None:
            return FolderStore(self._path.parent / "media")
        folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return FolderStore(folder)

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

    def publications(self, *, service: str = "", destination: str = "") -> list[Entry]:
        """Return what people could see, oldest first: the receiver's count."""
        chosen = self.entries(service=service, destination=destination)
        return [each for each in chosen if each.is_publication]


def _read(path: Path) -> Iterator[Entry]:
    """Yield the whole lines; a last line torn by a kill is cut off, so that the next one starts clean."""
    if not path.exists():
        return
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with path.open("r+b") as lines:
            lines.truncate(len(whole))
    for line in whole.decode("utf-8").split("\n"):
        if line:
            yield Entry(**json.loads(line))
