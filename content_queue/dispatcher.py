"""The engine: claim what is due, send it on a pool of threads, settle the results in groups.

The delivery row with its due time is the only truth. One writer (the thread that calls `run`) does every
claim and every settlement, each turn in one transaction; no transaction is open while something is sent.
A turn, in order: settle → tidy → claim → look → start → gather. While the database does not answer, results
are kept and the turn is tried again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import OperationalError, TimeoutError

from channels.base import Channel, Facts, FileStore
from content_queue import upkeep
from content_queue.claims import Claimed, anything_to_do, blocked_channels, claim, due_lookups
from content_queue.errands import errand_of, first_tries, put_off
from content_queue.holds import end_holds
from content_queue.killpoints import reach
from content_queue.models import Delivery
from content_queue.sending import Outcome
from content_queue.settling import Settled, settle
from content_queue.states import DeliveryState
from content_queue.traffic import BATCH, PATIENCE_SECONDS, Traffic

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
    owner: str
    threads: int = 16
    patience: float = PATIENCE_SECONDS
    awaits_looks: bool = True  # idle only when nothing is being looked up; False: when nothing is due now
    watch: Callable[[Settled], None] = lambda settled: None
    chance: Random = field(default_factory=Random)
    stop: threading.Event = field(default_factory=threading.Event)
    only: frozenset[int] = frozenset()  # these deliveries only; empty: all

    _busy: bool = field(default=False, init=False)  # the last claim took all it could
    _tidied: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)

    def adopt(self) -> int:
        """Put what a dead run left in sending under look-up; call once at start on SQLite."""
        adopted = 0
        while True:
            with self.engine.begin() as connection:
                found = upkeep.doubt_orphans(connection, now=self.clock(), owner=self.owner)
            if not found:
                return adopted
            adopted += found

    def run(self, *, until_idle: bool = False) -> None:
        """Dispatch until stopped, or until nothing is due now and nothing is being looked up."""
        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="send")
        traffic = Traffic(pool, stop=self.stop, patience=self.patience)
        outcomes: list[Outcome] = []
        failures = 0
        try:
            while not self.stop.is_set():
                try:
                    outcomes = self._pass(traffic, outcomes, until_idle)
                    failures = 0
                except (OperationalError, TimeoutError) as problem:
                    failures += 1
                    log.warning("the database does not answer: %s", problem)
                    if until_idle and failures >= FAILURES:
                        raise
                    outcomes += traffic.gather(wait=NAP.total_seconds())
                except _Idle:
                    return
            self._finish(traffic, outcomes)
        finally:
            pool.shutdown(wait=not traffic.stuck, cancel_futures=True)

    def _pass(self, traffic: Traffic, outcomes: list[Outcome], until_idle: bool) -> list[Outcome]:
        claimed, looks = self._turn(traffic, outcomes)
        outcomes.clear()
        self._start(traffic, claimed, looks)
        with self.engine.execution_options(reading=True).connect() as connection:
            if until_idle and not traffic.in_hand and self._idle(connection):
                raise _Idle
            nap = self._nap(connection, traffic)
        return traffic.gather(wait=nap.total_seconds())

    def _turn(self, traffic: Traffic, outcomes: Sequence[Outcome]) -> tuple[list[Claimed], list[Claimed]]:
        now = self.clock()
        with self.engine.begin() as connection:
            settled = settle(connection, outcomes, now=now, chance=self.chance) if outcomes else []
            for outcome in outcomes:
                traffic.settled(outcome)
            if handed := [each.claimed.id for each in settled if each.state is DeliveryState.AWAITING_PERSON]:
                upkeep.cancel_stopped(connection, now=now, handed_over=handed)
            claimed, looks = self._take(connection, traffic, now)
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
        self, connection: Connection, traffic: Traffic, now: datetime
    ) -> tuple[list[Claimed], list[Claimed]]:
        free = BATCH - traffic.in_hand
        if free < BATCH // 2:
            return [], []
        self._tidy(connection, now)
        room = traffic.room()
        full = {channel for channel, left in room.items() if not left}
        claimed = claim(
            connection,
            now=now,
            owner=self.owner,
            limit=free,
            without=blocked_channels(connection, now) | full,
            room=room,
            only=self.only,
        )
        self._busy = len(claimed) == free
        looks = due_lookups(connection, now=now, limit=BATCH, only=self.only)
        return claimed, [each for each in looks if not traffic.holds(each.id)]

    def _tidy(self, connection: Connection, now: datetime) -> None:
        """End holds, miss the stale, cancel the stopped; once a second in a burst: no claim takes them."""
        if self._busy and timedelta(0) <= now - self._tidied < NAP:
            return
        self._tidied = now
        end_holds(connection, now=now)
        upkeep.miss_stale(connection, now=now)
        upkeep.cancel_stopped(connection, now=now)

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

    def _nap(self, connection: Connection, traffic: Traffic) -> timedelta:
        """Return how long nothing can fall due, at most a second: wall time is read again at each wake."""
        if traffic.in_hand >= BATCH // 2:
            return NAP
        due = select(func.min(Delivery.wake_at)).where(Delivery.wake_at > self.clock())
        next_wake = connection.scalar(due)
        if next_wake is None:
            return NAP
        return min(NAP, max(next_wake - self.clock(), timedelta(milliseconds=1)))

    def _idle(self, connection: Connection) -> bool:
        """Say whether nothing is due now and nothing is being looked up."""
        return not anything_to_do(connection, now=self.clock(), only=self.only, later_looks=self.awaits_looks)

    def _finish(self, traffic: Traffic, outcomes: list[Outcome]) -> None:
        """Settle what was still on its way when the dispatcher was stopped; what had not begun goes back."""
        while traffic.in_hand > len(outcomes):
            outcomes.extend(traffic.gather(wait=NAP.total_seconds()))
        with self.engine.begin() as connection:
            settled = settle(connection, outcomes, now=self.clock(), chance=self.chance)
        self._tell(settled)


class _Idle(Exception):
    """Nothing is left to do."""
