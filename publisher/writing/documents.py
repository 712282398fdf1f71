"""A Word document as the start of a message: its first line the title, the rest the body."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import IO

LARGEST = 20_000_000  # bytes as sent
LARGEST_OPENED = 60_000_000  # bytes of all parts together
_NO_WORD = "Không đọc được tệp Word; hãy mở bằng Word, lưu thành .docx rồi thử lại."


class DocumentRefused(ValueError):
    """A document that can't be read; the sentence says what to do."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a document says."""

    title: str
    body: str  # HTML, to be cleaned as anything people paste


def read_document(source: IO[bytes]) -> Imported:
    """Return a document's words. Raises DocumentRefused: no .docx, too large, or a bomb."""
    import mammoth

    content = source.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise DocumentRefused(f"Tệp Word lớn hơn {LARGEST // 1_000_000} MB; hãy bỏ bớt ảnh trong tệp.")
    _require_modest(content)
    try:
        found = mammoth.convert_to_html(
            io.BytesIO(content), convert_image=mammoth.images.img_element(lambda image: {"src": ""})
        )
    except Exception:  # noqa: BLE001 - whatever a broken document makes a parser raise
        raise DocumentRefused(_NO_WORD) from None
    return _parted(str(found.value))


def _require_modest(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            opened = sum(part.file_size for part in archive.infolist())
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise DocumentRefused(_NO_WORD) from None
    if opened > LARGEST_OPENED or "word/document.xml" not in names:
        raise DocumentRefused(_NO_WORD)


def _parted(html: str) -> Imported:
    from publisher.importing.cleaning import clean_body
    from publisher.importing.draft import LONGEST_PROPOSAL, first_sentence

    body = clean_body(html).text.strip()
    first, _, rest = body.partition("\n\n")
    plain = first_sentence(first)
    is_title = bool(rest.strip()) and "\n" not in first and len(first) <= 2 * LONGEST_PROPOSAL
    return Imported(title=plain, body=rest.strip() if is_title else body)
