"""What is in this process's hands: a pool of threads, and each channel's share of it.

A slow channel fills its own places only; results gather in one queue for the one writer.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

from content_queue.claims import Claimed
from content_queue.sending import Outcome

BATCH = 200
AHEAD = 12  # claimed for each place of a channel, so that its threads never wait for the writer
GROUP_SECONDS = 0.01  # how long results gather before they are settled together

log = logging.getLogger("publisher.dispatcher")


class Traffic:
    """Work under way, by channel; used by one writer thread and by the pool's threads."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._results: SimpleQueue[Outcome] = SimpleQueue()
        self._in_hand: dict[int, int] = defaultdict(int)  # channel → claimed and not settled
        self._running: dict[int, int] = defaultdict(int)  # channel → on the pool
        self._waiting: dict[int, deque[Callable[[], None]]] = defaultdict(deque)
        self._places: dict[int, int] = {}
        self._ids: set[int] = set()
        self._lock = threading.Lock()

    @property
    def in_hand(self) -> int:
        """Return how many deliveries are claimed or looked up and not settled."""
        return len(self._ids)

    def holds(self, delivery_id: int) -> bool:
        """Say whether a delivery is in hand."""
        return delivery_id in self._ids

    def room(self) -> Mapping[int, int]:
        """Return how many more deliveries each known channel may have in hand."""
        return {
            channel: max(0, min(BATCH, places * AHEAD) - self._in_hand[channel])
            for channel, places in self._places.items()
        }

    def start(self, claimed: Claimed, work: Callable[[], Outcome], *, places: int) -> None:
        """Run the work when its channel has a free place among `places`."""
        channel = claimed.channel_id
        self._places[channel] = places
        self._in_hand[channel] += 1
        self._ids.add(claimed.id)

        def task() -> None:
            self._results.put(_outcome_of(work, claimed))
            self._next(channel)

        with self._lock:
            if self._running[channel] >= places:
                self._waiting[channel].append(task)
                return
            self._running[channel] += 1
        self._pool.submit(task)

    def _next(self, channel: int) -> None:
        with self._lock:
            task = self._waiting[channel].popleft() if self._waiting[channel] else None
            if task is None:
                self._running[channel] -= 1
        if task is not None:
            self._pool.submit(task)

    def gather(self, *, wait: float) -> list[Outcome]:
        """Return results: the first within `wait` seconds, then what gathers within a moment."""
        outcomes: list[Outcome] = []
        try:
            outcomes.append(self._results.get(timeout=wait))
            while len(outcomes) < min(BATCH, self.in_hand):
                outcomes.append(self._results.get(timeout=GROUP_SECONDS))
        except Empty:
            pass
        return outcomes

    def settled(self, outcome: Outcome) -> None:
        """Let go of a delivery whose result is written."""
        self._in_hand[outcome.claimed.channel_id] -= 1
        self._ids.discard(outcome.claimed.id)


def _outcome_of(work: Callable[[], Outcome], claimed: Claimed) -> Outcome:
    """Run one piece of work; a bug in it is an unknown outcome for a person, never a lost result."""
    try:
        return work()
    except Exception as bug:
        log.error("delivery %s: work failed", claimed.id, exc_info=bug)
        verb = "ask" if claimed.before == "uncertain" else "doubt"
        return Outcome(claimed=claimed, verb=verb, sentence=f"Lỗi chương trình ({type(bug).__name__}).")
