"""The record of acts: one entry for each transition, in the transition's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, insert, literal, null, select
from sqlalchemy.orm import Session

from content_queue.models import AuditEntry, Commune, Delivery, User
from content_queue.rows import as_rows, given

_COLUMNS = ["commune_id", "at", "actor_id", "verb", "subject", "subject_id", "before", "after", "details"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """One delivery's transition made by the system itself."""

    commune_id: int
    delivery_id: int
    verb: str
    before: str
    after: str
    reason: str = ""


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
            commune_id=row.id if isinstance(row, Commune) else row.commune_id,
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
    values = {
        "moved_at": now,
        "by_verb": verb,
        "from_state": str(before),
        "to_state": str(after),
        "because": {"reason": reason} if reason else None,
    }
    rows = as_rows(connection, [{"id": each} for each in delivery_ids])
    connection.execute(_moves(connection.dialect.name), {**rows, **values})


def record_all(connection: Connection, moves: Sequence[Move], *, now: datetime) -> None:
    """Add an entry for each transition, however different they are, in one statement."""
    if not moves:
        return
    rows = as_rows(connection, [_row(move) for move in moves])
    connection.execute(_entries(connection.dialect.name), {**rows, "moved_at": now})


def _row(move: Move) -> dict[str, Any]:
    details = {"reason": move.reason} if move.reason else None
    return {
        "commune_id": move.commune_id,
        "subject_id": move.delivery_id,
        "verb": move.verb,
        "before": move.before,
        "after": move.after,
        "details": details,
    }


@cache
def _moves(dialect: str) -> Insert:
    moved = given(dialect, id=Delivery.id.type)
    entries = select(
        Delivery.commune_id,
        bindparam("moved_at", type_=AuditEntry.at.type),
        null(),
        bindparam("by_verb", type_=AuditEntry.verb.type),
        literal(Delivery.__tablename__),
        Delivery.id,
        bindparam("from_state", type_=AuditEntry.before.type),
        bindparam("to_state", type_=AuditEntry.after.type),
        bindparam("because", type_=AuditEntry.details.type),
    ).join_from(moved, Delivery, Delivery.id == moved.c.id)
    return insert(AuditEntry).from_select(_COLUMNS, entries)


@cache
def _entries(dialect: str) -> Insert:
    names = ("commune_id", "subject_id", "verb", "before", "after", "details")
    each = given(dialect, **{name: getattr(AuditEntry, name).type for name in names}).c
    entries = select(
        each.commune_id,
        bindparam("moved_at", type_=AuditEntry.at.type),
        null(),
        each.verb,
        literal(Delivery.__tablename__),
        each.subject_id,
        each.before,
        each.after,
        each.details,
    )
    return insert(AuditEntry).from_select(_COLUMNS, entries)
