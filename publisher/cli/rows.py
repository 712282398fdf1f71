"""Rows as listings give them: stable field names, receipts as objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from content_queue.models import Delivery
from content_queue.states import DeliveryState
from content_queue.today import PATIENCE
from publisher.english import in_chosen_language

D = DeliveryState


def delivery_row(row: Delivery, now: datetime) -> dict[str, Any]:
    """Return a delivery as listings give it."""
    receipt = row.receipt
    return {
        "id": row.id,
        "message": row.message_id,
        "reference": row.reference,
        "title": row.message.title,
        "channel": row.channel.name,
        "kind": row.channel.kind,
        "medium": row.channel.medium,
        "occurrence": row.occurrence,
        "due_at": row.due_at,
        "airs_at": row.airs_at,
        "not_after": row.not_after,
        "state": row.state,
        "attempts": row.attempts,
        "receipt": receipt,
        "reason": in_chosen_language(row.reason),
        "needs_attention": needs_attention(row, now),
    }


def needs_attention(row: Delivery, now: datetime) -> bool:
    """Say whether a person must act: failed, missed, uncertain with nothing looking, unconfirmed too long."""
    return (
        row.state in {D.FAILED, D.MISSED}
        or (row.state == D.UNCERTAIN and row.wake_at is None)
        or (row.state == D.AWAITING_PERSON and (row.airs_at or row.due_at) < now - PATIENCE)
    )
