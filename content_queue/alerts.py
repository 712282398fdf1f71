"""Alerts: what a person must look at, opened once per incident and closed when it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content_queue.models import Alert


def open_alert(session: Session, kind: str, row: Any, sentence: str, *, now: datetime) -> bool:
    """Open an alert about a row; one of this kind that is open says this now. Tell whether it is new."""
    session.flush()
    already = session.scalar(
        select(Alert).where(
            Alert.commune_id == row.commune_id,
            Alert.kind == kind,
            Alert.subject == row.__tablename__,
            Alert.subject_id == row.id,
            Alert.closed_at.is_(None),
        )
    )
    if already is not None:
        already.sentence = sentence
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


def close_alerts(session: Session, row: Any, *, now: datetime, kind: str = "") -> None:
    """Close the open alerts about a row, perhaps of one kind only."""
    about = update(Alert).where(
        Alert.commune_id == row.commune_id,
        Alert.subject == row.__tablename__,
        Alert.subject_id == row.id,
        Alert.closed_at.is_(None),
    )
    session.execute((about.where(Alert.kind == kind) if kind else about).values(closed_at=now))


def close_all(session: Session, subject: str, ids: Sequence[int], *, now: datetime) -> None:
    """Close the open alerts about many rows of one table."""
    if not ids:
        return
    about = update(Alert).where(
        Alert.subject == subject, Alert.subject_id.in_(ids), Alert.closed_at.is_(None)
    )
    session.execute(about.values(closed_at=now).execution_options(synchronize_session=False))
