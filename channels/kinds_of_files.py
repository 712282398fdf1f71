"""The files a message may carry beside its words: pictures, documents to download, one video."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from channels.base import StoredFile

PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}
VIDEOS = {".mp4": "video/mp4"}
MEDIA_TYPES = {**PICTURES, **DOCUMENTS, **VIDEOS}
EXTENSIONS = {media_type: suffix for suffix, media_type in {**DOCUMENTS, **VIDEOS}.items()}


def media_type_of(name: str) -> str:
    """Return the media type a file's name tells; the same on every system."""
    return MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def is_picture(file: StoredFile) -> bool:
    """Say whether a file is a picture."""
    return file.media_type.startswith("image/")


def is_video(file: StoredFile) -> bool:
    """Say whether a file is a video."""
    return file.media_type.startswith("video/")


def left_out(files: Sequence[StoredFile], where: str) -> Iterator[str]:
    """Yield the note for the approver about attachments that a medium does not carry."""
    if files:
        names = ", ".join(each.name for each in files)
        yield f"{where} không kèm được tệp: {names}."
