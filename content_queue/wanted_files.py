"""Which stored files messages need: attachments, all that their renditions hold, proofs people gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Rendition
from content_queue.models import Attachment, Delivery, Message, PhoneLink, RenditionRow

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
    for each in (*_attached(session), *_rendered(session), *_proving(session)):
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


def _proving(session: Session) -> Iterator[Wanted]:
    """Yield the pictures that people gave as proof of what they sent by hand."""
    rows = session.execute(
        select(Delivery.receipt, Delivery.reference)
        .join(PhoneLink, PhoneLink.delivery_id == Delivery.id)
        .where(Delivery.receipt.is_not(None))
        .order_by(Delivery.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in rows:
        digest = row.receipt.get("details", {}).get("proof_photo")
        if digest:
            yield Wanted(digest=digest, name="bang-chung.jpg", message=row.reference)
