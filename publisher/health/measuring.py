"""Measuring: a few indexed questions to the database, the disk, and the adapters that need no network.

It stays fast with a million past deliveries: every question about deliveries walks a partial index, whose
condition must stand in the query as it stands in the index.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal_column, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from channels.base import Medium, Urgency
from content_queue import invariants
from content_queue.db import open_session
from content_queue.models import Account, Attempt, Channel, Commune, Contact, Delivery, Worker
from publisher.app import App
from publisher.health.figures import (
    FailingContact,
    Figures,
    Held,
    Readiness,
    Records,
    TokenLeft,
    WorkerSeen,
)
from publisher.secrets import SecretUnreadable

OVERDUE = timedelta(minutes=5)
STUCK = timedelta(minutes=20)
DAY = timedelta(days=1)
LOOK_AGAIN = timedelta(minutes=10)  # trying a voice takes a second


def measure(app: App, *, only: int | None = None, thorough: bool = False) -> Figures:
    """Measure all at once, perhaps of one commune; `thorough` asks also whether every rule is kept."""
    return Lookout(app, only=only).figures(thorough=thorough)


@dataclass
class Lookout:
    """Measures again and again; what is slow to ask of the adapters is remembered for ten minutes."""

    app: App
    only: int | None = None
    kinds: Collection[str] = ()  # of channels that this machine serves; empty: all
    _readiness: Sequence[Readiness] = field(default=(), init=False)
    _secrets_problem: str = field(default="", init=False)
    _asked_at: datetime | None = field(default=None, init=False)

    def figures(self, *, thorough: bool = False) -> Figures:
        """Measure now; a database that does not answer is a figure, too."""
        now = self.app.clock()
        records, problem = None, ""
        try:
            records = self._records(now, thorough)
            self._ask_adapters(now)
        except SQLAlchemyError as failed:
            problem = _told(failed)
        return Figures(
            at=now,
            host=platform.node() or "host",
            disk_free=shutil.disk_usage(self.app.home.folder).free,
            records=records,
            database_problem=problem,
            readiness=self._readiness,
            secrets_problem=self._secrets_problem,
        )

    def _records(self, now: datetime, thorough: bool) -> Records:
        with open_session(self.app.engine, commune_id=self.only, reading=True) as session:
            return Records(
                oldest_overdue_at=_oldest_overdue(session, now),
                stuck=_stuck(session, now),
                uncertain_waiting=_uncertain(session, Delivery.wake_at.is_(None)),
                uncertain_looking=_uncertain(session, Delivery.wake_at.is_not(None)),
                workers=_workers(session, now),
                held=(*_held(session, Account), *_held(session, Channel)),
                tokens=_tokens(session, now),
                failing=_failing(session),
                by_state=_by_state(session, now),
                broken=invariants.problems(session.connection(), now=now) if thorough else (),
            )

    def _ask_adapters(self, now: datetime) -> None:
        if self._asked_at is not None and timedelta(0) <= now - self._asked_at < LOOK_AGAIN:
            return
        channels = select(Channel.id, Channel.name, Channel.medium, Commune.code)
        channels = channels.join(Commune, Commune.id == Channel.commune_id).order_by(Channel.id)
        if self.kinds:
            channels = channels.where(Channel.kind.in_(self.kinds))
        with open_session(self.app.engine, commune_id=self.only, reading=True) as session:
            rows = session.execute(channels).all()
        try:
            adapters = self.app.book.many([row.id for row in rows])
            self._readiness = tuple(_readiness(row, adapters[row.id]) for row in rows)
            self._secrets_problem = ""
        except SecretUnreadable as problem:
            self._secrets_problem = str(problem)
        self._asked_at = now


def _told(failed: SQLAlchemyError) -> str:
    said = str(getattr(failed, "orig", None) or type(failed).__name__)
    return said.strip().split("\n")[0]


def _oldest_overdue(session: Session, now: datetime) -> datetime | None:
    waiting = text("delivery.state IN ('planned', 'retrying')")
    every = Delivery.urgency.in_([each.rank for each in Urgency])  # the index begins with it
    found: datetime | None = session.scalar(
        select(func.min(Delivery.due_at)).where(waiting, every, Delivery.wake_at < now - OVERDUE)
    )
    return found


def _stuck(session: Session, now: datetime) -> int:
    old = exists().where(
        Attempt.delivery_id == Delivery.id, Attempt.ended_at.is_(None), Attempt.begun_at < now - STUCK
    )
    return _count(session, text("delivery.state = 'sending'"), old)


def _uncertain(session: Session, further: ColumnElement[bool]) -> int:
    return _count(session, text("delivery.state = 'uncertain'"), further)


def _count(session: Session, *conditions: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(Delivery).where(*conditions)) or 0)


def _workers(session: Session, now: datetime) -> tuple[WorkerSeen, ...]:
    rows = session.scalars(select(Worker).where(Worker.ended_at.is_(None)).order_by(Worker.id))
    return tuple(
        WorkerSeen(name=row.name, silent=abs(now - row.seen_at), trouble=row.trouble) for row in rows
    )


def _held(session: Session, table: type[Account] | type[Channel]) -> tuple[Held, ...]:
    held = select(table.name, table.held_because, Commune.code).where(table.held_because != "")
    rows = session.execute(held.join(Commune, Commune.id == table.commune_id).order_by(table.id))
    return tuple(
        Held(name=name, commune=code, because=because, is_account=table is Account)
        for name, because, code in rows
    )


def _tokens(session: Session, now: datetime) -> tuple[TokenLeft, ...]:
    rows = session.execute(
        select(Account.name, Commune.code, Account.token_ends_at)
        .join(Commune, Commune.id == Account.commune_id)
        .order_by(Account.id)
    )
    return tuple(
        TokenLeft(account=name, commune=code, days=max(0, (ends - now).days) if ends else None)
        for name, code, ends in rows
    )


def _failing(session: Session) -> tuple[FailingContact, ...]:
    rows = session.execute(
        select(Contact.name, Commune.code, Contact.tries, Contact.problem)
        .join(Commune, Commune.id == Contact.commune_id)
        .where(Contact.problem != "")
        .order_by(Contact.id)
    )
    return tuple(
        FailingContact(name=name, commune=code, tries=tries, problem=problem)
        for name, code, tries, problem in rows
    )


def _by_state(session: Session, now: datetime) -> dict[str, int]:
    communes = select(Commune.id)  # leads the planner to the index on commune and due time
    rows = session.execute(
        select(Delivery.state, func.count(literal_column("1")))
        .where(Delivery.commune_id.in_(communes), Delivery.due_at > now - DAY, Delivery.due_at <= now)
        .group_by(Delivery.state)
        .order_by(Delivery.state)
    )
    return {state: count for state, count in rows}


def _readiness(row: Any, adapter: Any) -> Readiness:
    """Ask the adapters that work on this machine; `channel check` asks the others over the network."""
    here = row.medium == Medium.LOUDSPEAKER and not isinstance(adapter, Exception)
    problems = (str(adapter),) if isinstance(adapter, Exception) else tuple(adapter.check()) if here else ()
    return Readiness(channel=row.name, commune=row.code, problems=problems, asked=here)
