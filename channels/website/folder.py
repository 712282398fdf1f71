"""The site's folder: whole files only, one writer at a time."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from channels.atomic import replacing
from channels.base import ContentRejected, FileStore, StoredFile
from channels.website.names import media_name, media_path

PRIVATE = ".muc-luc"  # the index and the lock; nothing there that is not also on the pages
WAIT_SECONDS = 60.0
BLOCK = 1 << 20


@dataclass(frozen=True)
class Folder:
    """Files under `root`, each put in its place whole; they are written under `lock` only."""

    root: Path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only writer, across threads and processes; the system frees the lock of a dead process.

        SQLite's file lock is the one lock the standard library has on every system. sqlite3.OperationalError
        after WAIT_SECONDS.
        """
        place = self.root / PRIVATE
        place.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(place / "lock.db", timeout=WAIT_SECONDS, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield

    def touched(self, path: str) -> None:
        """Hear that a file is about to change; a folder with a copy elsewhere notes it."""

    def deliver(self) -> None:
        """Bring what changed to where the copy is; here there is none."""

    def write(self, path: str, text: str) -> None:
        """Put a text file in its place, whole; one that says so already is left as it is."""
        if self.read(path) == text and self.has(path):
            return
        self.touched(path)
        with replacing(self.root / path) as target:
            target.write(text.encode("utf-8"))

    def keep(self, file: StoredFile, files: FileStore) -> None:
        """Copy a sealed file from the store; nothing is done when it is there already.

        Raises ContentRejected when the store's bytes are gone or are not the sealed ones.
        """
        path = media_path(media_name(file))
        if self.has(path):
            return
        self.touched(path)
        with replacing(self.root / path) as target:
            if _copy(file, files, target) != file.digest:
                raise ContentRejected(
                    f"Tệp “{file.name}” đã bị thay đổi sau khi duyệt, không đăng: "
                    "hãy đính lại tệp và trình duyệt lại."
                )

    def has(self, path: str) -> bool:
        """Say whether a file is in its place."""
        return (self.root / path).is_file()

    def read(self, path: str) -> str:
        """Return a file's text, empty when it is absent."""
        try:
            return (self.root / path).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def remove(self, path: str) -> None:
        """Take a file away; already gone counts as done."""
        if self.has(path):
            self.touched(path)
        (self.root / path).unlink(missing_ok=True)

    def names(self, room: str) -> list[str]:
        """Return the names of the files in one room of the site."""
        place = self.root / room
        return sorted(each.name for each in place.iterdir()) if place.is_dir() else []


def _copy(file: StoredFile, files: FileStore, target: BinaryIO) -> str:
    """Copy the store's bytes and return their SHA-256."""
    digest = hashlib.sha256()
    try:
        with files.open(file.digest) as source:
            while block := source.read(BLOCK):
                digest.update(block)
                target.write(block)
    except FileNotFoundError:
        raise ContentRejected(
            f"Không còn tệp “{file.name}” trong kho, không đăng: hãy đính lại tệp và trình duyệt lại."
        ) from None
    return digest.hexdigest()
