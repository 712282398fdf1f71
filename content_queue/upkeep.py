"""What each pass tidies before it claims: orphans of a dead run, the stale, the stopped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from content_queue import alerts
from content_queue.audit import record_moves
from content_queue.claims import CLAIMABLE
from content_queue.models import Attempt, Commune, Delivery, Message
from content_queue.states import DELIVERY_MOVES, DeliveryState, next_state

D = DeliveryState
AT_ONCE = 1000  # rows of one pass: databases take only so many parameters in one statement


def doubt_orphans(connection: Connection, *, now: datetime, owner: str) -> int:
    """Make deliveries that a dead run left in sending uncertain, to be looked up at once; count them.

    Only for a database with one publishing process: whatever is being sent by another owner is an orphan.
    A thousand at a time: call it until it finds none. The look at once comes before the channel's own.
    """
    rows = _rows(connection, Delivery.state == D.SENDING.value, Delivery.owner != owner)
    reason = "Máy dừng giữa lúc gửi; đang tra xem đã đăng chưa."
    _move(connection, rows, "doubt", now=now, reason=reason, wake_at=now, doubted_at=now, looks=-1)
    if rows:
        connection.execute(
            update(Attempt)
            .where(Attempt.delivery_id.in_([row.id for row in rows]), Attempt.ended_at.is_(None))
            .values(ended_at=now, outcome="doubt", sentence=reason)
        )
    return len(rows)


def miss_stale(connection: Connection, *, now: datetime) -> int:
    """Mark what is too late as missed, with one summary for each commune; count them."""
    rows = _rows(connection, Delivery.wake_at <= now, Delivery.state.in_(CLAIMABLE), Delivery.not_after < now)
    reason = "Quá giờ cho phép hoặc quá hạn của tin; không gửi nữa."
    _move(connection, rows, "miss", now=now, reason=reason, wake_at=None, settled_at=now)
    for commune_id, missed in groupby(sorted(rows, key=lambda r: r.commune_id), lambda r: r.commune_id):
        names = ", ".join(sorted({row.reference for row in missed})[:10])
        with Session(connection) as session:
            commune = session.get_one(Commune, commune_id)
            alert = _Owned(commune)
            alerts.open_alert(session, "missed", alert, f"Có lượt bị lỡ giờ, mới nhất: {names}.", now=now)
            session.flush()
    return len(rows)


def cancel_stopped(connection: Connection, *, now: datetime, handed_over: Collection[int] = ()) -> int:
    """Cancel what a withdrawn or corrected message still had waiting after its last try; count them.

    `handed_over` are deliveries that reached a person just now: the message may have stopped meanwhile.
    """
    stopped = Delivery.message_id.in_(select(Message.id).where(Message.stopped_at.is_not(None)))
    rows = [*_rows(connection, Delivery.wake_at <= now, Delivery.state.in_(CLAIMABLE), stopped)]
    if handed_over:
        waiting = Delivery.state == D.AWAITING_PERSON.value
        rows += _rows(connection, Delivery.id.in_(handed_over), waiting, stopped)
    _move(connection, rows, "cancel", now=now, reason="Tin đã dừng.", wake_at=None, settled_at=now)
    return len(rows)


class _Owned:
    """A commune as the subject of an alert: it owns itself."""

    __tablename__ = "commune"

    def __init__(self, commune: Commune) -> None:
        self.id = self.commune_id = commune.id


def _rows(connection: Connection, *conditions: Any) -> Sequence[Any]:
    query = select(Delivery.id, Delivery.commune_id, Delivery.state, Delivery.reference)
    first = query.where(*conditions).order_by(Delivery.id).limit(AT_ONCE)
    rows: Sequence[Any] = connection.execute(first.with_for_update(skip_locked=True)).all()
    return rows


def _move(
    connection: Connection, rows: Sequence[Any], verb: str, *, now: datetime, reason: str, **values: Any
) -> None:
    if not rows:
        return
    for before, group in groupby(sorted(rows, key=lambda row: row.state), lambda row: row.state):
        after = next_state(DELIVERY_MOVES, D(before), verb)
        ids = [row.id for row in group]
        connection.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids), Delivery.state == before)
            .values(state=after.value, reason=reason, **values)
        )
        record_moves(connection, ids, verb, before=before, after=after, now=now, reason=reason)
