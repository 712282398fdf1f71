"""What is in this process's hands: a pool of threads, and each channel's share of it.

A slow channel fills its own places only; results gather in one queue for the one writer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from content_queue.claims import Claimed
from content_queue.sending import Outcome

BATCH = 200
AHEAD = 12  # claimed for each place of a channel, so that its threads never wait for the writer
AHEAD_OF_THREADS = 3
GROUP_SECONDS = 0.01  # results that stop coming for so long are settled as they are
PATIENCE_SECONDS = 900.0  # an adapter that has not come back by then never will

log = logging.getLogger("publisher.dispatcher")


@dataclass(frozen=True, kw_only=True, eq=False)
class Errand:
    """One try or one look, to be run on the pool when its channel has a free place among `places`."""

    claimed: Claimed
    work: Callable[[], Outcome]
    given_up: Callable[[], Outcome]  # what came of it when it never ends
    places: int = 1
    spacing: timedelta = timedelta(0)  # between two sends through the same account

    @property
    def account(self) -> int:
        """Return what shares its rate: the account, or the channel alone (below nought)."""
        return self.claimed.account_id or -self.claimed.channel_id

    @property
    def publishes(self) -> bool:
        """Say whether it sends: a look publishes nothing."""
        return self.claimed.before != "uncertain"


@dataclass
class _Lane:
    """One channel's share of the pool."""

    places: int = 1
    in_hand: int = 0  # claimed and not settled
    running: int = 0  # on the pool
    waiting: deque[Errand] = field(default_factory=deque)
    closed: bool = False  # it has just said that nothing may go there: what waits goes back unsent


@dataclass
class _Pace:
    """When an account may be sent through again."""

    free_at: float = 0.0  # monotonic seconds

    def takes(self, spacing: timedelta, now: float) -> bool:
        """Say whether something may start now, and count it."""
        if now < self.free_at:
            return False
        self.free_at = now + spacing.total_seconds()
        return True


