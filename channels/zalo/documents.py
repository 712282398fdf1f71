"""Documents in a group: PDF, Word, CSV of at most 5 MB, under a name that carries the reference."""

from __future__ import annotations

from pathlib import PurePath

from channels.base import Content, ContentRejected, FileStore, StoredFile
from channels.kinds_of_files import DOCUMENTS
from channels.text import plain_name

LIMIT = 5_000_000  # bytes; the vendor says 5 MB and not which
TAKEN = frozenset(DOCUMENTS[each] for each in (".pdf", ".doc", ".docx", ".csv"))
MOST = 5


def documents_of(content: Content) -> tuple[StoredFile, ...]:
    """Return the attachments a group can take."""
    return tuple(each for each in content.attachments if each.media_type in TAKEN and each.size <= LIMIT)[
        :MOST
    ]


def name_of(file: StoredFile, at: int, key: str) -> str:
    """Return the name a document goes out under: PT-2026-0117-1-giay-moi.pdf."""
    stem, suffix = PurePath(file.name).stem, PurePath(file.name).suffix.lower()
    return f"{key.replace('/', '-')}-{at}-{plain_name(stem, longest=60) or 'tai-lieu'}{suffix}"


def content_of(file: StoredFile, files: FileStore) -> bytes:
    """Return a document's bytes; ContentRejected when it is gone from the store."""
    try:
        with files.open(file.digest) as source:
            return source.read()
    except FileNotFoundError:
        raise ContentRejected(f"Không còn tệp “{file.name}” trong kho; đính lại tệp.") from None
