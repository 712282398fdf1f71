"""Words that went out lately already: the same text again within the commune's days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.markdown import to_plain
from content_queue.communes import zone_of
from content_queue.models import Commune, Message
from content_queue.states import MessageState
from publisher.cautions.caution import Caution

ALIVE = (MessageState.IN_REVIEW.value, MessageState.APPROVED.value)


def repeated(session: Session, message: Message, *, days: int, now: datetime) -> Iterator[Caution]:
    """Yield the newest other message of the last days that says the same; the one it corrects is no other."""
    query = (
        select(Message)
        .where(
            Message.commune_id == message.commune_id,
            Message.id != message.id,
            Message.state.in_(ALIVE),
            Message.created_at >= now - timedelta(days=days),
        )
        .order_by(Message.id.desc())
    )
    own = gist(message.body)
    for other in session.scalars(query):
        if other.id != message.corrects_id and gist(other.body) == own:
            commune = session.get_one(Commune, message.commune_id)
            day = other.created_at.astimezone(zone_of(commune))
            yield Caution(
                code="repeated",
                sentence=f"Nội dung giống hệt tin {other.reference} “{other.title}” ngày {day:%d/%m/%Y}.",
            )
            return


def gist(body: str) -> str:
    """Return what two texts have in common that differ only in marks, blanks and capitals."""
    plain = unicodedata.normalize("NFC", to_plain(body)).casefold()
    return " ".join(re.findall(r"\w+", plain))
