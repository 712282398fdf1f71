"""The record of acts: one entry for each transition, in the transition's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal, null, select
from sqlalchemy.orm import Session

from content_queue.models import AuditEntry, Delivery, User

_MOVES = insert(AuditEntry).from_select(
    ["commune_id", "at", "actor_id", "verb", "subject", "subject_id", "before", "after", "details"],
    select(
        Delivery.commune_id,
        bindparam("moved_at", type_=AuditEntry.at.type),
        null(),
        bindparam("by_verb", type_=AuditEntry.verb.type),
        literal(Delivery.__tablename__),
        Delivery.id,
        bindparam("from_state", type_=AuditEntry.before.type),
        bindparam("to_state", type_=AuditEntry.after.type),
        bindparam("because", type_=AuditEntry.details.type),
    ).where(Delivery.id.in_(bindparam("ids", expanding=True))),
)


def record(
    session: Session,
    verb: str,
    row: Any,
    *,
    actor: User | None,
    now: datetime,
    before: str = "",
    after: str = "",
    **details: Any,
) -> None:
    """Add an entry about a row of a commune; `actor` None is the system itself."""
    session.flush()  # the row must have its id
    session.add(
        AuditEntry(
            commune_id=row.commune_id,
            at=now,
            actor_id=actor.id if actor else None,
            verb=verb,
            subject=row.__tablename__,
            subject_id=row.id,
            before=str(before),
            after=str(after),
            details=details or None,
        )
    )


def record_moves(
    connection: Connection,
    delivery_ids: Sequence[int],
    verb: str,
    *,
    before: str,
    after: str,
    now: datetime,
    reason: str = "",
) -> None:
    """Add an entry for each of the deliveries that the system moves alike, in one statement."""
    if not delivery_ids:
        return
    connection.execute(
        _MOVES,
        {
            "ids": delivery_ids,
            "moved_at": now,
            "by_verb": verb,
            "from_state": str(before),
            "to_state": str(after),
            "because": {"reason": reason} if reason else None,
        },
    )
