"""The engine: claim what is due, send it on a pool of threads, settle the results in groups.

The delivery row with its due time is the only truth. One writer (the thread that calls `run`) does every
claim and every settlement, each turn in one transaction; no transaction is open while something is sent.
A turn, in order: read the clock → settle → tidy → claim → look → start → gather. While the database does not
answer, results are kept and the turn is tried again; while the clock can't be believed, only results are
settled. Any number of dispatchers may share one PostgreSQL: each holds a lease.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, TimeoutError

from channels.base import Channel, Facts, FileStore
from content_queue import upkeep
from content_queue.candidates import next_wake
from content_queue.claims import Claimed, Share, claim
from content_queue.clockwatch import ClockDoubted, ClockWatch, Reading, Trust
from content_queue.db import is_away
from content_queue.errands import errand_of, first_tries, put_off
from content_queue.idleness import anything_to_do
from content_queue.killpoints import reach
from content_queue.leases import Lease
from content_queue.lookups import claim_looks
from content_queue.sending import Outcome
from content_queue.settling import Settled, settle
from content_queue.states import DeliveryState
from content_queue.traffic import PATIENCE_SECONDS, Traffic

NAP = timedelta(seconds=1)
FAILURES = 5  # a run that should end gives up after so many turns without the database

log = logging.getLogger("publisher.dispatcher")


class Surroundings(Protocol):
    """What the dispatcher needs from the publisher: adapters, facts of the hour, and stored files."""

    @property
    def files(self) -> FileStore:
        """Return the file store in which sealed files lie."""

    def adapters(self, channel_ids: Collection[int]) -> Mapping[int, Channel | Exception]:
        """Return each channel's adapter as configured now, or why it can't be built."""

    def facts(self, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, Facts | Exception]:
        """Return what is known only now of each delivery, by its id, or why it can't be told."""


