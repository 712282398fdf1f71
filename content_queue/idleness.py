"""Whether anything is left to do now: asked by runs that end by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select

from content_queue.candidates import CLAIMABLE
from content_queue.claims import Share, due_ids
from content_queue.models import Delivery, Message
from content_queue.states import DeliveryState

D = DeliveryState


def anything_to_do(connection: Connection, share: Share, *, now: datetime, later_looks: bool = True) -> bool:
    """Say whether something may leave now, must be missed or cancelled now, or is being looked up."""
    awake = select(Delivery.id).where(Delivery.wake_at <= now, Delivery.state.in_(CLAIMABLE))
    stopped = exists().where(Message.id == Delivery.message_id, Message.stopped_at.is_not(None))
    looked_up = select(Delivery.id).where(Delivery.wake_at.is_not(None), Delivery.state == D.UNCERTAIN.value)
    if not later_looks:
        looked_up = looked_up.where(Delivery.wake_at <= now)
    if share.only:
        looked_up = looked_up.where(Delivery.id.in_(share.only))
    questions = (awake.where(Delivery.not_after < now), awake.where(stopped), looked_up)
    return any(connection.execute(each.limit(1)).first() for each in questions) or bool(
        due_ids(connection, share, now=now, owner="")
    )
