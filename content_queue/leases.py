"""A publishing process's right to what it has claimed: a row, renewed while the process lives.

On PostgreSQL the right is a lease in database time. A worker whose lease ran out lost all it held: the others
make it uncertain, and look before they send. Its results are still written where nobody has taken over; it
may send nothing more under that name, and begins a new term under another. On SQLite one process publishes,
held by an OS lock: its right never ends, its row only tells when it was last alive.

What remains: a worker that is frozen after its last look at the lease and before its request is written (some
microseconds, or the time to connect) may still send when it wakes up. MARGIN is longer than connecting takes,
and whoever takes over looks several times, over minutes, before sending again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, Interval, func, insert, literal, select, update
from sqlalchemy.exc import SQLAlchemyError

from channels.base import ChannelUnavailable
from content_queue.clockwatch import BUILT, ClockWatch, steady_seconds
from content_queue.db import Instant
from content_queue.models import Worker

LENGTH = timedelta(seconds=20)
MARGIN = timedelta(seconds=6)  # connecting may take five seconds
EVERY = timedelta(seconds=5)
EVERY_ALONE = timedelta(seconds=15)  # on SQLite each renewal is a write to the disk

log = logging.getLogger("publisher.leases")


def database_now() -> ColumnElement[datetime]:
    """Return the database's own clock, as it is when the statement runs."""
    return func.clock_timestamp(type_=Instant())


class Lease:
    """One process's right to publish; `owner` is the name of its present term."""

    def __init__(
        self,
        engine: Engine,
        *,
        name: str,
        clock: Callable[[], datetime],
        kinds: Collection[str] = (),
        length: timedelta = LENGTH,
        watch: ClockWatch | None = None,
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        self._engine, self._name, self._clock, self._kinds = engine, name, clock, sorted(kinds)
        self._length, self._watch, self._steady = length, watch, steady
        self._term = 1
        self._until = 0.0  # steady seconds
        self.shared = engine.dialect.name == "postgresql"
        self.ticked_at = clock()  # the dispatcher's last turn: a process whose dispatcher hangs is not alive
        self.trouble = ""
        self._confirmed_at: datetime | None = None

    @property
    def owner(self) -> str:
        """Return the name under which this term's work is claimed."""
        return self._name if self._term == 1 else f"{self._name}#{self._term}"

    def holds(self, owner: str) -> bool:
        """Say whether what was claimed under this name is still ours, with a margin."""
        return not self.shared or (owner == self.owner and self._steady() < self._until)

    def require(self, owner: str) -> None:
        """Raise ChannelUnavailable unless what was claimed under this name is still ours."""
        if not self.holds(owner):
            raise ChannelUnavailable("Máy gửi đã mất quyền giữ lượt này; nơi khác tra lại.", code="lease")

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Hold the right while the block runs: renew it in the background, give it back at the end.

        Whoever runs again after trouble does so in a new term: what the old one left is an orphan.
        """
        try:
            self.begin()
            with self._renewed():
                yield
        finally:
            self.end()
            self._term += 1

    @contextmanager
    def _renewed(self) -> Iterator[None]:
        done = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(done,), name="lease", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()

    def begin(self) -> None:
        """Write the row of a new term."""
        asked = self._steady()
        with self._engine.begin() as connection:
            connection.execute(
                insert(Worker).values(
                    name=self.owner,
                    kinds=self._kinds,
                    started_at=self._clock(),
                    seen_at=self._clock(),
                    sure_at=self._sure_at,
                    lease_until=self._lease_until(),
                    trouble=self.trouble,
                )
            )
        self._extend(asked)

    def renew(self) -> bool:
        """Extend the lease and tell how we are; when it was lost, begin a new term and return False."""
        asked = self._steady()
        mine = update(Worker).where(Worker.name == self.owner, Worker.ended_at.is_(None))
        if self.shared:
            mine = mine.where(Worker.lease_until > database_now())
        with self._engine.begin() as connection:
            kept = connection.execute(
                mine.values(
                    seen_at=self.ticked_at,
                    sure_at=self._sure_at,
                    lease_until=self._lease_until(),
                    trouble=self.trouble,
                ).returning(Worker.confirmed_at)
            ).first()
            self._hold_against(connection)
        if kept is None:
            log.warning("the lease of %s was lost; a new term begins", self.owner)
            self._term += 1
            self.begin()
            return False
        self._extend(asked)
        self._heed(kept.confirmed_at)
        return True

    def end(self) -> None:
        """Say that nothing is held any more."""
        self._until = 0.0
        gone = update(Worker).where(Worker.name == self.owner, Worker.ended_at.is_(None))
        try:
            with self._engine.begin() as connection:
                connection.execute(gone.values(ended_at=self._clock(), seen_at=self.ticked_at))
        except SQLAlchemyError as problem:
            log.warning("the lease could not be given back, it will run out: %s", problem)

    def _keep(self, done: threading.Event) -> None:
        every = min(EVERY, self._length / 4) if self.shared else EVERY_ALONE
        while not done.wait(every.total_seconds()):
            try:
                self.renew()
            except SQLAlchemyError as problem:
                log.warning("the lease could not be renewed: %s", problem)

    def _extend(self, asked: float) -> None:
        """Count from before the asking: our end must come before the database's."""
        self._until = asked + (self._length - min(MARGIN, self._length / 3)).total_seconds()

    @property
    def _sure_at(self) -> datetime:
        return BUILT if self._watch is None else self._watch.known  # nobody watched: it proves nothing

    def _lease_until(self) -> ColumnElement[datetime] | None:
        return database_now() + literal(self._length, Interval()) if self.shared else None

    def _hold_against(self, connection: Connection) -> None:
        """Let the database's clock confirm ours, or put it in doubt."""
        if self._watch is not None and self.shared:
            there = connection.scalar(select(database_now()))
            if there is not None:
                self._watch.hold_against(there)

    def _heed(self, confirmed_at: datetime | None) -> None:
        """Believe the clock once a person has confirmed it."""
        if confirmed_at is not None and confirmed_at != self._confirmed_at and self._watch is not None:
            self._watch.confirm()
        self._confirmed_at = confirmed_at


def last_known(connection: Connection) -> datetime | None:
    """Return the latest time at which a publisher of this installation was sure of its clock."""
    found: datetime | None = connection.scalar(select(func.max(Worker.sure_at, type_=Instant())))
    return found


def confirm_clock(connection: Connection, *, now: datetime) -> int:
    """Take a person's word that the clock is right now; return how many publishers at work will hear it."""
    connection.execute(update(Worker).where(Worker.sure_at > now).values(sure_at=now))
    told = connection.execute(update(Worker).where(Worker.ended_at.is_(None)).values(confirmed_at=now))
    return int(told.rowcount)
