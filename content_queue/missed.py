"""What was missed, told once: one open alert for a commune, which says how many, where and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_queue import alerts
from content_queue.models import Alert, Channel, Commune, Delivery
from content_queue.states import DeliveryState

NAMED = 5  # the newest of them by their references


def tell_missed(session: Session, commune: Commune, *, now: datetime) -> None:
    """Open the commune's summary of missed deliveries, or bring the open one up to date.

    It counts from the moment it was opened, so that three days without power are one sentence, not a flood.
    """
    since = _opened_at(session, commune) or now
    missed = (
        Delivery.commune_id == commune.id,
        Delivery.state == DeliveryState.MISSED.value,
        Delivery.settled_at >= since,
    )
    counts = session.execute(
        select(Channel.name, func.count())
        .join_from(Delivery, Channel, Channel.id == Delivery.channel_id)
        .where(*missed)
        .group_by(Channel.name)
        .order_by(Channel.name)
    ).all()
    newest = select(Delivery.reference).where(*missed).order_by(Delivery.due_at.desc(), Delivery.id.desc())
    names = list(dict.fromkeys(session.scalars(newest.limit(NAMED * 4))))[:NAMED]
    told = ", ".join(f"{name} {count}" for name, count in counts)
    total = sum(count for _, count in counts)
    sentence = f"{total} lượt bị lỡ giờ ({told}); mới nhất: {', '.join(names)}."
    alerts.open_alert(session, "missed", _Owned(commune), sentence, now=now)


def _opened_at(session: Session, commune: Commune) -> datetime | None:
    opened: datetime | None = session.scalar(
        select(Alert.opened_at).where(
            Alert.commune_id == commune.id, Alert.kind == "missed", Alert.closed_at.is_(None)
        )
    )
    return opened


class _Owned:
    """A commune as the subject of an alert: it owns itself."""

    __tablename__ = "commune"

    def __init__(self, commune: Commune) -> None:
        self.id = self.commune_id = commune.id
