"""Workers taken step by step: each stands still wherever nobody moves it, as if it were a frozen process."""

from __future__ import annotations

import itertools
import logging
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import ClassVar

import pytest
from sqlalchemy import text, update

from channels.memory import BOARDS
from content_queue import dispatcher as engine_room
from content_queue.leases import Lease
from content_queue.models import Account, Channel
from content_queue.models import Worker as WorkerRow
from content_queue.traffic import Traffic
from publisher.testing import Village

LENGTH = timedelta(hours=1)  # ends when a test says so, however slow the machine
NAMES = ("Fanpage", "Nhóm một", "Nhóm hai")  # the groups share an account


class Standstill:
    """A pool of threads that does nothing until it is told to."""

    def __init__(self):
        self.waiting = []

    def submit(self, work, errand):
        self.waiting.append((work, errand))


class Worker:
    """One publishing process between its steps, and its own clock that never steps."""

    numbers = itertools.count(1)
    sending: ClassVar[list] = []  # who is sending now, and is frozen there while others work

    def __init__(self, village):
        self.village, self.seconds, self.outcomes, self.written = village, 0.0, [], []
        self.dispatcher = village.app.dispatcher(watch=self.written.append)
        self.lease = self.dispatcher.lease = Lease(
            village.app.engine,
            name=f"máy {next(self.numbers)}",
            clock=village.clock,
            length=LENGTH,
            steady=lambda: self.seconds,
        )
        self.dispatcher.chance = Random(1)  # a life that failed must fail again
        self.pool = Standstill()
        self.traffic = Traffic(self.pool, stop=self.dispatcher.stop, patience=9e9)
        self.traffic.most = 2  # in hand at the same time: something is left for the others
        self.lease.begin()
        if not self.lease.shared:
            self.dispatcher.adopt()

    def turn(self):
        """Settle what has come back, but nothing that another has taken over; take what is due."""
        lost = self._taken_over()
        self.outcomes = self.dispatcher._pass(self.traffic, self.outcomes, False)
        assert not lost & {each.claimed.id for each in self.written}
        self.written.clear()

    def send(self):
        """Do what was taken; what was taken under a lost lease does not leave."""
        while self.pool.waiting:
            work, errand = self.pool.waiting.pop(0)
            holds, before = self.lease.holds(errand.claimed.owner), self._published()
            with self._at_work():
                work(errand)
            assert holds or self._published() == before
        self.outcomes += self.traffic.gather(wait=0)

    @contextmanager
    def _at_work(self):
        self.sending.append(self)
        try:
            yield
        finally:
            self.sending.pop()

    def _published(self):
        return sum(len(BOARDS[name].published) for name in self.village.boards)

    def _taken_over(self):
        rows = {row.id: row for row in self.village.deliveries()} if self.outcomes else {}
        mine = [each.claimed for each in self.outcomes]
        return {
            each.id
            for each in mine
            if (rows[each.id].owner, rows[each.id].attempts) != (each.owner, each.attempt)
        }

    def work(self):
        """Take turns until nothing is left."""
        if not self.lease.holds(self.lease.owner):
            self.renew()
        for _ in range(9):
            self.turn()
            if not self.pool.waiting and not self.outcomes:
                return
            self.send()

    def renew(self):
        self.lease.renew()

    def freeze(self):
        """Stand still for longer than the lease; on SQLite nobody notices."""
        if not self.lease.shared:
            return
        self.seconds += LENGTH.total_seconds() + 1
        past = text("clock_timestamp() - interval '1 second'")
        with self.village.app.engine.begin() as connection:
            connection.execute(
                update(WorkerRow).where(WorkerRow.name == self.lease.owner).values(lease_until=past)
            )


@pytest.fixture
def worker(monkeypatch):
    """What starts a worker of a village."""
    monkeypatch.setattr(engine_room, "NAP", timedelta(0))
    for name in ("publisher.dispatcher", "publisher.leases"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)  # thousands of tracebacks take time
    return Worker


@pytest.fixture
def home(tmp_path, database_url):
    """A commune with three channels for many lives, once on SQLite and once on PostgreSQL."""
    village = Village.settle(tmp_path, url=database_url)
    rows = [village.channel(name) for name in NAMES]
    with village.app.writing(village.commune) as session:
        shared = Account(name="OA", kind="memory", settings={}, secrets={})
        for row in rows[1:]:
            session.get_one(Channel, row.id).account = shared
    yield village
    village.app.close()
    for name in NAMES:
        BOARDS.pop(name, None)
