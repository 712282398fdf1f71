"""What a person should look at before a message is approved; nothing here refuses anything.

Personal data, words that went out lately already, and too many messages in one hour at one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        *_personal_data(message, settings.public_phones),
        *repeated(session, message, days=settings.repeat_days, now=now),
        *crowded(session, message, commune, now=now),
    )


def _personal_data(message: Message, public: Sequence[str]) -> Iterator[Caution]:
    """Yield what all the words of a message tell about persons, each thing once."""
    told: set[str] = set()
    own = [(each["title"], each["body"]) for each in message.versions or ()]
    for title, body in ((message.title, message.body), *own):
        for caution in personal_data(title, body, children=message.children or (), public=public):
            if caution.sentence not in told:
                told.add(caution.sentence)
                yield caution
