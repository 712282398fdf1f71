"""What a person should look at before a message is approved; nothing here refuses anything.

Personal data, words that went out lately already, and too many messages in one hour at one place.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from content_queue.communes import settings_of
from content_queue.models import Commune, Message
from publisher.cautions.caution import Caution
from publisher.cautions.crowding import crowded
from publisher.cautions.personal import personal_data
from publisher.cautions.repeating import repeated

__all__ = ["Caution", "cautions"]


def cautions(session: Session, message: Message, *, now: datetime) -> tuple[Caution, ...]:
    """Return everything about a message that its editor and its approver should look at."""
    commune = session.get_one(Commune, message.commune_id)
    settings = settings_of(commune)
    return (
        *personal_data(
            message.title, message.body, children=message.children or (), public=settings.public_phones
        ),
        *repeated(session, message, days=settings.repeat_days, now=now),
        *crowded(session, message, commune, now=now),
    )
