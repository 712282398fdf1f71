"""Rows as the API gives them."""

from __future__ import annotations

from typing import Any

from content_queue.models import Delivery, Message
from publisher.english import in_language
from publisher.web.language import language


def message_row(row: Message) -> dict[str, Any]:
    """Return a message."""
    return {
        "reference": row.reference,
        "state": row.state,
        "revision": row.revision,
        "title": row.title,
        "body": row.body,
        "topic": row.topic.code,
        "unit": row.unit.name,
        "media": row.media,
        "urgency": row.urgency,
        "times": row.times,
        "repeat": row.repeat,
        "valid_until": row.valid_until,
        "hamlets": [hamlet.name for hamlet in row.hamlets],
        "source": row.source,
        "link": row.link,
        "author": row.author.name,
        "corrects": row.corrects.reference if row.corrects else None,
        "changed_at": row.changed_at,
    }


def delivery_row(row: Delivery) -> dict[str, Any]:
    """Return a delivery."""
    return {
        "id": row.id,
        "reference": row.reference,
        "message": row.message.reference,
        "title": row.message.title,
        "channel": row.channel.name,
        "medium": row.channel.medium,
        "state": row.state,
        "due_at": row.due_at,
        "airs_at": row.airs_at,
        "not_after": row.not_after,
        "attempts": row.attempts,
        "reason": in_language(row.reason, language()),
        "url": str((row.receipt or {}).get("url", "")),
    }
