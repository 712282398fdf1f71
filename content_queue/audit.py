"""The record of acts: one entry for each transition, in the transition's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from content_queue.models import AuditEntry, User


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
