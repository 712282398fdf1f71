"""Taking due deliveries: state and attempt are committed for a whole batch before any request leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal, select, update

from content_queue.audit import record_moves
from content_queue.candidates import CLAIMABLE, LATE, candidates
from content_queue.killpoints import reach
from content_queue.models import Attempt, Channel, Delivery, RenditionRow
from content_queue.states import DeliveryState
from content_queue.turns import Turn, wait_for

D = DeliveryState


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """One delivery in this process's hands, with all that sending needs."""

    id: int
    commune_id: int
    message_id: int
    channel_id: int
    account_id: int | None
    kind: str
    medium: str
    reference: str
    urgency: int
    due_at: datetime
    airs_at: datetime | None
    not_after: datetime
    document: str
    digest: str
    sealed_digest: str
    before: str
    attempt: int
    owner: str  # whose try it is: results of a worker that lost it are not written
    resent: bool
    looks: int = 0
    doubted_at: datetime | None = None


COLUMNS = (
    Delivery.id,
    Delivery.commune_id,
    Delivery.message_id,
    Delivery.channel_id,
    Channel.account_id,
    Channel.kind,
    Channel.medium,
    Delivery.reference,
    Delivery.urgency,
    Delivery.due_at,
    Delivery.airs_at,
    Delivery.not_after,
    RenditionRow.document,
    RenditionRow.digest,
    Delivery.sealed_digest,
    Delivery.state,
    Delivery.attempts,
    Delivery.owner,
    Delivery.resent,
    Delivery.looks,
    Delivery.doubted_at,
)

_DETAILS = (
    select(*COLUMNS)
    .join(Channel, Channel.id == Delivery.channel_id)
    .join(RenditionRow, RenditionRow.id == Delivery.rendition_id)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)), Delivery.state.in_(CLAIMABLE))
    .with_for_update(skip_locked=True, of=Delivery)
)
_TAKEN = Delivery.id.in_(bindparam("ids", expanding=True))
_BEGIN_TRIES = insert(Attempt).from_select(
    ["commune_id", "delivery_id", "number", "owner", "begun_at", "outcome", "sentence"],
    select(
        Delivery.commune_id,
        Delivery.id,
        Delivery.attempts + 1,
        bindparam("by", type_=Attempt.owner.type),
        bindparam("at", type_=Attempt.begun_at.type),
        literal(""),
        literal(""),
    ).where(_TAKEN),
)
_MARK = (
    update(Delivery)
    .where(_TAKEN)
    .values(state=D.SENDING.value, owner=bindparam("by"), attempts=Delivery.attempts + 1, wake_at=None)
)


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one worker may take now: how many, of which kinds and deliveries (empty: any), by channel."""

    limit: int
    kinds: frozenset[str] = frozenset()
    only: frozenset[int] = frozenset()
    without: Collection[int] = ()  # channels to leave alone
    room: Mapping[int, int] = field(default_factory=dict)  # how many more a channel may take
    each: int = 12  # how many a channel may take of which nothing is in hand


def claim(connection: Connection, share: Share, *, now: datetime, owner: str) -> list[Claimed]:
    """Mark due deliveries as being sent, most urgent first, each with its attempt; the caller commits.

    Workers of one database claim one after the other, so that each sees what the others took.
    """
    wait_for(connection, Turn.CLAIM)
    ids = due_ids(connection, share, now=now, owner=owner)
    if not ids:
        return []
    rows = {row.id: row for row in connection.execute(_DETAILS, {"ids": ids})}
    left = dict(share.room)
    taken: list[Claimed] = []
    for row in (rows[each] for each in ids if each in rows):
        room = left.get(row.channel_id, share.each)
        if room > 0:
            left[row.channel_id] = room - 1
            taken.append(claimed_of(row, attempt=row.attempts + 1, owner=owner))
    if taken:
        _mark(connection, taken, owner=owner, now=now)
        reach("claiming")
    return taken


def due_ids(connection: Connection, share: Share, *, now: datetime, owner: str) -> list[int]:
    """Return the ids of what may leave now, in order of claiming."""
    query = candidates(
        shared=connection.dialect.name == "postgresql",
        some_kinds=bool(share.kinds),
        only=bool(share.only),
    )
    given = {
        "instant": now,
        "late": now - LATE,
        "without": list(share.without),
        "many": share.limit,
        "me": owner,
        "kinds": list(share.kinds),
        "ids": list(share.only),
    }
    return list(connection.scalars(query, given))


def claimed_of(row: Any, *, attempt: int, owner: str) -> Claimed:
    return Claimed(
        id=row.id,
        commune_id=row.commune_id,
        message_id=row.message_id,
        channel_id=row.channel_id,
        account_id=row.account_id,
        kind=row.kind,
        medium=row.medium,
        reference=row.reference,
        urgency=row.urgency,
        due_at=row.due_at,
        airs_at=row.airs_at,
        not_after=row.not_after,
        document=row.document,
        digest=row.digest,
        sealed_digest=row.sealed_digest,
        before=row.state,
        attempt=attempt,
        owner=owner,
        resent=row.resent,
        looks=row.looks,
        doubted_at=row.doubted_at,
    )


def _mark(connection: Connection, taken: Sequence[Claimed], *, owner: str, now: datetime) -> None:
    for before in CLAIMABLE:
        ids = [each.id for each in taken if each.before == before]
        record_moves(connection, ids, "claim", before=before, after=D.SENDING, now=now)
    ids = [each.id for each in taken]
    connection.execute(_BEGIN_TRIES, {"ids": ids, "by": owner, "at": now})
    connection.execute(_MARK, {"ids": ids, "by": owner})
