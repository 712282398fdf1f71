"""Pictures made small enough for a service: as they are when they fit, else a smaller JPEG."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from channels.base import ContentRejected, FileStore, StoredFile

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_EDGE = 2048  # pixels: what services show at most
QUALITIES = (88, 78, 66)
SHRINK = 0.75
LEAST_EDGE = 64
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A picture ready to upload."""

    content: bytes = field(repr=False)
    media_type: str

    @property
    def extension(self) -> str:
        """Return the extension of its type, without the dot."""
        return EXTENSIONS.get(self.media_type, self.media_type.rpartition("/")[2])


def fitted(file: StoredFile, store: FileStore, *, most: int, taken: frozenset[str]) -> Fitted:
    """Return a picture of at most `most` bytes in one of the media types `taken`, else as a JPEG.

    Raises ContentRejected when the file is gone, or is no picture that can be read or made so small.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        return _fitted(store.path(file.digest), most=most, taken=taken)
    except FileNotFoundError:
        raise ContentRejected(f"Không còn ảnh “{file.name}” trong kho.", code="image") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ContentRejected(f"Ảnh “{file.name}” không đọc được; hãy thay ảnh khác.", code="image") from None


def _fitted(path: Path, *, most: int, taken: frozenset[str]) -> Fitted:
    from PIL import Image

    with Image.open(path) as picture:
        media_type = f"image/{(picture.format or '').lower()}"
        if media_type in taken and path.stat().st_size <= most:
            picture.verify()
            return Fitted(content=path.read_bytes(), media_type=media_type)
        return Fitted(content=_shrunk(picture, most), media_type="image/jpeg")


def _shrunk(picture: Image, most: int) -> bytes:
    from PIL import ImageOps

    picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))  # a JPEG decodes straight to about the size needed
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    plain = _on_white(ImageOps.exif_transpose(picture))
    while True:
        for quality in QUALITIES:
            content = _jpeg(plain, quality)
            if len(content) <= most:
                return content
        if max(plain.size) <= LEAST_EDGE:
            raise ValueError(f"no picture of {most} bytes can be made")
        width, height = plain.size
        plain = plain.resize((max(1, int(width * SHRINK)), max(1, int(height * SHRINK))))


def _on_white(picture: Image) -> Image:
    """Return the picture in RGB; what is transparent becomes white, not black."""
    from PIL import Image

    shown = picture.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(ground, shown).convert("RGB")


def _jpeg(picture: Image, quality: int) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=quality, optimize=True)
    return content.getvalue()
