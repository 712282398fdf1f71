"""How far recordings are, as people look at them: what waits, who makes what, what broke and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_queue.models import Message, RenditionRow
from content_queue.recordings import URGENT_FIRST, instant
from content_queue.renditions import BROKEN, RECORDING
from content_queue.states import MessageState


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a recording is, for people; `maker` is the machine that makes it, empty while it waits."""

    rendition_id: int
    message_id: int
    reference: str
    title: str
    medium: str
    share: float
    maker: str
    problem: str
    broken: bool  # a person must act: nobody tries again by himself


def under_way(session: Session, *, now: datetime, message_ids: Collection[int] = ()) -> Sequence[Progress]:
    """Return what is still to be recorded of messages in review, broken recordings too, most urgent first.

    Of the session's commune; `message_ids`: of these messages only (none given: of all).
    """
    alive = func.coalesce(RenditionRow.lease_until > instant(session, now), False)
    rows = (
        select(RenditionRow, Message.reference, Message.title, alive)
        .join(Message, Message.id == RenditionRow.message_id)
        .where(RenditionRow.state.in_([RECORDING, BROKEN]))
        .where(RenditionRow.revision == Message.revision, Message.state == MessageState.IN_REVIEW)
        .order_by(URGENT_FIRST, RenditionRow.id)
    )
    if message_ids:
        rows = rows.where(RenditionRow.message_id.in_(message_ids))
    return tuple(
        _progress(row, reference, title, bool(lives))
        for row, reference, title, lives in session.execute(rows)
    )


def _progress(row: RenditionRow, reference: str, title: str, lives: bool) -> Progress:
    return Progress(
        reference=reference,
        title=title,
        rendition_id=row.id,
        message_id=row.message_id,
        medium=row.medium,
        share=row.progress,
        maker=row.owner.partition(":")[0] if lives else "",
        problem=row.problem,
        broken=row.state == BROKEN,
    )
