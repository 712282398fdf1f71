"""What each pass tidies before it claims: orphans of a dead run, the stale, the stopped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, text, update
from sqlalchemy.orm import Session

from channels.base import Medium
from content_queue.audit import record_moves
from content_queue.candidates import IS_WAITING
from content_queue.holds import end_holds
from content_queue.leases import database_now
from content_queue.missed import tell_missed
from content_queue.models import Attempt, Channel, Commune, Delivery, Message, Worker
from content_queue.states import DELIVERY_MOVES, DeliveryState, next_state

D = DeliveryState
LATELY = timedelta(days=30)  # whatever was being sent or looked up has settled long before
IS_SENDING = text("delivery.state = 'sending'")
AT_ONCE = 1000  # rows of one pass: databases take only so many parameters in one statement


def tidy(connection: Connection, *, now: datetime, shared: bool) -> bool:
    """Do all that a pass tidies; say whether there is more of it than one pass takes.

    `shared`: other workers publish from this database, and may have died.
    """
    done = [doubt_the_dead(connection, now=now)] if shared else []
    end_holds(connection, now=now)
    done += [miss_stale(connection, now=now), cancel_stopped(connection, now=now)]
    return max(done) >= AT_ONCE


def doubt_the_dead(connection: Connection, *, now: datetime) -> int:
    """Make uncertain what workers held whose lease ran out; count those deliveries."""
    end_dead_workers(connection, now=now)
    alive = select(Worker.name).where(Worker.ended_at.is_(None))
    return _doubt(connection, Delivery.owner.not_in(alive), now=now)


def end_dead_workers(connection: Connection, *, now: datetime) -> int:
    """Take the right to publish from workers whose lease ran out; count them.

    Their rows are locked: whoever renews at the same moment either came first or has lost.
    """
    expired = select(Worker.id).where(Worker.ended_at.is_(None), Worker.lease_until < database_now())
    dead = connection.scalars(expired.with_for_update(skip_locked=True)).all()
    if dead:
        connection.execute(update(Worker).where(Worker.id.in_(dead)).values(ended_at=now))
    return len(dead)


def doubt_orphans(connection: Connection, *, now: datetime, owner: str) -> int:
    """Make deliveries that a dead run left in sending uncertain, to be looked up at once; count them.

    Only for a database with one publishing process: whatever is being sent by another owner is an orphan.
    A thousand at a time: call it until it finds none.
    """
    others = update(Worker).where(Worker.ended_at.is_(None), Worker.name != owner)
    connection.execute(others.values(ended_at=now))
    return _doubt(connection, Delivery.owner != owner, now=now)


def _doubt(connection: Connection, orphaned: ColumnElement[bool], *, now: datetime) -> int:
    """Make orphans uncertain; the look at once comes before the channel's own."""
    rows = _rows(connection, IS_SENDING, orphaned)
    reason = "Máy dừng giữa lúc gửi; đang tra xem đã đăng chưa."
    _move(connection, rows, "doubt", now=now, reason=reason, wake_at=now, doubted_at=now, looks=-1)
    _end_tries(connection, rows, now=now, outcome="doubt", sentence=reason)
    return len(rows)


def give_back(connection: Connection, *, now: datetime, owner: str, but: Collection[int]) -> int:
    """Plan again what this worker claimed without knowing it: the commit came through, its answer did not.

    `but` is what it has in hand. Nothing of the others has left, so no attempt is lost; count them.
    """
    mine = Delivery.owner == owner
    rows = [row for row in _rows(connection, IS_SENDING, mine, most=len(but) + AT_ONCE) if row.id not in but]
    _move(connection, rows, "hold", now=now, reason="", wake_at=now, attempts=Delivery.attempts - 1)
    _end_tries(connection, rows, now=now, outcome="hold", sentence="")
    return len(rows)


def miss_stale(connection: Connection, *, now: datetime) -> int:
    """Mark what is too late as missed, with one summary for each commune; count them."""
    rows = _rows(connection, IS_WAITING, Delivery.not_after < now)
    reason = "Quá giờ cho phép hoặc quá hạn của tin; không gửi nữa."
    _move(connection, rows, "miss", now=now, reason=reason, wake_at=None, settled_at=now)
    for commune_id in sorted({row.commune_id for row in rows}):
        with Session(connection) as session:
            tell_missed(session, session.get_one(Commune, commune_id), now=now)
            session.flush()
    return len(rows)


def cancel_stopped(connection: Connection, *, now: datetime, handed_over: Collection[int] = ()) -> int:
    """Cancel what a withdrawn or corrected message still had waiting after its last try; count them.

    `handed_over` are deliveries that reached a person just now: the message may have stopped meanwhile.
    """
    stopped = Delivery.message_id.in_(lately_stopped(now))
    rows = [*_rows(connection, IS_WAITING, stopped)]
    if handed_over:
        waiting = Delivery.state == D.AWAITING_PERSON.value
        rows += _rows(connection, Delivery.id.in_(handed_over), waiting, stopped)
    _move(connection, rows, "cancel", now=now, reason="Tin đã dừng.", wake_at=None, settled_at=now)
    return len(rows)


def lately_stopped(now: datetime) -> Select[int]:
    """Return the messages of which something that was on its way when they stopped may still come back."""
    return select(Message.id).where(Message.stopped_at > now - LATELY)


def loudspeakers(connection: Connection) -> set[int]:
    """Return the channels that make noise in the street: they need a clock that somebody has confirmed."""
    return set(connection.scalars(select(Channel.id).where(Channel.medium == Medium.LOUDSPEAKER.value)))


def _end_tries(
    connection: Connection, rows: Sequence[Any], *, now: datetime, outcome: str, sentence: str
) -> None:
    if rows:
        open_ones = Attempt.delivery_id.in_([row.id for row in rows]), Attempt.ended_at.is_(None)
        ended = update(Attempt).where(*open_ones)
        connection.execute(ended.values(ended_at=now, outcome=outcome, sentence=sentence))


def _rows(connection: Connection, *conditions: Any, most: int = AT_ONCE) -> Sequence[Any]:
    query = select(Delivery.id, Delivery.commune_id, Delivery.state, Delivery.reference)
    first = query.where(*conditions).limit(most)  # any of them: an order would walk the whole table
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
