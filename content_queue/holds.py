"""Holds: an account or a channel that must not be used now; they end by themselves or when mended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from content_queue import alerts, audit
from content_queue.models import Account, Channel, User


def hold(
    session: Session, held: Account | Channel, *, reason: str, until: datetime | None, now: datetime
) -> None:
    """Let nothing more go there until then (None: until a person has mended it), with one alert."""
    held.held_because, held.held_until = reason, until
    alerts.open_alert(session, "held", held, f"{held.name}: {reason}", now=now)
    audit.record(session, "hold", held, actor=None, now=now, reason=reason)


def release(session: Session, held: Account | Channel, *, actor: User | None, now: datetime) -> bool:
    """End a hold and its alert; False when there was none."""
    if not held.held_because:
        return False
    held.held_because, held.held_until = "", None
    alerts.close_alerts(session, held, now=now, kind="held")
    audit.record(session, "release", held, actor=actor, now=now)
    return True


def end_holds(connection: Connection, *, now: datetime) -> int:
    """Release what was held until now; count."""
    with Session(connection) as session:
        over: list[Account | Channel] = [
            *session.scalars(
                select(Account)
                .where(Account.held_until <= now, Account.held_because != "")
                .with_for_update(skip_locked=True)
            ),
            *session.scalars(
                select(Channel)
                .where(Channel.held_until <= now, Channel.held_because != "")
                .with_for_update(skip_locked=True)
            ),
        ]
        for held in over:
            release(session, held, actor=None, now=now)
        session.flush()
    return len(over)