class Traffic:
    """Work under way, by channel; used by one writer thread and by the pool's threads.

    Once `stop` is set, nothing more begins: what waits for a thread goes back unsent.
    """

    def __init__(
        self, pool: ThreadPoolExecutor, *, stop: threading.Event, patience: float, threads: int = 16
    ) -> None:
        self._pool, self._stop, self._patience = pool, stop, patience
        self.most = max(BATCH, threads * AHEAD_OF_THREADS)  # in hand at the same time
        self._paces: dict[int, _Pace] = defaultdict(_Pace)
        self._results: deque[Outcome] = deque()
        self._wanted = 1  # so many results wake the writer
        self._enough = threading.Event()
        self._lanes: dict[int, _Lane] = defaultdict(_Lane)
        self._in_hand: set[int] = set()
        self._at_work: dict[int, tuple[float, Errand]] = {}
        self.stuck = False  # a thread never came back: nobody should wait for it
        self._lock = threading.Lock()

    @property
    def free(self) -> int:
        """Return how many more may be claimed: nothing until half of the hands are empty."""
        left = self.most - self.in_hand
        return left if left >= self.most // 2 else 0

    @property
    def in_hand(self) -> int:
        """Return how many deliveries are claimed or looked up and not settled."""
        return len(self._in_hand)

    @property
    def ids(self) -> frozenset[int]:
        """Return the deliveries in hand."""
        return frozenset(self._in_hand)

    def holds(self, delivery_id: int) -> bool:
        """Say whether a delivery is in hand."""
        return delivery_id in self._in_hand

    def room(self) -> Mapping[int, int]:
        """Return how many more deliveries each channel with some in hand may have."""
        return {
            channel: max(0, min(self.most, lane.places * AHEAD) - lane.in_hand)
            for channel, lane in self._lanes.items()
        }

    def start(self, errand: Errand) -> None:
        """Run the errand when its channel has a free place and its account's rate allows."""
        lane = self._lanes[errand.claimed.channel_id]
        lane.places = errand.places
        lane.in_hand += 1
        self._in_hand.add(errand.claimed.id)
        with self._lock:
            if errand.publishes and not lane.waiting:
                lane.closed = False  # it was claimed, so the hold is over
            lane.waiting.append(errand)
        self._fill(lane)

    @property
    def next_start(self) -> timedelta:
        """Return how long it takes until an account's rate lets something start, at most a minute."""
        now = time.monotonic()
        with self._lock:
            waits = [
                self._free_at(lane.waiting[0]) - now
                for lane in self._lanes.values()
                if lane.waiting and lane.running < lane.places
            ]
        return timedelta(seconds=min((max(each, 0.001) for each in waits), default=60.0))

    def gather(self, *, wait: float) -> list[Outcome]:
        """Return results: the first within `wait` seconds, then all in hand, or those that come in one go."""
        for lane in self._spaced():
            self._fill(lane)
        self._await(1, wait)
        seen = 0
        while seen < len(self._results) < self.in_hand:
            seen = len(self._results)
            self._await(self.in_hand, GROUP_SECONDS)
        outcomes = [self._results.popleft() for _ in range(len(self._results))]
        return outcomes if len(outcomes) > seen else outcomes + self._overdue()

    def _spaced(self) -> list[_Lane]:
        with self._lock:
            return [lane for lane in self._lanes.values() if lane.waiting and lane.running < lane.places]

    def _await(self, wanted: int, seconds: float) -> None:
        """Sleep until so many results are there: one wake for a group takes nothing from the threads."""
        self._enough.clear()
        self._wanted = wanted
        if len(self._results) < wanted:
            self._enough.wait(seconds)

    def settled(self, outcome: Outcome) -> None:
        """Let go of a delivery whose result is written."""
        if outcome.claimed.id in self._in_hand:
            self._in_hand.discard(outcome.claimed.id)
            lane = self._lanes[outcome.claimed.channel_id]
            lane.in_hand -= 1
            if not lane.in_hand:  # a province has a hundred thousand channels: none is walked that rests
                with self._lock:
                    del self._lanes[outcome.claimed.channel_id]

    def _run(self, errand: Errand) -> None:
        lane = self._lanes[errand.claimed.channel_id]
        with self._lock:
            unsent = errand.publishes and (self._stop.is_set() or lane.closed)
            self._at_work[errand.claimed.id] = (time.monotonic(), errand)
        outcome = Outcome(claimed=errand.claimed, verb="hold") if unsent else _outcome_of(errand)
        with self._lock:
            lane.closed = lane.closed or bool(outcome.hold)
            given_up = self._at_work.get(errand.claimed.id, (0.0, None))[1] is not errand
            if not given_up:
                del self._at_work[errand.claimed.id]
        if given_up:
            log.error("delivery %s: its adapter came back after it was given up", errand.claimed.id)
            return
        self._results.append(outcome)
        if len(self._results) >= self._wanted:
            self._enough.set()
        self._next(lane)

    def _fill(self, lane: _Lane) -> None:
        """Start what waits in a lane, as far as its places and the account's rate allow."""
        starting = []
        with self._lock:
            while lane.waiting and lane.running < lane.places and self._may_start(lane, lane.waiting[0]):
                starting.append(lane.waiting.popleft())
                lane.running += 1
        for errand in starting:
            self._pool.submit(self._run, errand)

    def _free_at(self, errand: Errand) -> float:
        return self._paces[errand.account].free_at if errand.spacing else 0.0

    def _may_start(self, lane: _Lane, errand: Errand) -> bool:
        unsent = lane.closed or self._stop.is_set()  # it goes back at once: nothing leaves
        free = not errand.spacing or not errand.publishes
        return unsent or free or self._paces[errand.account].takes(errand.spacing, time.monotonic())

    def _next(self, lane: _Lane) -> None:
        with self._lock:
            lane.running -= 1
        self._fill(lane)

    def _overdue(self) -> list[Outcome]:
        """Give up what has been at work for too long; its place is free again, its thread is not."""
        now = time.monotonic()
        with self._lock:
            late = [errand for since, errand in self._at_work.values() if now - since > self._patience]
            for errand in late:
                del self._at_work[errand.claimed.id]
        for errand in late:
            self.stuck = True
            log.error("delivery %s: its adapter does not come back", errand.claimed.id)
            self._next(self._lanes[errand.claimed.channel_id])
        return [errand.given_up() for errand in late]


def _outcome_of(errand: Errand) -> Outcome:
    """Run one errand; a bug in it is an unknown outcome for a person, never a lost result."""
    try:
        return errand.work()
    except BaseException as bug:
        log.error("delivery %s: work failed", errand.claimed.id, exc_info=bug)
        verb = "doubt" if errand.publishes else "ask"
        return Outcome(
            claimed=errand.claimed, verb=verb, sentence=f"Lỗi chương trình ({type(bug).__name__})."
        )
