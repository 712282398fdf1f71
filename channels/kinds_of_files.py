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
RECORDINGS = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
}
SHOWN = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
SOUNDS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
}
PUBLIC_ROOM = "tep"  # of the commune's own site
MEDIA_TYPES = {**PICTURES, **DOCUMENTS, **VIDEOS, **RECORDINGS}
EXTENSIONS = {media_type: suffix for suffix, media_type in {**DOCUMENTS, **VIDEOS}.items()}
_PUBLIC = {**SHOWN, **SOUNDS, **{media_type: suffix[1:] for media_type, suffix in EXTENSIONS.items()}}


def media_type_of(name: str) -> str:
    """Return the media type a file's name tells; the same on every system."""
    return MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def is_video(file: StoredFile) -> bool:
    """Say whether a file is a video."""
    return file.media_type.startswith("video/")


def left_out(files: Sequence[StoredFile], where: str) -> Iterator[str]:
    """Yield the note for the approver about attachments that a medium does not carry."""
    if files:
        names = ", ".join(each.name for each in files)
        yield f"{where} không kèm được tệp: {names}."


def public_name(file: StoredFile) -> str:
    """Return the name of a file on the commune's own site: its digest, with the extension of its type."""
    return f"{file.digest}.{_PUBLIC[file.media_type]}"


def public_path(file: StoredFile) -> str:
    """Return where a file lies on the commune's own site."""
    return f"{PUBLIC_ROOM}/{public_name(file)}"
