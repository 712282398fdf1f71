"""What others cost: a slow or refusing channel beside others, much that is due, and much that is past.

python -m benchmarks.neighbours [--quick] [--postgresql] [--pairs K] [--due N] [--past N]

- slow, busy: one of 20 channels answers only after 30 s (quick: 3 s), or with 429. How late the deliveries of
  the other channels are received at p99, against the same burst without that trouble, side by side.
- memory: the peak of one worker process with N deliveries due at once, of as many channels.
- claim: the time one claim takes at p99 after N past deliveries, of a full batch and of a lone delivery.

On SQLite, and with --postgresql on both. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from benchmarks.installations import (
    CHANNELS,
    Postgresql,
    Sqlite,
    at_share,
    postgresql_is_here,
    seed,
)
from benchmarks.live import awaited, due_soon, largest, ready_workers
from benchmarks.multiplying import count_of, multiply_communes, multiply_messages
from benchmarks.sink import Sink, running
from content_queue import dispatcher
from content_queue.models import Delivery
from content_queue.settling import Settled
from content_queue.states import DeliveryState
from publisher.app import App

Database = Sqlite | Postgresql
ODD = "c0"  # the board of the channel that misbehaves
LIMIT = 300.0


@dataclass(frozen=True, kw_only=True)
class Size:
    """The size of one run."""

    burst: int
    pairs: int
    slow: float  # seconds
    due: int
    past: int
    claims: int


QUICK = Size(burst=400, pairs=3, slow=3.0, due=2_000, past=20_000, claims=20)
FULL = Size(burst=2_000, pairs=5, slow=30.0, due=66_000, past=1_000_000, claims=200)


def others_late(sink: Sink, database: Database, **manner: Any) -> float:
    """Send a burst to a sink of these manners; return the p99 of the other channels' lateness, in seconds."""
    sink.reset()
    with database.copy() as app:
        sink.reset(**manner)
        begun = time.time()
        _send_to_others(app)
        came = sink.times()
    return at_share([at - begun for name, at in came.items() if not name.startswith(f"{ODD}-")], 0.99)


def _send_to_others(app: App) -> None:
    """Dispatch until all that goes to the other channels is settled."""
    with app.engine.connect() as connection:
        odd = connection.scalar(select(Delivery.channel_id).order_by(Delivery.id).limit(1))
        waiting = (Delivery.state == DeliveryState.PLANNED.value, Delivery.channel_id != odd)
        left = set(connection.scalars(select(Delivery.id).where(*waiting)))
    stop = threading.Event()

    def watch(settled: Settled) -> None:
        left.discard(settled.claimed.id)
        if not left:
            stop.set()

    engine = app.dispatcher(watch=watch)
    engine.stop = stop
    engine.run()


def delays(sink: Sink, database: Database, size: Size) -> dict[str, float]:
    """Measure pairs with and without the misbehaving channel; return the median of their ratios."""
    seed(database.folder / "seed", database.url, sink.url, size.burst)
    found: dict[str, float] = {}
    for name, manner in (("slow", {"slow": {ODD: size.slow}}), ("busy", {"busy": [ODD]})):
        ratios = []
        for _ in range(size.pairs):
            alone, beside = others_late(sink, database), others_late(sink, database, **manner)
            ratios.append(beside / alone)
            print(
                f"{database.name:12} {name:8} p99 {alone:7.3f} s alone, {beside:7.3f} s beside it", flush=True
            )
        found[f"{name}_ratio_{database.name}"] = round(statistics.median(ratios), 3)
    return found


