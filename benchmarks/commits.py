"""Durable commits for each delivery: in a burst, and for a lone one; counted, not timed.

python -m benchmarks.commits [--quick] [--count N]

A commit is durable when its transaction changed a row. The sign of life of the process itself (one commit in
fifteen seconds on SQLite, in five on PostgreSQL) belongs to no delivery and is left out.
On SQLite and, where it can be started, PostgreSQL.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from benchmarks.installations import CHANNELS, Postgresql, Sqlite, postgresql_is_here, seed
from benchmarks.sink import Sink, running
from publisher.app import App

FULL, QUICK = 2000, 800
CHANGES = ("INSERT", "UPDATE", "DELETE")
SIGN_OF_LIFE = ("INSERT INTO worker ", "UPDATE worker ")


class Commits:
    """Counts the commits of an engine whose transactions changed something."""

    def __init__(self) -> None:
        self.durable = 0
        self._changed: set[int] = set()

    def note(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        """Remember that a transaction changed rows."""
        changes = statement.lstrip().startswith(CHANGES) and not statement.startswith(SIGN_OF_LIFE)
        if changes and cursor.rowcount != 0:
            self._changed.add(id(connection))

    def count(self, connection: Connection) -> None:
        """Count a commit."""
        self.durable += id(connection) in self._changed
        self._changed.discard(id(connection))

    def forget(self, connection: Connection) -> None:
        """Forget what was rolled back."""
        self._changed.discard(id(connection))


@contextmanager
def counting(engine: Engine) -> Iterator[Commits]:
    """Count durable commits while the block runs."""
    commits = Commits()
    listeners = {
        "after_cursor_execute": commits.note,
        "commit": commits.count,
        "rollback": commits.forget,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield commits
    for name, listener in listeners.items():
        event.remove(engine, name, listener)


def dispatched(app: App) -> int:
    """Send what is due; return the durable commits."""
    with counting(app.engine) as commits:
        app.dispatcher().run(until_idle=True)
    return commits.durable


def burst(sink: Sink, folder: Path, kind: type[Sqlite | Postgresql], count: int) -> tuple[int, int]:
    """Send a burst of a size; return durable commits and what the sink received."""
    database = kind(folder)
    seed(folder / "seed", database.url, sink.url, count, min(count, CHANNELS))
    with database.copy() as app:
        sink.reset()
        return dispatched(app), sink.count()[1]


def measured(sink: Sink, kind: type[Sqlite | Postgresql], count: int) -> dict[str, float]:
    """Measure both sizes, print a line for each, return the figures."""
    figures: dict[str, float] = {}
    for name, size in (("burst", count), ("lone", 1)):
        with tempfile.TemporaryDirectory() as folder:
            commits, received = burst(sink, Path(folder), kind, size)
        figures[f"commits_per_delivery_{name}_{kind.name}"] = round(commits / max(1, received), 4)
        figures[f"lost_{name}_{kind.name}"] = size - received
        print(
            f"{kind.name:12} {name:6} {received:6} {commits:6} {commits / max(1, received):8.4f}", flush=True
        )
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, print a table, and one JSON line at the end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a burst of 800")
    options.add_argument("--count", type=int, help="deliveries in the burst")
    chosen = options.parse_args(arguments)
    count = max(1, (chosen.count or (QUICK if chosen.quick else FULL)) // CHANNELS) * CHANNELS
    kinds: list[type[Sqlite | Postgresql]] = [Sqlite, *([Postgresql] if postgresql_is_here() else [])]
    figures: dict[str, float] = {"deliveries": count}
    print(f"{'':12} {'':6} {'sent':>6} {'commits':>6} {'each':>8}")
    with running() as sink:
        for kind in kinds:
            figures |= measured(sink, kind, count)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
