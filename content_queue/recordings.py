"""Recordings as shared work: claimed one at a time under a lease, reported on, sealed when they are made.

Each claim has a name of its own, so whoever lost a recording (dead, frozen, taken back to write on) changes
nothing more in it, even when the same process has it again. On PostgreSQL leases run in database time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Interval, Select, Update, case, func, literal, select, update
from sqlalchemy.orm import Session

from channels.base import ChannelError, ChannelUnavailable, Rendition, Urgency
from content_queue import audit
from content_queue.db import Instant
from content_queue.killpoints import reach
from content_queue.models import Channel, Message, RenditionRow, User
from content_queue.renditions import BROKEN, RECORDING, SEALED

LEASE = timedelta(minutes=2)  # a maker reports every few seconds
PAUSE = timedelta(seconds=30)  # after a failure that another machine, or later this one, may not have
TRIES = 3

URGENT_FIRST = case({each.value: each.rank for each in Urgency}, value=Message.urgency)


def claim(
    session: Session,
    *,
    owner: str,
    now: datetime,
    message_id: int | None = None,
    kinds: Collection[str] = (),
) -> RenditionRow | None:
    """Take the most urgent waiting recording, the oldest of several, under a lease; an expired one is free.

    The row's owner becomes a name of this claim alone: the rest is done under it. `kinds`: made by channels
    of these kinds only (none given: all).
    """
    row = session.scalar(_waiting(instant(session, now), message_id, kinds))
    if row is not None:
        row.owner = f"{owner}/{uuid4().hex[:8]}"
        row.lease_until = instant(session, now, LEASE)
        session.flush()
    return row


def _waiting(
    at: ColumnElement[datetime], message_id: int | None, kinds: Collection[str]
) -> Select[RenditionRow]:
    waiting = (
        select(RenditionRow)
        .join(Message, Message.id == RenditionRow.message_id)
        .where(RenditionRow.state == RECORDING)
        .where(RenditionRow.lease_until.is_(None) | (RenditionRow.lease_until < at))
        .order_by(URGENT_FIRST, RenditionRow.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=RenditionRow)
    )
    if message_id is not None:
        waiting = waiting.where(RenditionRow.message_id == message_id)
    if kinds:
        makers = select(Channel.id).where(Channel.kind.in_(kinds))
        waiting = waiting.where(RenditionRow.made_by_id.in_(makers))
    return waiting


def report(session: Session, row_id: int, *, owner: str, share: float, now: datetime) -> bool:
    """Note how far a recording is and extend its lease; False when it was lost meanwhile."""
    return _write(session, row_id, owner, progress=share, lease_until=instant(session, now, LEASE))


def finish(session: Session, row_id: int, rendition: Rendition, *, owner: str) -> bool:
    """Seal a finished recording; False when it was lost meanwhile."""
    made = {"document": rendition.document(), "digest": rendition.digest, "progress": 1.0, "problem": ""}
    done = _write(session, row_id, owner, state=SEALED, owner="", lease_until=None, **made)
    reach("sealing")
    return done


def fail(session: Session, row_id: int, problem: ChannelError, *, owner: str, now: datetime) -> bool:
    """Note why a recording could not be made: tried again later or elsewhere, or broken for a person to see.

    Only what the channel calls unavailable is tried again, TRIES times in all. False when it was lost.
    """
    tries = (session.scalar(select(RenditionRow.tries).where(RenditionRow.id == row_id)) or 0) + 1
    noted = {"problem": problem.sentence, "tries": tries, "progress": 0.0, "owner": ""}
    if isinstance(problem, ChannelUnavailable) and tries < TRIES:
        return _write(session, row_id, owner, lease_until=instant(session, now, PAUSE), **noted)
    return _write(session, row_id, owner, state=BROKEN, lease_until=None, **noted)


def give_back(session: Session, row_id: int, *, owner: str) -> bool:
    """Leave a recording to others at once: its maker stops. False when it was lost meanwhile."""
    return _write(session, row_id, owner, owner="", lease_until=None, progress=0.0)


def free(session: Session) -> int:
    """Take away the leases of a dead run, so that its recordings start again at once; count them.

    Only for a database with one publishing process, before it records: whatever is leased is an orphan.
    """
    orphans = update(RenditionRow).where(RenditionRow.state == RECORDING, RenditionRow.owner != "")
    return _count(session, orphans.values(owner="", lease_until=None))


def try_again(session: Session, message: Message, *, actor: User, now: datetime) -> int:
    """Let the broken and the paused recordings of a message be made anew, at once; count them."""
    stopped = update(RenditionRow).where(
        RenditionRow.message_id == message.id,
        RenditionRow.revision == message.revision,
        RenditionRow.state.in_([BROKEN, RECORDING]),
        RenditionRow.problem != "",
        RenditionRow.owner == "",
    )
    again = _count(session, stopped.values(state=RECORDING, problem="", tries=0, lease_until=None))
    if again:
        audit.record(session, "record", message, actor=actor, now=now, recordings=again)
    return again


def _write(session: Session, row_id: int, claimed_as: str, **values: Any) -> bool:
    """Write into a recording under the name of its claim; False when it has another owner by now."""
    mine = update(RenditionRow).where(
        RenditionRow.id == row_id, RenditionRow.owner == claimed_as, RenditionRow.state == RECORDING
    )
    return bool(_count(session, mine.values(**values)))


def _count(session: Session, statement: Update) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def instant(session: Session, now: datetime, ahead: timedelta = timedelta(0)) -> ColumnElement[datetime]:
    """Return a moment from now, by the clock that all who share the work look at."""
    if session.get_bind().dialect.name != "postgresql":
        return literal(now + ahead, Instant())
    return func.clock_timestamp(type_=Instant()) + literal(ahead, Interval())
