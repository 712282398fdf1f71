"""Files that people send from the browser: only kinds a message may carry, looked into first."""

from __future__ import annotations

import io
import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO

from channels.base import FileStore, StoredFile
from channels.kinds_of_files import DOCUMENTS, MEDIA_TYPES, PICTURES, RECORDINGS, VIDEOS

LARGEST = {**dict.fromkeys(PICTURES, 20_000_000), **dict.fromkeys(DOCUMENTS, 20_000_000)}
LARGEST |= dict.fromkeys(VIDEOS, 1_000_000_000) | dict.fromkeys(RECORDINGS, 700_000_000)  # bytes
MOST_PIXELS = 60_000_000
SIDE = 4000  # pixels of a picture that is kept
_BEGINS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".doc": (b"\xd0\xcf\x11\xe0",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
}
_KEPT_AS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


class UploadRefused(ValueError):
    """A file that can't be taken; the sentence says why and what to do."""


def clean_name(given: str) -> str:
    """Return a file's own name: no folders, nothing invisible, at most 120 letters."""
    last = PurePosixPath(given.replace("\\", "/")).name
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFC", last)
        if letter.isprintable() and letter not in '<>:"|?*'
    )
    stem, suffix = PurePosixPath(plain).stem.strip(". ")[:100], PurePosixPath(plain).suffix
    return f"{stem or 'tep'}{suffix.lower()}"


def keep(files: FileStore, source: BinaryIO, *, name: str, alt: str = "") -> StoredFile:
    """Look into an upload and keep it. Raises UploadRefused."""
    name = clean_name(name)
    suffix = PurePosixPath(name).suffix
    if suffix not in MEDIA_TYPES:
        kinds = ", ".join(sorted(MEDIA_TYPES))
        raise UploadRefused(f"Không nhận loại tệp “{suffix or name}”. Các loại nhận: {kinds}.")
    if _size(source) > LARGEST[suffix]:
        raise UploadRefused(f"Tệp “{name}” lớn hơn {LARGEST[suffix] // 1_000_000} MB.")
    if suffix in PICTURES:
        drawn, media_type = _drawn_anew(source, name)
        return files.add(drawn, name=name, media_type=media_type, alt=alt)
    _look_inside(source, name, suffix)
    return files.add(source, name=name, media_type=MEDIA_TYPES[suffix], alt=alt)


def _size(source: BinaryIO) -> int:
    source.seek(0, io.SEEK_END)
    size = source.tell()
    source.seek(0)
    return size


def _look_inside(source: BinaryIO, name: str, suffix: str) -> None:
    begins, head = _BEGINS.get(suffix, ()), source.read(8)
    source.seek(0)
    if begins and not head.startswith(begins):
        raise UploadRefused(f"“{name}” không phải tệp {suffix[1:].upper()} như tên của nó.")


def _drawn_anew(source: BinaryIO, name: str) -> tuple[io.BytesIO, str]:
    """Return a picture drawn again: what a camera noted (place, device) and what hides behind it are gone."""
    from PIL import Image, ImageOps

    try:
        with Image.open(source) as opened:
            media_type = _KEPT_AS.get(opened.format or "")
            if media_type is None or opened.width * opened.height > MOST_PIXELS:
                raise UploadRefused(f"Ảnh “{name}” quá lớn hoặc không phải JPG, PNG, WEBP, GIF.")
            kind = opened.format or ""
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((SIDE, SIDE))
            drawn = io.BytesIO()
            picture.convert("RGB" if kind == "JPEG" else "RGBA").save(drawn, kind, quality=90, exif=b"")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        if isinstance(problem, UploadRefused):
            raise
        raise UploadRefused(f"Ảnh “{name}” không đọc được; hãy lưu lại hoặc chụp lại.") from None
    drawn.seek(0)
    return drawn, media_type