@dataclass
class Dispatcher:
    """Sends what is due; `clock` gives aware instants, `watch` hears of every settled delivery."""

    engine: Engine
    surroundings: Surroundings
    clock: Callable[[], datetime]
    lease: Lease
    threads: int = 16
    patience: float = PATIENCE_SECONDS
    awaits_looks: bool = True  # idle only when nothing is being looked up; False: when nothing is due now
    watch: Callable[[Settled], None] = lambda settled: None
    chance: Random = field(default_factory=Random)
    stop: threading.Event = field(default_factory=threading.Event)
    only: frozenset[int] = frozenset()  # these deliveries only; empty: all
    kinds: frozenset[str] = frozenset()  # channels of these kinds only; empty: all
    clock_watch: ClockWatch | None = None  # None: the clock is believed (tests put it where they want)

    _unsure: bool = field(default=False, init=False)  # the last turn failed: its commit may have come through
    _tidy_again: float = field(default=0.0, init=False)  # monotonic seconds

    def adopt(self) -> int:
        """Put what a dead run left in sending under look-up; call once at start on SQLite."""
        adopted = 0
        while True:
            with self.engine.begin() as connection:
                found = upkeep.doubt_orphans(connection, now=self.clock(), owner=self.lease.owner)
            if not found:
                return adopted
            adopted += found

    def run(self, *, until_idle: bool = False) -> None:
        """Dispatch until stopped, or until nothing is due now and nothing is being looked up.

        ClockDoubted when it should end by itself and this machine's clock can't be believed.
        """
        with self.lease.kept():
            pool = ThreadPoolExecutor(self.threads, thread_name_prefix="send")
            traffic = Traffic(pool, stop=self.stop, patience=self.patience, threads=self.threads)
            try:
                self._finish(traffic, self._turns(traffic, until_idle))
            finally:
                pool.shutdown(wait=not traffic.stuck, cancel_futures=True)

    def _turns(self, traffic: Traffic, until_idle: bool) -> list[Outcome]:
        """Take turns until stopped or idle; return the results that are not settled yet."""
        outcomes: list[Outcome] = []
        failures = 0
        while not self.stop.is_set():
            try:
                outcomes = self._pass(traffic, outcomes, until_idle)
                failures, self._unsure = 0, False
            except (DBAPIError, TimeoutError) as problem:
                if not is_away(problem):
                    raise
                failures, self._unsure = failures + 1, True
                log.warning("the database does not answer: %s", problem)
                if until_idle and failures >= FAILURES:
                    raise
                outcomes += traffic.gather(wait=NAP.total_seconds())
            except _Idle:
                break
        return outcomes

    def _pass(self, traffic: Traffic, outcomes: list[Outcome], until_idle: bool) -> list[Outcome]:
        reading = self._read_clock()
        claimed, looks = self._turn(traffic, outcomes, reading)
        outcomes.clear()
        self._start(traffic, claimed, looks)
        with self.engine.execution_options(reading=True).connect() as connection:
            if until_idle and not traffic.in_hand:
                self._leave_if_done(connection, reading)
            nap = self._nap(connection, traffic, reading.now)
        return traffic.gather(wait=nap.total_seconds())

    def _read_clock(self) -> Reading:
        if self.clock_watch is None:
            reading = Reading(now=self.clock(), trust=Trust.SURE)
        else:
            reading = self.clock_watch.read()
        if reading.trouble != self.lease.trouble:
            log.warning("clock: %s", reading.trouble or "believed again")
        self.lease.ticked_at, self.lease.trouble = reading.now, reading.trouble
        return reading

    def _turn(
        self, traffic: Traffic, outcomes: Sequence[Outcome], reading: Reading
    ) -> tuple[list[Claimed], list[Claimed]]:
        now = reading.now
        with self.engine.begin() as connection:
            settled = settle(connection, outcomes, now=now, chance=self.chance) if outcomes else []
            for outcome in outcomes:
                traffic.settled(outcome)
            if handed := [each.claimed.id for each in settled if each.state is DeliveryState.AWAITING_PERSON]:
                upkeep.cancel_stopped(connection, now=now, handed_over=handed)
            claimed, looks = self._take(connection, traffic, reading)
        if outcomes:
            reach("settled")
        if claimed:
            reach("claimed")
        self._tell(settled)
        return claimed, looks

    def _tell(self, settled: Sequence[Settled]) -> None:
        for each in settled:
            try:
                self.watch(each)
            except Exception as problem:
                log.error("watching delivery %s failed", each.claimed.id, exc_info=problem)

    def _take(
        self, connection: Connection, traffic: Traffic, reading: Reading
    ) -> tuple[list[Claimed], list[Claimed]]:
        owner, now = self.lease.owner, reading.now
        if reading.trust is Trust.NONE or not self.lease.holds(owner) or not traffic.free:
            return [], []
        if self._unsure:
            upkeep.give_back(connection, now=now, owner=owner, but=traffic.ids)
        self._tidy(connection, now)
        claimed = claim(connection, self._share(connection, traffic, reading.trust), now=now, owner=owner)
        looks = claim_looks(
            connection, now=now, owner=owner, limit=traffic.most, kinds=self.kinds, only=self.only
        )
        return claimed, [each for each in looks if not traffic.holds(each.id)]

    def _share(self, connection: Connection, traffic: Traffic, trust: Trust) -> Share:
        room = traffic.room()
        without = {channel for channel, left in room.items() if not left}
        without |= self._silenced(connection, trust)
        return Share(limit=traffic.free, kinds=self.kinds, only=self.only, without=without, room=room)

    def _silenced(self, connection: Connection, trust: Trust) -> set[int]:
        return upkeep.loudspeakers(connection) if trust is Trust.STEADY else set()

    def _tidy(self, connection: Connection, now: datetime) -> None:
        """Take up what dead workers left, miss the stale; once a second: no claim takes those anyway."""
        if time.monotonic() < self._tidy_again:
            return
        more = upkeep.tidy(connection, now=now, shared=self.lease.shared)
        self._tidy_again = 0.0 if more else time.monotonic() + NAP.total_seconds()

    def _start(self, traffic: Traffic, claimed: Sequence[Claimed], looks: Sequence[Claimed]) -> None:
        """Set out with what was claimed; whatever goes wrong here, nothing has left yet."""
        if not claimed and not looks:
            return
        try:
            adapters = self.surroundings.adapters({each.channel_id for each in (*claimed, *looks)})
            facts = self.surroundings.facts(claimed, self.clock()) if claimed else {}
            since = first_tries(self.engine, looks)
        except Exception as problem:
            log.error("setting out failed", exc_info=problem)
            for each in claimed:
                traffic.start(put_off(each, problem))
            return
        for each in (*claimed, *looks):
            known = since[each.id] if each.id in since else facts[each.id]
            traffic.start(errand_of(self, each, adapters[each.channel_id], known))

    def _nap(self, connection: Connection, traffic: Traffic, claimed_at: datetime) -> timedelta:
        """Return how long nothing can fall due, at most a second: wall time is read again at each wake.

        What fell due since this turn's claim is due at once, so it is asked from there.
        """
        nap = min(NAP, traffic.next_start)
        if not traffic.free:
            return nap
        soonest: datetime | None = connection.scalar(next_wake(), {"instant": claimed_at})
        if soonest is None:
            return nap
        return min(nap, max(soonest - self.clock(), timedelta(milliseconds=1)))

    def _leave_if_done(self, connection: Connection, reading: Reading) -> None:
        """Raise what ends a run that should end by itself."""
        if reading.trust is Trust.NONE:
            raise ClockDoubted(reading.trouble)
        silenced = self._silenced(connection, reading.trust)
        share = Share(limit=1, kinds=self.kinds, only=self.only, without=silenced)
        if not anything_to_do(connection, share, now=self.clock(), later_looks=self.awaits_looks):
            raise _Idle

    def _finish(self, traffic: Traffic, outcomes: list[Outcome]) -> None:
        """Settle what was still on its way when the dispatcher was stopped; what had not begun goes back."""
        while traffic.in_hand > len(outcomes):
            outcomes.extend(traffic.gather(wait=NAP.total_seconds()))
        with self.engine.begin() as connection:
            settled = settle(connection, outcomes, now=self.clock(), chance=self.chance)
        self._tell(settled)


class _Idle(Exception):
    """Nothing is left to do."""
