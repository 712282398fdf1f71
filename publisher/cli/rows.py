"""Rows as listings give them: stable field names, receipts as objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import object_session

from content_queue.models import Delivery, Message
from content_queue.recording_progress import Progress
from content_queue.states import DeliveryState
from content_queue.today import PATIENCE
from publisher.cli.language import tr
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


def message_row(row: Message, waiting: Sequence[Progress]) -> dict[str, Any]:
    """Return a message as listings give it, with what is still to be recorded of it."""
    recordings = [recording_row(each) for each in waiting]
    return {
        "id": row.id,
        "reference": row.reference,
        "key": row.import_key,
        "state": row.state,
        "urgency": row.urgency,
        "title": row.title,
        "topic": row.topic.code,
        "unit": row.unit.name,
        "media": row.media,
        "times": row.times,
        "repeat": row.repeat,
        "valid_until": row.valid_until,
        "hamlets": [hamlet.name for hamlet in row.hamlets],
        "corrects": row.corrects.reference if row.corrects else None,
        "deliveries": None if row.state == "draft" else _count(row),
        "recordings": recordings,
        "recorded": recording_text(recordings, row.reference) if recordings else None,
    }


def _count(row: Message) -> int:
    session = object_session(row)
    count = select(func.count()).select_from(Delivery).where(Delivery.message_id == row.id)
    return int(session.scalar(count) or 0) if session else 0


def recording_row(progress: Progress) -> dict[str, Any]:
    """Return a recording that is not made yet as listings give it."""
    return {
        "medium": progress.medium,
        "share": round(progress.share, 3),
        "maker": progress.maker or None,
        "problem": in_chosen_language(progress.problem) or None,
        "broken": progress.broken,
    }


def recording_text(rows: Sequence[Mapping[str, Any]], reference: str) -> str:
    """Return how far a message's recordings are, as people read it."""
    if any(row["broken"] for row in rows):
        again = f"`publisher message record {reference}`"
        return tr(f"hỏng; làm lại bằng {again}", f"broken; try again with {again}")
    makers = ", ".join(sorted({row["maker"] for row in rows if row["maker"]}))
    share = sum(row["share"] for row in rows) / len(rows)
    return tr(
        f"{share:.0%}, máy {makers}" if makers else "chờ máy thu",
        f"{share:.0%}, by {makers}" if makers else "waits for a machine",
    )


def needs_attention(row: Delivery, now: datetime) -> bool:
    """Say whether a person must act: failed, missed, uncertain with nothing looking, unconfirmed too long."""
    return (
        row.state in {D.FAILED, D.MISSED}
        or (row.state == D.UNCERTAIN and row.wake_at is None)
        or (row.state == D.AWAITING_PERSON and (row.airs_at or row.due_at) < now - PATIENCE)
    )
