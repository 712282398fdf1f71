"""Taking one publication back: asked of the channel first, noted only when the channel has done it."""

from __future__ import annotations

from channels.abilities import can_delete
from channels.base import ChannelError, Retractable
from content_queue import deliveries, rights, users
from content_queue.deliveries import DeliveryRefused, receipt_of
from content_queue.models import Commune, Delivery
from content_queue.states import DELIVERY_MOVES, DeliveryState, next_state
from publisher.app import App


def retract(app: App, commune: Commune, delivery: Delivery, *, actor_name: str, reason: str) -> str:
    """Take one sent delivery back; return a sentence of what was done.

    Raises NotPermitted, NotAllowed, DeliveryRefused (the channel can't or didn't).
    """
    with app.reading(commune) as session:
        rights.require(users.named(session, actor_name), "settle deliveries")
        row = session.get_one(Delivery, delivery.id)
        next_state(DELIVERY_MOVES, DeliveryState(row.state), "retract")
        adapter, receipt, name = app.book.of(session, row.channel), receipt_of(row), row.channel.name
    if not (isinstance(adapter, Retractable) and can_delete(adapter)) or receipt is None:
        raise DeliveryRefused(f"Kênh “{name}” không gỡ lại được; hãy gửi tin đính chính.")
    try:
        adapter.retract(receipt)
    except ChannelError as problem:
        raise DeliveryRefused(f"{name}: {problem.sentence}") from None
    with app.writing(commune) as session:
        row = session.get_one(Delivery, delivery.id)
        actor = users.named(session, actor_name)
        deliveries.retracted(session, row, actor=actor, now=app.clock(), reason=reason)
    return f"{name}: đã gỡ."
