"""Taking doubts whose next look is due: by one worker at a time, for as long as a look may take."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, bindparam, select, update

from content_queue.candidates import IS_DOUBTED
from content_queue.claims import COLUMNS, Claimed, claimed_of
from content_queue.models import Channel, Delivery, RenditionRow

LOOK_AGAIN = timedelta(minutes=3)  # a worker that has not said by then what it saw is dead

_TO_LOOK_FOR = (
    select(*COLUMNS)
    .join(Channel, Channel.id == Delivery.channel_id)
    .join(RenditionRow, RenditionRow.id == Delivery.rendition_id)
    .where(Delivery.wake_at <= bindparam("instant"), IS_DOUBTED)
    .order_by(Delivery.urgency, Delivery.wake_at)
    .limit(bindparam("many", type_=Integer))
    .with_for_update(skip_locked=True, of=Delivery)
)
_TAKE = (
    update(Delivery)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)))
    .values(owner=bindparam("by"), wake_at=bindparam("again"))
)


def claim_looks(
    connection: Connection,
    *,
    now: datetime,
    owner: str,
    limit: int,
    kinds: Collection[str] = (),
    only: Collection[int] = (),
) -> list[Claimed]:
    """Return doubts whose next look is due; on PostgreSQL no other worker gets them meanwhile."""
    query = _TO_LOOK_FOR
    if kinds:
        query = query.where(Channel.kind.in_(kinds))
    if only:
        query = query.where(Delivery.id.in_(only))
    rows = connection.execute(query, {"instant": now, "many": limit}).all()
    if not rows or connection.dialect.name != "postgresql":
        return [claimed_of(row, attempt=row.attempts, owner=row.owner) for row in rows]
    taken = {"ids": [row.id for row in rows], "by": owner, "again": now + LOOK_AGAIN}
    connection.execute(_TAKE, taken)
    return [claimed_of(row, attempt=row.attempts, owner=owner) for row in rows]
