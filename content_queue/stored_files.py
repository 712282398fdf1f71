"""The file store for workers elsewhere: bytes in chunks beside the rows that name them.

A file and its chunks are written in one transaction, so none is ever half there; its digest is unique, so of
two that add the same bytes at the same time one waits and finds them kept. Reading asks for one chunk at a
time and holds no transaction in between: kept bytes never change.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from channels.base import ChannelUnavailable, FileStore, StoredFile
from content_queue.chunks import CHUNK, Chunks, cut, digest_and_size
from content_queue.models import ChunkRow, FileRow

IN_MEMORY = 4 * CHUNK  # of a source that can't be read twice; what is longer waits on the disk


@dataclass(frozen=True, kw_only=True)
class DatabaseStore:
    """Files in `stored_file` and `stored_chunk`; tools that need a path get one from `cache`."""

    engine: Engine
    cache: FileStore

    def add(self, source: BinaryIO, *, name: str, media_type: str, alt: str = "") -> StoredFile:
        """Keep the bytes, streamed; the same bytes are kept once."""
        with _read_twice(source) as twice:
            start = twice.tell()
            digest, size = digest_and_size(twice)
            twice.seek(start)
            with _answering():
                if not self.holds(digest):
                    self._keep(twice, digest, size)
        return StoredFile(digest=digest, name=name, media_type=media_type, size=size, alt=alt)

    def open(self, digest: str) -> BinaryIO:
        """Open the bytes for reading, streamed; FileNotFoundError when absent."""
        with _answering(), self._reading() as connection:
            row = connection.execute(
                select(FileRow.id, FileRow.size, FileRow.chunk).where(FileRow.digest == digest)
            ).first()
        if row is None:
            raise FileNotFoundError(digest)
        raw = Chunks(partial(self._chunk, row.id), size=row.size, chunk=row.chunk)
        return io.BufferedReader(raw, buffer_size=row.chunk)

    def path(self, digest: str) -> Path:
        """Return a copy on this machine that holds exactly these bytes; FileNotFoundError when absent."""
        if not self._cached(digest):
            with self.open(digest) as source:
                try:
                    self.cache.add(source, name=digest, media_type="")
                except OSError as failed:
                    raise ChannelUnavailable(
                        f"Không chép được tệp trong kho về máy này: {failed.strerror}. Hãy xem ổ đĩa.",
                        code="disk",
                    ) from failed
        return self.cache.path(digest)

    def holds(self, digest: str) -> bool:
        """Say whether these bytes are kept."""
        with self._reading() as connection:
            return connection.scalar(select(FileRow.id).where(FileRow.digest == digest)) is not None

    def digests(self) -> Iterator[str]:
        """Yield the digest of every file, a thousand at a time."""
        last = ""
        while True:
            with self._reading() as connection:
                found = connection.scalars(
                    select(FileRow.digest).where(FileRow.digest > last).order_by(FileRow.digest).limit(1000)
                ).all()
            if not found:
                return
            yield from found
            last = found[-1]

    def _chunk(self, file_id: int, number: int) -> bytes:
        wanted = select(ChunkRow.content).where(ChunkRow.file_id == file_id, ChunkRow.number == number)
        with _answering(), self._reading() as connection:
            return bytes(connection.scalars(wanted).one())

    def _keep(self, source: BinaryIO, digest: str, size: int) -> None:
        try:
            with self.engine.begin() as connection:
                file = insert(FileRow).values(digest=digest, size=size, chunk=CHUNK).returning(FileRow.id)
                if _write(connection, connection.scalars(file).one(), source) != (digest, size):
                    raise OSError("the source changed while it was being kept")
        except IntegrityError:
            if not self.holds(digest):  # otherwise somebody else has just kept them
                raise

    def _cached(self, digest: str) -> bool:
        try:
            with self.cache.open(digest) as kept:
                return digest_and_size(kept)[0] == digest
        except OSError:
            return False

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.execution_options(reading=True).connect() as connection:
            yield connection


def _write(connection: Connection, file_id: int, source: BinaryIO) -> tuple[str, int]:
    """Write a file's chunks; return the digest and the size of what was written."""
    digest, size = hashlib.sha256(), 0
    for number, content in enumerate(cut(source)):
        digest.update(content)
        size += len(content)
        connection.execute(insert(ChunkRow).values(file_id=file_id, number=number, content=content))
    return digest.hexdigest(), size


@contextmanager
def _read_twice(source: BinaryIO) -> Iterator[BinaryIO]:
    """Give the source itself when it can be read twice, else a copy of it."""
    if source.seekable():
        yield source
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
        for block in cut(source):
            copy.write(block)
        copy.seek(0)
        yield cast(BinaryIO, copy)


@contextmanager
def _answering() -> Iterator[None]:
    """Say of a database that is away what it means: nothing has left, so it may be tried again."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, TimeoutError) as problem:
        raise ChannelUnavailable("Kho tệp trong cơ sở dữ liệu không trả lời.", code="files") from problem
