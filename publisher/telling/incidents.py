"""Incidents of the installation itself: opened by a wrong finding, closed when it has gone for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content_queue.models import Incident
from publisher.health.findings import Finding

OVER_AFTER = timedelta(minutes=5)  # what comes and goes is one incident


def note_findings(session: Session, found: Iterable[Finding], *, now: datetime) -> None:
    """Open what is newly wrong, refresh what still is, close what nobody has found for five minutes.

    Each worker refreshes what it sees; so one machine's full disk is not closed by another machine.
    """
    open_now = {row.key: row for row in session.scalars(select(Incident).where(Incident.closed_at.is_(None)))}
    for finding in found:
        row = open_now.get(finding.key)
        if row is None:
            row = Incident(key=finding.key, opened_at=now)
            open_now[finding.key] = row
            session.add(row)
        row.sentence, row.seen_at = f"{finding.sentence()}.".replace("..", "."), now
    session.flush()
    over = update(Incident).where(Incident.closed_at.is_(None), Incident.seen_at < now - OVER_AFTER)
    session.execute(over.values(closed_at=now))
