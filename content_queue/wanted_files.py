"""Which stored files messages need: their pictures, and all that their renditions hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Rendition
from content_queue.models import Attachment, Message, RenditionRow

AT_ONCE = 200  # renditions in memory


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A stored file and the first message that needs it."""

    digest: str
    name: str
    message: str  # reference


def wanted_files(session: Session) -> Sequence[Wanted]:
    """Return every file that a message needs, once, whatever became of the message."""
    found: dict[str, Wanted] = {}
    for each in (*_attached(session), *_rendered(session)):
        found.setdefault(each.digest, each)
    return tuple(found.values())


def _attached(session: Session) -> Iterator[Wanted]:
    rows = session.execute(
        select(Attachment.digest, Attachment.name, Message.reference)
        .join(Message, Message.id == Attachment.message_id)
        .order_by(Attachment.id)
    )
    return (Wanted(digest=row.digest, name=row.name, message=row.reference) for row in rows)


def _rendered(session: Session) -> Iterator[Wanted]:
    rows = session.execute(
        select(RenditionRow.document, Message.reference)
        .join(Message, Message.id == RenditionRow.message_id)
        .order_by(RenditionRow.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in rows:
        for file in Rendition.from_document(row.document).files:
            yield Wanted(digest=file.digest, name=file.name, message=row.reference)
