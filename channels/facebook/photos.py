"""Photos as Facebook takes them: JPEG, PNG, GIF, BMP or TIFF, not above 4 MB."""

from __future__ import annotations

import io
from typing import BinaryIO

from channels.base import ContentRejected, FileStore, StoredFile
from channels.pictures import fitted

TAKEN = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"})
MAX_BYTES = 4_000_000  # Meta recommends less than 4 MB; above it uploads were refused (subcode 1366046)


def photo(files: FileStore, image: StoredFile) -> BinaryIO:
    """Return the picture ready to upload: as it is, or made a smaller JPEG; the caller closes it.

    Raises ContentRejected when it is gone or no picture.
    """
    if image.media_type in TAKEN and image.size <= MAX_BYTES:
        return _as_it_is(files, image)  # no library of pictures is needed
    picture = fitted(image, files, most=MAX_BYTES, taken=TAKEN)
    return _Named(picture.content, f"{image.name.rpartition('.')[0] or image.name}.{picture.extension}")


def _as_it_is(files: FileStore, image: StoredFile) -> BinaryIO:
    try:
        with files.open(image.digest) as source:
            return _Named(source.read(), image.name)
    except FileNotFoundError:
        raise ContentRejected(f"Không còn ảnh “{image.name}” trong kho.", code="image") from None


class _Named(io.BytesIO):
    """Bytes with a file name, which requests writes into the form."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name
