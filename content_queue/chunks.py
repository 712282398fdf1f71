"""Bytes in chunks: a stream over chunks that are fetched one at a time, and a source cut into them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 512 * 1024


class Chunks(io.RawIOBase):
    """A kept file as a stream, one chunk in memory."""

    def __init__(self, fetch: Callable[[int], bytes], *, size: int, chunk: int) -> None:
        self._fetch, self._size, self._chunk = fetch, size, chunk
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that reading may go on anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to an offset from the start, from here or from the end."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def tell(self) -> int:
        """Return where reading goes on."""
        return self._at

    def readinto(self, target: WriteableBuffer) -> int:
        """Fill the buffer as far as the present chunk goes; 0 at the end."""
        view = memoryview(target).cast("B")
        if self._at >= self._size or not len(view):
            return 0
        number, offset = divmod(self._at, self._chunk)
        if self._held[0] != number:
            self._held = (number, self._fetch(number))
        piece = self._held[1][offset : offset + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def cut(source: BinaryIO) -> Iterator[bytes]:
    """Yield a source in chunks, all whole but the last."""
    while chunk := _whole(source):
        yield chunk


def digest_and_size(source: BinaryIO) -> tuple[str, int]:
    """Return the SHA-256 and the length of what a source still gives."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(CHUNK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _whole(source: BinaryIO) -> bytes:
    """Return a whole chunk from a source that may give less at a time."""
    pieces, left = [], CHUNK
    while left and (piece := source.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
