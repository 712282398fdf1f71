"""A burst at a real instant: worker processes over one database, one sink, and what came of it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select

from benchmarks.installations import make_due
from benchmarks.processes import peak_mb, processor_seconds, start, stopping
from benchmarks.sink import Sink
from content_queue import invariants
from content_queue.models import Delivery
from content_queue.states import DeliveryState
from publisher.app import App

LOOK_SECONDS = 0.1
LATER = timedelta(hours=1)
UNSETTLED = (DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.RETRYING, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Burst:
    """What one burst came to, counted at the receiver."""

    seconds: float  # from the due instant to the last arrival
    received: int
    lost: int
    doubled: int
    cpu: float = 0.0  # seconds, of workers and database
    peak_mb: float = 0.0  # of the largest worker

    @property
    def rate(self) -> float:
        """Return deliveries per second."""
        return self.received / self.seconds if self.seconds > 0 else 0.0


@contextmanager
def workers(app: App, count: int, threads: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Run so many worker processes on the installation; all are ready when the block begins."""
    given = ("--home", app.home.folder, "--database", app.home.database_url, "--threads", threads)
    started: list[subprocess.Popen[str]] = []
    with stopping(started):
        started.extend(start("worker", *given) for _ in range(count))
        yield started


@contextmanager
def ready_workers(app: App, count: int, threads: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Run worker processes that find nothing due yet."""
    make_due(app.engine, datetime.now(UTC) + LATER)
    with workers(app, count, threads) as started:
        yield started


def due_soon(app: App, count: int) -> float:
    """Make all that waits due in a moment; return when, in seconds since 1970."""
    due = time.time() + 1 + count / 10_000  # to change so many rows takes a while
    make_due(app.engine, datetime.fromtimestamp(due, UTC))
    if time.time() > due:
        print("the burst was changed too late: its figure is too bad", flush=True)
    return due


def awaited(sink: Sink, expected: int, *, until: float, midway: Callable[[], None] | None = None) -> None:
    """Wait for so many different deliveries, at most until a time; call `midway` once, halfway."""
    distinct = 0
    while distinct < expected and time.time() < until:
        time.sleep(LOOK_SECONDS)
        distinct = sink.count()[1]
        if midway is not None and distinct >= expected // 2:
            midway()
            midway = None


def settled(engine: Engine, *, until: float) -> list[str]:
    """Wait until nothing is on its way, at most until a time; return what is not explained then."""
    waiting = select(func.count()).where(Delivery.state.in_([state.value for state in UNSETTLED]))
    while time.time() < until:
        with engine.connect() as connection:
            if not connection.scalar(waiting):
                break
        time.sleep(LOOK_SECONDS)
    with engine.connect() as connection:
        return invariants.problems(connection, now=datetime.now(UTC))


def counted(sink: Sink, expected: int, *, due: float, cpu: float = 0.0, peak: float = 0.0) -> Burst:
    """Return what the sink counted of a burst that was due then."""
    received, distinct = sink.count()
    return Burst(
        seconds=sink.last() - due,
        received=distinct,
        lost=expected - distinct,
        doubled=received - distinct,
        cpu=cpu,
        peak_mb=peak,
    )


class Meter:
    """Processor time of process trees from now on."""

    def __init__(self, *roots: int) -> None:
        self._roots, self._before = roots, processor_seconds(roots)

    def seconds(self) -> float:
        """Return what they have used since."""
        return processor_seconds(self._roots) - self._before


def largest(processes: list[subprocess.Popen[str]]) -> float:
    """Return the peak memory of the largest of the processes that still live, in MB."""
    return max((peak_mb(each.pid) for each in processes if each.poll() is None), default=0.0)
