"""Lone deliveries on an idle engine: how long after its due time each is received, and never before it.

python -m benchmarks.punctual [--quick] [--count N] [--seed S]

One worker process, as `publisher work` runs it, on SQLite and then on PostgreSQL; deliveries become due one
by one, at random instants a second or so apart. Between them a bare `threading.Timer` posts the same body at
random instants of its own, to the same sink, in the same run. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from sqlalchemy import select, update

from benchmarks.bare import Order
from benchmarks.deliveries import orders
from benchmarks.installations import CHANNELS, Postgresql, Sqlite, at_share, postgresql_is_here, seed
from benchmarks.live import awaited, workers
from benchmarks.post_channel import HEADERS
from benchmarks.sink import Sink, running
from content_queue.models import Delivery
from content_queue.states import DeliveryState
from publisher.app import App

FULL, QUICK = 200, 8
LEAD, LIMIT = 1.5, 30.0  # seconds: before the first, after the last
APART = (0.35, 0.75)  # seconds from a delivery to the timer beside it, and on to the next delivery


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """How late a set of deliveries was received, in milliseconds, smallest first."""

    each: tuple[float, ...]
    missing: int

    def at(self, share: float) -> float:
        """Return the lateness that this share of them keeps."""
        return at_share(self.each, share)


def spread(count: int, chance: random.Random) -> tuple[list[float], list[float]]:
    """Return random instants for the deliveries and, between them, for the timers."""
    at = time.time() + LEAD
    lone, timed = [], []
    for _ in range(count):
        lone.append(at := at + chance.uniform(*APART))
        timed.append(at := at + chance.uniform(*APART))
    return lone, timed


def make_due_one_by_one(app: App, instants: Sequence[float]) -> dict[str, float]:
    """Give each waiting delivery its instant; return the instants by what the sink calls them."""
    waiting = select(Delivery.id).where(Delivery.state == DeliveryState.PLANNED.value).order_by(Delivery.id)
    with app.engine.begin() as connection:
        ids = list(connection.scalars(waiting))
        for each, at in zip(ids, instants, strict=False):
            due = datetime.fromtimestamp(at, UTC)
            values = {"due_at": due, "wake_at": due, "not_after": due + timedelta(hours=1)}
            connection.execute(update(Delivery).where(Delivery.id == each).values(values))
    return {url.rpartition("/")[2]: at for (url, _), at in zip(orders(app), instants, strict=False)}


def set_timers(sink: Sink, body: bytes, instants: Sequence[float]) -> dict[str, float]:
    """Post with one bare timer for each instant; return the instants by what the sink calls them."""
    session = requests.Session()
    session.trust_env = False
    named = {f"timer-{number}": at for number, at in enumerate(instants)}
    for name, at in named.items():
        given = {"data": body, "headers": HEADERS, "timeout": (5, 30)}
        timer = threading.Timer(at - time.time(), session.post, [f"{sink.url}/d/{name}"], given)
        timer.daemon = True
        timer.start()
    return named


def lateness(due: dict[str, float], came: dict[str, float]) -> Lateness:
    """Compare what the sink noted with what was due."""
    late = sorted((came[name] - at) * 1000 for name, at in due.items() if name in came)
    return Lateness(each=tuple(late), missing=len(due) - len(late))


def measured(
    sink: Sink, database: Sqlite | Postgresql, count: int, chance: random.Random
) -> dict[str, float]:
    """Let both send one by one, print a line for each, return the figures."""
    with database.copy() as app:
        posts: list[Order] = orders(app)
        far = [time.time() + 3600] * len(posts)
        make_due_one_by_one(app, far)
        sink.reset()
        with workers(app, 1, 16):
            lone, timed = spread(count, chance)
            due = make_due_one_by_one(app, lone + far[count:])
            due = {name: at for name, at in due.items() if at in set(lone)}
            timers = set_timers(sink, posts[0][1], timed)
            awaited(sink, 2 * count, until=max(timed) + LIMIT)
        received, distinct = sink.count()
        came = dict(sink.times())
    engine, floor = lateness(due, came), lateness(timers, came)
    for name, each in ((database.name, engine), ("timer", floor)):
        _print_line(name, each)
    return _figures(database.name, engine, floor) | {f"doubled_{database.name}": received - distinct}


def _print_line(name: str, late: Lateness) -> None:
    first = late.each[0] if late.each else 0.0
    shares = " ".join(f"{late.at(share):8.1f}" for share in (0.5, 0.99, 1.0))
    print(f"{name:12} {len(late.each):6} {late.missing:8} {first:8.1f} {shares}", flush=True)


def _figures(name: str, engine: Lateness, floor: Lateness) -> dict[str, float]:
    return {
        f"lost_{name}": engine.missing,
        f"early_{name}": sum(late < 0 for late in engine.each),
        f"p50_ms_{name}": round(engine.at(0.5), 1),
        f"p99_ms_{name}": round(engine.at(0.99), 1),
        f"max_ms_{name}": round(engine.at(1.0), 1),
        f"floor_p50_ms_{name}": round(floor.at(0.5), 1),
        f"floor_p99_ms_{name}": round(floor.at(0.99), 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and one JSON line at the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="8 deliveries on each database")
    options.add_argument("--count", type=int, help="deliveries on each database")
    options.add_argument("--seed", type=int, default=1, help="of the random instants")
    chosen = options.parse_args(arguments)
    count = chosen.count or (QUICK if chosen.quick else FULL)
    kinds: list[type[Sqlite | Postgresql]] = [Sqlite, *([Postgresql] if postgresql_is_here() else [])]
    figures: dict[str, float] = {"deliveries": count}
    print(
        f"{'':12} {'came':>6} {'missing':>8} {'first':>8} {'p50':>8} {'p99':>8} {'max':>8}  milliseconds late"
    )
    with running() as sink:
        for kind in kinds:
            with tempfile.TemporaryDirectory() as folder:
                database = kind(Path(folder))
                seed(Path(folder) / "seed", database.url, sink.url, -(-count // CHANNELS) * CHANNELS)
                figures |= measured(sink, database, count, random.Random(chosen.seed))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
