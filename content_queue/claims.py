"""Taking due deliveries: state and attempt are committed for a whole batch before any request leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from content_queue.audit import record_moves
from content_queue.killpoints import reach
from content_queue.models import Account, Attempt, Channel, Delivery, Message, RenditionRow
from content_queue.states import DeliveryState

D = DeliveryState
CLAIMABLE = (D.PLANNED.value, D.RETRYING.value)
UNSETTLED = (D.PLANNED.value, D.SENDING.value, D.RETRYING.value, D.UNCERTAIN.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """One delivery in this process's hands, with all that sending needs."""

    id: int
    commune_id: int
    message_id: int
    channel_id: int
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


_COLUMNS = (
    Delivery.id,
    Delivery.commune_id,
    Delivery.message_id,
    Delivery.channel_id,
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

_page = aliased(Delivery)
_WAITS_FOR_PAGE = exists().where(
    _page.id == Delivery.waits_for_id,
    _page.state.in_(UNSETTLED),
    Delivery.waits_until > bindparam("instant"),
)
_SENDABLE = (
    select(*_COLUMNS)
    .join(Channel, Channel.id == Delivery.channel_id)
    .join(RenditionRow, RenditionRow.id == Delivery.rendition_id)
    .join(Message, Message.id == Delivery.message_id)
    .where(
        Delivery.wake_at <= bindparam("instant"),
        Delivery.state.in_(CLAIMABLE),
        Delivery.not_after >= bindparam("instant"),
        Delivery.channel_id.not_in(bindparam("without", expanding=True)),
        Message.stopped_at.is_(None),
        ~_WAITS_FOR_PAGE,
    )
    .order_by(Delivery.urgency, Delivery.due_at, Delivery.id)
    .limit(bindparam("many", type_=Integer))
)
_TO_LOOK_FOR = (
    select(*_COLUMNS)
    .join(Channel, Channel.id == Delivery.channel_id)
    .join(RenditionRow, RenditionRow.id == Delivery.rendition_id)
    .where(Delivery.wake_at <= bindparam("instant"), Delivery.state == D.UNCERTAIN.value)
    .order_by(Delivery.urgency, Delivery.wake_at)
    .limit(bindparam("many", type_=Integer))
)
_BLOCKED = (
    select(Channel.id)
    .outerjoin(Account, Channel.account_id == Account.id)
    .where(
        or_(
            Channel.paused,
            *(
                and_(
                    held.held_because != "",
                    or_(held.held_until.is_(None), held.held_until > bindparam("now")),
                )
                for held in (Channel, Account)
            ),
        )
    )
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


def blocked_channels(connection: Connection, now: datetime) -> set[int]:
    """Return the channels that must not send now: paused, held, or on a held account."""
    return set(connection.scalars(_BLOCKED, {"now": now}))


def claim(
    connection: Connection,
    *,
    now: datetime,
    owner: str,
    limit: int,
    without: Collection[int],
    room: Mapping[int, int],
    only: Collection[int] = (),
) -> list[Claimed]:
    """Mark up to `limit` due deliveries as being sent, each with its attempt; the caller commits.

    `without` are channels to leave alone, `room` how many more a channel may take (default: the limit).
    """
    query = _only(_SENDABLE, only).with_for_update(skip_locked=True, of=Delivery)
    rows = connection.execute(query, {"instant": now, "without": list(without), "many": limit}).all()
    left = dict(room)
    taken: list[Claimed] = []
    for row in rows:
        share = left.get(row.channel_id, limit)
        if share > 0:
            left[row.channel_id] = share - 1
            taken.append(_claimed(row, attempt=row.attempts + 1, owner=owner))
    if taken:
        _mark(connection, taken, owner=owner, now=now)
        reach("claiming")
    return taken


def _only(query: Select[*tuple[Any, ...]], ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    return query.where(Delivery.id.in_(ids)) if ids else query


def anything_to_do(
    connection: Connection, *, now: datetime, only: Collection[int] = (), later_looks: bool = True
) -> bool:
    """Say whether something may leave now, must be missed or cancelled now, or is being looked up."""
    awake = select(Delivery.id).where(Delivery.wake_at <= now, Delivery.state.in_(CLAIMABLE))
    stopped = select(Message.id).where(Message.stopped_at.is_not(None))
    looked_up = select(Delivery.id).where(Delivery.wake_at.is_not(None), Delivery.state == D.UNCERTAIN.value)
    if not later_looks:
        looked_up = looked_up.where(Delivery.wake_at <= now)
    questions = [
        _only(_SENDABLE, only),
        awake.where(Delivery.not_after < now),
        awake.where(Delivery.message_id.in_(stopped)),
        _only(looked_up, only),
    ]
    values = {"instant": now, "without": list(blocked_channels(connection, now))}
    return any(connection.execute(each.limit(1), values).first() for each in questions)


def _claimed(row: Any, *, attempt: int, owner: str) -> Claimed:
    return Claimed(
        id=row.id,
        commune_id=row.commune_id,
        message_id=row.message_id,
        channel_id=row.channel_id,
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


def due_lookups(
    connection: Connection, *, now: datetime, limit: int, only: Collection[int] = ()
) -> list[Claimed]:
    """Return uncertain deliveries whose next look is due."""
    rows = connection.execute(_only(_TO_LOOK_FOR, only), {"instant": now, "many": limit})
    return [_claimed(row, attempt=row.attempts, owner=row.owner) for row in rows]
