"""Deliveries per second of the whole engine against a bare pool of 16 threads that post with requests.

python -m benchmarks.deliveries [--quick] [--postgresql] [--count N] [--pairs K]

All N deliveries are due at one instant. Each pair sends them twice to one counting receiver, in turn first:
the real dispatcher with its database (what it writes is durable: SQLite in WAL, FULL), until every result is
settled; and the bare pool, the same bodies from memory. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

if __package__ in {None, ""}:  # run as a file
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from sqlalchemy import func, select

from benchmarks.bare import Order, post_all
from benchmarks.commits import counting
from benchmarks.installations import CHANNELS, Postgresql, Sqlite, postgresql_is_here, seed
from benchmarks.post_channel import address
from benchmarks.sink import Sink, running
from channels.base import Rendition
from content_queue.models import Channel, Delivery, RenditionRow
from content_queue.states import DeliveryState
from publisher.app import App

THREADS = 16


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run came to, counted at the receiver."""

    seconds: float
    received: int
    lost: int
    doubled: int
    commits: int  # durable ones

    @property
    def rate(self) -> float:
        """Return deliveries per second."""
        return self.received / self.seconds


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The engine and the bare pool, one right after the other."""

    engine: Run
    floor: Run

    @property
    def ratio(self) -> float:
        """Return the engine's speed as a share of the floor's."""
        return self.engine.rate / self.floor.rate


def orders(app: App) -> list[Order]:
    """Return what the bare pool posts: the addresses and bodies of all planned deliveries."""
    query = (
        select(Channel.settings, Delivery.reference, RenditionRow.document)
        .join_from(Delivery, Channel, Channel.id == Delivery.channel_id)
        .join(RenditionRow, RenditionRow.id == Delivery.rendition_id)
        .where(Delivery.state == DeliveryState.PLANNED)
        .order_by(Delivery.id)
    )
    with app.engine.connect() as connection:
        return [
            (address(at["base"], at["board"], key), Rendition.from_document(document).parts[0].encode())
            for at, key, document in connection.execute(query)
        ]


def bare(posts: Sequence[Order]) -> int:
    """Post from memory; nothing is durable."""
    post_all(posts, THREADS)
    return 0


def dispatched(app: App) -> int:
    """Send with the real dispatcher until nothing is due; return the durable commits."""
    with counting(app.engine) as commits:
        app.dispatcher(threads=THREADS).run(until_idle=True)
    return commits.durable


def measured(sink: Sink, expected: int, work: Callable[[], int]) -> Run:
    """Time the work, which returns its commits, and count what arrived."""
    sink.reset()
    begun = time.perf_counter()
    commits = work()
    seconds = time.perf_counter() - begun
    received, distinct = sink.count()
    lost, doubled = expected - distinct, received - distinct
    return Run(seconds=seconds, received=distinct, lost=lost, doubled=doubled, commits=commits)


def pair_of(sink: Sink, database: Sqlite | Postgresql, *, engine_first: bool) -> Pair:
    """Measure both, each on its own copy of the burst."""
    with database.copy() as app:
        posts = orders(app)
        if engine_first:
            engine = measured(sink, len(posts), lambda: dispatched(app))
        floor = measured(sink, len(posts), lambda: bare(posts))
        if not engine_first:
            engine = measured(sink, len(posts), lambda: dispatched(app))
        with app.engine.connect() as connection:
            open_still = connection.scalar(select(func.count()).where(Delivery.state != DeliveryState.SENT))
    if open_still:
        raise SystemExit(f"{open_still} of {len(posts)} deliveries are not settled as sent")
    return Pair(engine=engine, floor=floor)


def pairs_of(sink: Sink, database: Sqlite | Postgresql, pairs: int) -> list[Pair]:
    """Measure interleaved pairs after one that only warms up, and print each."""
    heading = f"{'pair':>4} {'engine/s':>9} {'floor/s':>8} {'ratio':>6} {'lost':>5} {'doubled':>8}"
    print(f"\n{database.name}: {heading}")
    found = []
    for number in range(pairs + 1):
        pair = pair_of(sink, database, engine_first=bool(number % 2))
        if number:
            found.append(pair)
            _print_line(database.name, str(number), pair.engine.rate, pair.floor.rate, pair.ratio, pair)
    return found


def _print_line(database: str, label: str, engine: float, floor: float, ratio: float, pair: Pair) -> None:
    print(
        f"{'':{len(database)}}  {label:>4} {engine:9.0f} {floor:8.0f} {ratio:6.3f} "
        f"{pair.engine.lost:5} {pair.engine.doubled:8}",
        flush=True,
    )


def figures_of(name: str, pairs: Sequence[Pair], count: int) -> dict[str, float]:
    """Return medians over the pairs, totals of what must be nought."""
    return {
        f"ratio_{name}": round(statistics.median(pair.ratio for pair in pairs), 3),
        f"engine_per_second_{name}": round(statistics.median(pair.engine.rate for pair in pairs), 1),
        f"floor_per_second_{name}": round(statistics.median(pair.floor.rate for pair in pairs), 1),
        f"lost_{name}": sum(pair.engine.lost for pair in pairs),
        f"doubled_{name}": sum(pair.engine.doubled for pair in pairs),
        f"commits_per_delivery_{name}": round(max(pair.engine.commits for pair in pairs) / count, 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and one JSON line at the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="smaller bursts on both databases: within 40 s")
    options.add_argument(
        "--postgresql", action="store_true", help="on PostgreSQL too, when it can be started"
    )
    options.add_argument("--count", type=int, help="deliveries in a burst (2000; quick: 800)")
    options.add_argument("--pairs", type=int, help="pairs measured (7; quick: 5)")
    chosen = options.parse_args(arguments)
    count = max(1, (chosen.count or (800 if chosen.quick else 2000)) // CHANNELS) * CHANNELS
    pairs = chosen.pairs or (5 if chosen.quick else 7)
    kinds: list[type[Sqlite | Postgresql]] = [Sqlite]
    if (chosen.postgresql or chosen.quick) and postgresql_is_here():
        kinds.append(Postgresql)
    figures: dict[str, float] = {"deliveries": count, "pairs": pairs}
    with running() as sink:
        for kind in kinds:
            with tempfile.TemporaryDirectory() as folder:
                database = kind(Path(folder))
                seed(Path(folder) / "seed", database.url, sink.url, count)
                figures |= figures_of(kind.name, pairs_of(sink, database, pairs), count)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
