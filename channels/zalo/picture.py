"""A picture small enough for Zalo: JPEG or PNG of at most 1 MB (docs.zaloplatforms.com, upload image)."""

from __future__ import annotations

from channels import pictures
from channels.base import FileStore, StoredFile

LIMIT = 1_000_000  # bytes; the vendor says 1 MB and not which
AS_IT_IS = frozenset({"image/jpeg", "image/png"})


def fitted(file: StoredFile, store: FileStore) -> tuple[bytes, str]:
    """Return the picture's bytes and media type, shrunk when it must be.

    Raises ContentRejected when the file is gone or is no picture that can be read.
    """
    picture = pictures.fitted(file, store, most=LIMIT, taken=AS_IT_IS)
    return picture.content, picture.media_type
