"""The file store by default: one folder, each file under its SHA-256."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from channels.atomic import written
from channels.base import StoredFile

BLOCK = 1 << 20


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
