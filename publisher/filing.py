"""Where media and audio are kept: in a folder or in the database; copying from one to the other, checking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine

from channels.base import FileStore
from channels.files import FolderCache, FolderStore
from content_queue.chunks import digest_and_size
from content_queue.db import open_session
from content_queue.stored_files import DatabaseStore
from content_queue.wanted_files import Wanted, wanted_files
from publisher.home import FilesIn, Home

Watch = Callable[[int], None]  # files done


class Store(FileStore, Protocol):
    """A store that can tell what it keeps."""

    def holds(self, digest: str) -> bool:
        """Say whether these bytes are kept."""

    def digests(self) -> Iterator[str]:
        """Yield the digest of every file."""


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What a copying did: files copied now, those that were there before, those damaged at their source."""

    copied: int
    present: int
    damaged: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """Return it as listings give it."""
        return {"copied": self.copied, "present": self.present, "damaged": list(self.damaged)}


def store_of(place: FilesIn, home: Home, engine: Engine) -> Store:
    """Return the store of one place."""
    if place is FilesIn.DATABASE:
        return DatabaseStore(engine=engine, cache=FolderCache(home.copies))
    return FolderStore(home.files)


def copy_all(source: Store, target: Store, *, watch: Watch = lambda done: None) -> Copied:
    """Copy what the target has not; what was copied before an interruption is not copied again."""
    copied = present = 0
    damaged: list[str] = []
    for done, digest in enumerate(source.digests(), 1):
        if target.holds(digest):
            present += 1
        elif not is_intact(source, digest):
            damaged.append(digest)
        else:
            with source.open(digest) as content:
                target.add(content, name=digest, media_type="")
            copied += 1
        watch(done)
    return Copied(copied=copied, present=present, damaged=tuple(damaged))


def is_intact(store: FileStore, digest: str) -> bool:
    """Say whether the bytes kept under a digest have it."""
    with store.open(digest) as content:
        return digest_and_size(content)[0] == digest


def faults(
    store: FileStore, engine: Engine, *, watch: Watch = lambda done: None
) -> Iterator[tuple[Wanted, str]]:
    """Yield every file that a message needs and the store has not whole, as missing or damaged."""
    with open_session(engine, reading=True) as session:
        wanted = wanted_files(session)
    for done, each in enumerate(wanted, 1):
        try:
            if not is_intact(store, each.digest):
                yield each, "damaged"
        except FileNotFoundError:
            yield each, "missing"
        watch(done)
