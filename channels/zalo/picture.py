"""A picture small enough for Zalo: JPEG or PNG of at most 1 MB (docs.zaloplatforms.com, upload image)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from channels.base import ContentRejected, FileStore, StoredFile

if TYPE_CHECKING:
    from PIL.Image import Image

LIMIT = 1_000_000  # bytes; the vendor says 1 MB and not which
LONGEST_EDGE = 2048  # pixels
QUALITIES = (88, 78, 66)
SHRINK = 0.75
AS_IT_IS = frozenset({"JPEG", "PNG"})


def fitted(file: StoredFile, store: FileStore) -> tuple[bytes, str]:
    """Return the picture's bytes and media type, shrunk when it must be.

    Raises ContentRejected when the file is gone or is no picture that can be read.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        return _fitted(store.path(file.digest))
    except FileNotFoundError:
        raise ContentRejected(f"Không còn ảnh “{file.name}” trong kho.", code="image") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ContentRejected(f"Ảnh “{file.name}” không đọc được; hãy thay ảnh khác.", code="image") from None


def _fitted(path: Path) -> tuple[bytes, str]:
    from PIL import Image

    with Image.open(path) as picture:
        if picture.format in AS_IT_IS and path.stat().st_size <= LIMIT:
            picture.verify()
            return path.read_bytes(), f"image/{picture.format.lower()}"
        return _shrunk(picture), "image/jpeg"


def _shrunk(picture: Image) -> bytes:
    from PIL import ImageOps

    picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))  # a JPEG decodes straight to about the size needed
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    plain = _on_white(ImageOps.exif_transpose(picture))
    while True:
        for quality in QUALITIES:
            content = _jpeg(plain, quality)
            if len(content) <= LIMIT:
                return content
        width, height = plain.size
        plain = plain.resize((max(1, int(width * SHRINK)), max(1, int(height * SHRINK))))


def _on_white(picture: Image) -> Image:
    """Return the picture in RGB, what is transparent on white."""
    from PIL import Image

    shown = picture.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(ground, shown).convert("RGB")


def _jpeg(picture: Image, quality: int) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=quality, optimize=True)
    return content.getvalue()
