"""Rows as listings give them: stable field names, receipts as objects."""

from __future__ import annotations

from typing import Any

from content_queue.models import Delivery
from publisher.english import in_chosen_language


def delivery_row(row: Delivery) -> dict[str, Any]:
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
        "needs_attention": needs_attention(row),
    }


def needs_attention(row: Delivery) -> bool:
    """Say whether a person must act: failed, missed, or uncertain with nothing looking it up."""
    return row.state in {"failed", "missed"} or (row.state == "uncertain" and row.wake_at is None)