def memory(sink: Sink, database: Database, size: Size) -> dict[str, float]:
    """Return the peak of one worker that meets so much at once."""
    seed(database.folder / "seed", database.url, sink.url, CHANNELS)
    sink.reset()
    with database.copy() as app:
        with app.engine.begin() as connection:
            multiply_communes(connection, size.due // CHANNELS - 1)
        sink.reset()
        with ready_workers(app, 1, 16) as started:
            due = due_soon(app, size.due)
            awaited(sink, size.due, until=due + LIMIT)
            peak = largest(started)
        received, distinct = sink.count()
    print(f"{database.name:12} memory   {peak:.1f} MB with {size.due} due, {distinct} received", flush=True)
    return {
        f"peak_mb_{database.name}": round(peak, 1),
        f"lost_{database.name}": size.due - distinct,
        f"doubled_{database.name}": received - distinct,
    }


def claims(sink: Sink, database: Database, size: Size) -> dict[str, float]:
    """Return how long claims take at p99, in milliseconds, behind so many past deliveries."""
    seed(database.folder / "seed", database.url, sink.url, CHANNELS)
    with database.copy() as app:
        app.dispatcher().run(until_idle=True)
        with app.engine.begin() as connection:
            multiply_messages(connection, max(1, size.past // count_of(connection, Delivery)))
            past = count_of(connection, Delivery)
        batches, lone = _claims_of(app, size.claims, 200), _claims_of(app, size.claims, 1)
    for name, times in (("batch", batches), ("lone", lone)):
        p50, p99 = at_share(times, 0.5), at_share(times, 0.99)
        print(
            f"{database.name:12} claim    {name} p50 {p50:.1f} ms, p99 {p99:.1f} ms, {past} past", flush=True
        )
    return {
        f"claim_p99_ms_{database.name}": round(at_share(batches, 0.99), 1),
        f"lone_claim_p99_ms_{database.name}": round(at_share(lone, 0.99), 1),
    }


def _claims_of(app: App, times: int, at_once: int) -> list[float]:
    """Make some past deliveries due again and again, claim them; return each claim's milliseconds."""
    taken: list[float] = []
    query = select(Delivery.id).where(Delivery.state == DeliveryState.SENT.value)
    again = {"state": DeliveryState.PLANNED.value, "settled_at": None, "receipt": None, "attempts": 0}
    with app.engine.connect() as connection:
        ids = list(connection.scalars(query.order_by(Delivery.id.desc()).limit(times * at_once)))
    for number in range(times):
        some = ids[number * at_once : (number + 1) * at_once]
        now = app.clock()
        with app.engine.begin() as connection:
            due = update(Delivery).where(Delivery.id.in_(some))
            connection.execute(due.values(due_at=now, wake_at=now, **again))
        with _timed(taken):
            app.dispatcher().run(until_idle=True)
    return taken


class _timed:  # noqa: N801 - reads as a word where it is used
    """Note how long each claim of the dispatcher takes that takes something."""

    def __init__(self, taken: list[float]) -> None:
        self._taken, self._claim = taken, dispatcher.claim

    def __enter__(self) -> None:
        dispatcher.claim = self._measured  # type: ignore[assignment]

    def __exit__(self, *failure: object) -> None:
        dispatcher.claim = self._claim

    def _measured(self, *given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        claimed = self._claim(*given, **named)
        if claimed:
            self._taken.append((time.perf_counter() - begun) * 1000)
        return claimed


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a line for each, and one JSON line at the end."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--quick", action="store_true", help="a slow channel of 3 s, 2,000 due, 20,000 past")
    options.add_argument(
        "--postgresql", action="store_true", help="on PostgreSQL too, when it can be started"
    )
    options.add_argument("--pairs", type=int)
    options.add_argument("--slow", type=float, help="seconds the slow channel takes")
    options.add_argument("--due", type=int)
    options.add_argument("--past", type=int)
    chosen = options.parse_args(arguments)
    plain = QUICK if chosen.quick else FULL
    size = Size(
        burst=plain.burst,
        pairs=chosen.pairs or plain.pairs,
        slow=chosen.slow or plain.slow,
        due=chosen.due or plain.due,
        past=chosen.past or plain.past,
        claims=plain.claims,
    )
    kinds: list[type[Database]] = [Sqlite]
    if chosen.postgresql and postgresql_is_here():
        kinds.append(Postgresql)
    figures: dict[str, float] = {"due": size.due, "past": size.past, "pairs": size.pairs}
    steps: tuple[Callable[[Sink, Database, Size], dict[str, float]], ...] = (delays, memory, claims)
    with running() as sink:
        for kind in kinds:
            for step in steps:
                with tempfile.TemporaryDirectory() as folder:
                    figures |= step(sink, kind(Path(folder)), size)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
