"""Photos as Facebook takes them: JPEG, PNG, GIF, BMP or TIFF, not above 4 MB."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from channels.base import ContentRejected, FileStore, StoredFile

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

TAKEN = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"})
MAX_BYTES = 4_000_000  # Meta recommends less than 4 MB; above it uploads were refused (subcode 1366046)
_SIDES = (2048, 1600, 1200, 800)  # longest side in pixels, tried in turn; Facebook itself shows 2048
_QUALITY = 85


def photo(files: FileStore, image: StoredFile) -> BinaryIO:
    """Return the picture ready to upload: as it is, or made a smaller JPEG; the caller closes it.

    Raises ContentRejected when it is no picture.
    """
    try:
        with files.open(image.digest) as source:
            if image.media_type in TAKEN and image.size <= MAX_BYTES:
                return _Named(source.read(), image.name)
            return _Named(_shrunk(source, image.name), f"{image.name.rpartition('.')[0] or image.name}.jpg")
    except FileNotFoundError:
        raise ContentRejected(f"Không còn tệp ảnh “{image.name}” trong kho; tải ảnh lên lại.") from None


class _Named(io.BytesIO):
    """Bytes with a file name, which requests writes into the form."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name


def _shrunk(source: BinaryIO, name: str) -> bytes:
    from PIL import Image, ImageOps

    try:
        with Image.open(source) as opened:
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, Image.DecompressionBombError):
        raise ContentRejected(f"Tệp “{name}” không phải ảnh đọc được; thay ảnh khác.") from None
    for side in _SIDES:
        content = _jpeg(picture, side)
        if len(content) <= MAX_BYTES:
            return content
    raise ContentRejected(f"Không thu nhỏ được ảnh “{name}” xuống dưới 4 MB; thay ảnh khác.")


def _on_white(picture: Picture) -> Picture:
    """Return the picture in RGB; what is transparent becomes white, not black."""
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _jpeg(picture: Picture, side: int) -> bytes:
    small = picture.copy()
    small.thumbnail((side, side))
    target = io.BytesIO()
    small.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
