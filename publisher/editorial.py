"""Submitting and approving with all the real parts: adapters that render, the planner that plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from content_queue import approvals, messages, renditions
from content_queue.communes import zone_of
from content_queue.messages import MessageRefused
from content_queue.models import Commune, Delivery, Message, User
from content_queue.renditions import Prepared
from publisher.app import App
from schedules.planner import occurrences_of
from schedules.recurrence import BadRepeat


def submit(session: Session, message: Message, *, app: App, actor: User, now: datetime) -> Prepared:
    """Render every medium, seal what is ready, and put the message before the approver.

    Audio is still to be recorded afterwards (`app.recorder().run(message_id=…)`). Raises NotPermitted,
    NotAllowed, MessageRefused.
    """
    zone = zone_of(session.get_one(Commune, message.commune_id))
    try:
        occurrences = len(occurrences_of(message, zone, now))
    except BadRepeat as mistake:
        raise MessageRefused(mistake.sentence) from None
    messages.submit(session, message, actor=actor, now=now)
    return renditions.prepare(
        session, message, adapters=lambda row: app.book.of(session, row), occurrences=occurrences
    )


def approve(
    session: Session, message: Message, *, app: App, actor: User, now: datetime, reason: str = ""
) -> Sequence[Delivery]:
    """Approve a submitted message and plan its deliveries.

    Raises NotPermitted, NotAllowed, MessageRefused.
    """
    plan = app.planner(session).plan
    return approvals.approve(session, message, actor=actor, now=now, plan=plan, reason=reason)
