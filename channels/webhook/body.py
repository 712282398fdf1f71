"""What is sealed for a portal, and the values its template may use at the hour of sending."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from channels.base import Content, ContentRejected, Facts, FileStore, Medium, Rendition, StoredFile
from channels.kinds_of_files import left_out
from channels.markdown import summary, to_html
from channels.text import base_reference, nfc
from channels.wording import plain_text

MOST_BYTES = 10_000_000  # of all pictures together: they travel inside the request
SEALED = (
    *("text", "summary", "topic", "topic_name", "unit", "urgency", "source"),
    *("hamlets", "commune", "province", "corrects", "link"),
)
AT_SENDING = ("reference", "title", "html", "published_at", "office", "notice", "images", "id")
KNOWN = frozenset({*SEALED, *AT_SENDING})


def sealed(content: Content) -> Rendition:
    """Return the words of a message in all the forms a template may want.

    Raises ContentRejected when there is no title or no text.
    """
    if not content.title.strip() or not content.body.strip():
        raise ContentRejected("Tin cho trang thông tin điện tử phải có tiêu đề và nội dung: hãy bổ sung.")
    details = {
        "text": plain_text(content),
        "summary": summary(nfc(content.body)),
        "topic": content.topic,
        "topic_name": content.topic_name,
        "unit": content.unit,
        "urgency": content.urgency.value,
        "source": content.source,
        "hamlets": ", ".join(content.hamlets),
        "commune": content.commune,
        "province": content.province,
        "corrects": content.corrects,
        "link": content.link,
    }
    pictures, notes = _within(content.images)
    return Rendition(
        medium=Medium.WEBSITE,
        title=nfc(content.title),
        parts=(nfc(to_html(content.body)).strip(),),
        form="html",
        files=pictures,
        details={name: nfc(value) for name, value in details.items()},
        notes=(*notes, *left_out(content.attachments, "Cổng")),
    )


def _within(images: tuple[StoredFile, ...]) -> tuple[tuple[StoredFile, ...], tuple[str, ...]]:
    """Return the pictures that fit into one request, and what to say of the others."""
    kept: list[StoredFile] = []
    for each in images:
        if sum(file.size for file in (*kept, each)) <= MOST_BYTES:
            kept.append(each)
    dropped = [each.name for each in images if each not in kept]
    said = (f"Ảnh quá nặng cho một lần gửi tới cổng, không kèm: {', '.join(dropped)}.",) if dropped else ()
    return tuple(kept), said


def values_of(rendition: Rendition, *, key: str, facts: Facts, files: FileStore) -> Mapping[str, Any]:
    """Return every value a template may name; pictures as {name, type, alt, base64}."""
    return {
        **{name: rendition.details.get(name, "") for name in SEALED},
        "reference": base_reference(key),
        "title": rendition.title,
        "html": rendition.parts[0],
        "published_at": facts.published_at.isoformat(timespec="seconds"),
        "office": facts.office,
        "notice": facts.notice,
        "images": [_picture(each, files) for each in rendition.files],
        "id": "",
    }


def _picture(file: StoredFile, files: FileStore) -> dict[str, str]:
    try:
        with files.open(file.digest) as source:
            content = base64.b64encode(source.read()).decode("ascii")
    except FileNotFoundError:
        raise ContentRejected(f"Không còn ảnh “{file.name}” trong kho.", code="image") from None
    return {"name": file.name, "type": file.media_type, "alt": file.alt, "base64": content}
