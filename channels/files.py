"""The file store by default: a folder, each file under its SHA-256; a folder of copies that stays small."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from channels.atomic import written
from channels.base import StoredFile

BLOCK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FolderStore:
    """Files in `folder`, named by digest; written beside and renamed, so none is ever half there."""

    folder: Path

    def add(self, source: BinaryIO, *, name: str, media_type: str, alt: str = "") -> StoredFile:
        """Keep the bytes, streamed; the same bytes are kept once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        incoming = self.folder / f".incoming-{uuid4().hex}"
        digest, size = hashlib.sha256(), 0
        with written(incoming, mode=0o600) as target:
            while block := source.read(BLOCK):
                digest.update(block)
                size += target.write(block)
        place = self.path(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        os.replace(incoming, place)
        return StoredFile(digest=digest.hexdigest(), name=name, media_type=media_type, size=size, alt=alt)

    def open(self, digest: str) -> BinaryIO:
        """Open the bytes for reading; FileNotFoundError when absent."""
        return self.path(digest).open("rb")

    def path(self, digest: str) -> Path:
        """Return where the bytes lie."""
        return self.folder / digest[:2] / digest

    def holds(self, digest: str) -> bool:
        """Say whether these bytes are kept."""
        return self.path(digest).is_file()

    def digests(self) -> Iterator[str]:
        """Yield the digest of every file, in order."""
        for room in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(place.name for place in room.iterdir() if _DIGEST.fullmatch(place.name))


@dataclass(frozen=True)
class FolderCache(FolderStore):
    """A folder of copies: when it grows beyond `most` bytes, those used longest ago go."""

    most: int = 2 << 30

    def add(self, source: BinaryIO, *, name: str, media_type: str, alt: str = "") -> StoredFile:
        """Keep a copy and make room for it."""
        kept = super().add(source, name=name, media_type=media_type, alt=alt)
        self._thin_out(keep=kept.digest)
        return kept

    def open(self, digest: str) -> BinaryIO:
        """Open a copy for reading and note that it is in use; FileNotFoundError when absent."""
        os.utime(self.path(digest))
        return super().open(digest)

    def _thin_out(self, *, keep: str) -> None:
        """Remove the copies used longest ago; one that is open on Windows stays until the next time."""
        copies = [(place, place.stat()) for place in map(self.path, self.digests()) if place.is_file()]
        excess = sum(facts.st_size for _, facts in copies) - self.most
        for place, facts in sorted(copies, key=lambda each: each[1].st_mtime_ns):
            if excess > 0 and place.name != keep:
                excess -= facts.st_size
                with contextlib.suppress(OSError):
                    place.unlink()
