"""Whether anything is left to do now: asked by runs that end by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from content_queue.candidates import IS_DOUBTED, IS_WAITING
from content_queue.claims import Share, due_ids
from content_queue.models import Delivery
from content_queue.upkeep import lately_stopped


def anything_to_do(connection: Connection, share: Share, *, now: datetime, later_looks: bool = True) -> bool:
    """Say whether something may leave now, must be missed or cancelled now, or is being looked up."""
    waiting = select(Delivery.id).where(IS_WAITING)
    stopped = Delivery.message_id.in_(lately_stopped(now))
    looked_up = select(Delivery.id).where(Delivery.wake_at.is_not(None), IS_DOUBTED)
    if not later_looks:
        looked_up = looked_up.where(Delivery.wake_at <= now)
    if share.only:
        looked_up = looked_up.where(Delivery.id.in_(share.only))
    questions = (waiting.where(Delivery.not_after < now), waiting.where(stopped), looked_up)
    return any(connection.execute(each.limit(1)).first() for each in questions) or bool(
        due_ids(connection, share, now=now, owner="")
    )
