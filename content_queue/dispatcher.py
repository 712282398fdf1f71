"""The engine: claim what is due, send it on a pool of threads, settle the results in groups.

The delivery row with its due time is the only truth. One writer (the thread that calls `run`) does every
claim and every settlement, each turn in one transaction; no transaction is open while something is sent.
A turn, in order: settle → tidy → claim → look → start → gather.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select

from channels.base import Channel, Facts, FileStore
from content_queue import upkeep
from content_queue.claims import CLAIMABLE, Claimed, blocked_channels, claim, due_lookups
from content_queue.killpoints import reach
from content_queue.models import Attempt, Delivery
from content_queue.parts import StoredProgress
from content_queue.sending import Outcome, look, send
from content_queue.settling import Settled, settle
from content_queue.states import DeliveryState
from content_queue.traffic import BATCH, Traffic

NAP = timedelta(seconds=1)


class Surroundings(Protocol):
    """What the dispatcher needs from the publisher: adapters, facts of the hour, and stored files."""

    @property
    def files(self) -> FileStore:
        """Return the file store in which sealed files lie."""

    def adapters(self, channel_ids: Collection[int]) -> Mapping[int, Channel | Exception]:
        """Return each channel's adapter as configured now, or why it can't be built."""

    def facts(self, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, Facts]:
        """Return what is known only now of each delivery, by its id."""


@dataclass
class Dispatcher:
    """Sends what is due; `clock` gives aware instants, `watch` hears of every settled delivery."""

    engine: Engine
    surroundings: Surroundings
    clock: Callable[[], datetime]
    owner: str
    threads: int = 16
    link_wait: timedelta = timedelta(minutes=10)
    watch: Callable[[Settled], None] = lambda settled: None
    chance: Random = field(default_factory=Random)
    stop: threading.Event = field(default_factory=threading.Event)
    only: frozenset[int] = frozenset()  # these deliveries only; empty: all

    def adopt(self) -> int:
        """Put what a dead run left in sending under look-up; call once at start on SQLite."""
        with self.engine.begin() as connection:
            return upkeep.doubt_orphans(connection, now=self.clock(), owner=self.owner)

    def run(self, *, until_idle: bool = False) -> None:
        """Dispatch until stopped, or until nothing is due now and nothing is being looked up."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="send") as pool:
            traffic = Traffic(pool)
            outcomes: list[Outcome] = []
            while not self.stop.is_set():
                claimed, looks = self._turn(traffic, outcomes)
                self._start(traffic, claimed, looks)
                if until_idle and not traffic.in_hand and self._idle():
                    return
                outcomes = traffic.gather(wait=self._nap(traffic).total_seconds())
            self._finish(traffic, outcomes)

    def _turn(self, traffic: Traffic, outcomes: Sequence[Outcome]) -> tuple[list[Claimed], list[Claimed]]:
        now = self.clock()
        with self.engine.begin() as connection:
            settled = settle(connection, outcomes, now=now, chance=self.chance) if outcomes else []
            for outcome in outcomes:
                traffic.settled(outcome)
            claimed, looks = self._take(connection, traffic, now)
        if outcomes:
            reach("settled")
        if claimed:
            reach("claimed")
        for each in settled:
            self.watch(each)
        return claimed, looks

    def _take(
        self, connection: Connection, traffic: Traffic, now: datetime
    ) -> tuple[list[Claimed], list[Claimed]]:
        free = BATCH - traffic.in_hand
        if free < BATCH // 2:
            return [], []
        upkeep.miss_stale(connection, now=now)
        upkeep.cancel_stopped(connection, now=now)
        room = traffic.room()
        full = {channel for channel, left in room.items() if not left}
        claimed = claim(
            connection,
            now=now,
            owner=self.owner,
            limit=free,
            without=blocked_channels(connection, now) | full,
            room=room,
            link_patience=now - self.link_wait,
            only=self.only,
        )
        looks = due_lookups(connection, now=now, limit=BATCH, only=self.only)
        return claimed, [each for each in looks if not traffic.holds(each.id)]

    def _start(self, traffic: Traffic, claimed: Sequence[Claimed], looks: Sequence[Claimed]) -> None:
        if not claimed and not looks:
            return
        adapters = self.surroundings.adapters({each.channel_id for each in (*claimed, *looks)})
        facts = self.surroundings.facts(claimed, self.clock()) if claimed else {}
        since = self._first_tries(looks)
        for each in claimed:
            adapter = adapters[each.channel_id]
            traffic.start(each, self._sender(each, adapter, facts[each.id]), places=_places(adapter))
        for each in looks:
            adapter = adapters[each.channel_id]
            traffic.start(each, self._looker(each, adapter, since[each.id]), places=_places(adapter))

    def _sender(self, claimed: Claimed, adapter: Channel | Exception, facts: Facts) -> Callable[[], Outcome]:
        if isinstance(adapter, Exception):
            sentence = str(adapter)
            return lambda: Outcome(claimed=claimed, verb="hold", sentence=sentence, hold="channel")
        progress = StoredProgress(self.engine, claimed.id, self.clock)
        files = self.surroundings.files
        return lambda: send(claimed, adapter, facts=facts, files=files, progress=progress)

    def _looker(
        self, claimed: Claimed, adapter: Channel | Exception, since: datetime
    ) -> Callable[[], Outcome]:
        if isinstance(adapter, Exception):
            sentence = str(adapter)
            return lambda: Outcome(claimed=claimed, verb="ask", sentence=sentence)
        return lambda: look(claimed, adapter, since=since)

    def _nap(self, traffic: Traffic) -> timedelta:
        """Return how long nothing can fall due, at most a second: wall time is read again at each wake."""
        if traffic.in_hand >= BATCH // 2:
            return NAP
        due = select(func.min(Delivery.wake_at)).where(Delivery.wake_at > self.clock())
        with self.engine.execution_options(reading=True).connect() as connection:
            next_wake = connection.scalar(due)
        if next_wake is None:
            return NAP
        return min(NAP, max(next_wake - self.clock(), timedelta(milliseconds=1)))

    def _idle(self) -> bool:
        """Say whether nothing is due now and nothing is being looked up."""
        now = self.clock()
        with self.engine.execution_options(reading=True).connect() as connection:
            due = select(Delivery.id).where(
                Delivery.wake_at <= now,
                Delivery.state.in_(CLAIMABLE),
                Delivery.channel_id.not_in(blocked_channels(connection, now)),
            )
            looked_up = select(Delivery.id).where(
                Delivery.wake_at.is_not(None), Delivery.state == DeliveryState.UNCERTAIN.value
            )
            questions = [q.where(Delivery.id.in_(self.only)) if self.only else q for q in (due, looked_up)]
            return not any(connection.scalar(question.limit(1)) for question in questions)

    def _finish(self, traffic: Traffic, outcomes: list[Outcome]) -> None:
        """Settle what was still on its way when the dispatcher was stopped."""
        while traffic.in_hand > len(outcomes):
            outcomes.extend(traffic.gather(wait=NAP.total_seconds()))
        with self.engine.begin() as connection:
            settle(connection, outcomes, now=self.clock(), chance=self.chance)

    def _first_tries(self, looks: Sequence[Claimed]) -> Mapping[int, datetime]:
        """Return when the first try of each delivery began: nothing of it can be older."""
        if not looks:
            return {}
        tries = (
            select(Attempt.delivery_id, func.min(Attempt.begun_at))
            .where(Attempt.delivery_id.in_([each.id for each in looks]))
            .group_by(Attempt.delivery_id)
        )
        with self.engine.execution_options(reading=True).connect() as connection:
            begun: dict[int, datetime] = {row[0]: row[1] for row in connection.execute(tries)}
        return {each.id: begun.get(each.id, each.due_at) for each in looks}


def _places(adapter: Channel | Exception) -> int:
    return 1 if isinstance(adapter, Exception) else adapter.capabilities.concurrency
