"""Alerts: what a person must look at, opened once per incident and closed when it is settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content_queue.models import Alert


def open_alert(session: Session, kind: str, row: Any, sentence: str, *, now: datetime) -> bool:
    """Open an alert about a row unless one of this kind is open; say whether it is new."""
    session.flush()
    already = session.scalar(
        select(Alert.id).where(
            Alert.commune_id == row.commune_id,
            Alert.kind == kind,
            Alert.subject == row.__tablename__,
            Alert.subject_id == row.id,
            Alert.closed_at.is_(None),
        )
    )
    if already is not None:
        return False
    session.add(
        Alert(
            commune_id=row.commune_id,
            kind=kind,
            subject=row.__tablename__,
            subject_id=row.id,
            sentence=sentence,
            opened_at=now,
        )
    )
    return True


def close_alerts(session: Session, kind: str, row: Any, *, now: datetime) -> None:
    """Close the open alerts of a kind about a row."""
    session.execute(
        update(Alert)
        .where(
            Alert.commune_id == row.commune_id,
            Alert.kind == kind,
            Alert.subject == row.__tablename__,
            Alert.subject_id == row.id,
            Alert.closed_at.is_(None),
        )
        .values(closed_at=now)
    )
