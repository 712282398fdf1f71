"""Machines that share recordings over one PostgreSQL: killed, frozen or alive, each is sealed once."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from channels.base import Medium, Rendition
from content_queue import killpoints
from content_queue.models import Hamlet, RenditionRow, Zone
from content_queue.renditions import RECORDING, SEALED
from publisher.home import FilesIn
from publisher.testing import Village

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("recording_process.py")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PATIENCE = 120


@dataclass
class Machine:
    """A recording process; leaving its block ends it."""

    process: subprocess.Popen
    watchdog: threading.Timer

    @classmethod
    def start(cls, village, folder, *, kill="", holds=False):
        """Start one in a folder of its own, ready to record."""
        order = {"url": village.app.home.database_url, "folder": str(folder), "holds": holds}
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(SCRIPT), json.dumps(order)],
            cwd=ROOT,
            env={
                "PATH": os.environ.get("PATH", ""),
                "PYTHONPATH": str(ROOT),
                "PYTHONUTF8": "1",
                "PUBLISHER_SECRET_KEY": village.app.home.key_file.read_text(),
                "PUBLISHER_KILL_AT": kill,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        machine = cls(process, threading.Timer(PATIENCE, process.kill))
        machine.watchdog.start()
        assert machine.line() == "ready"
        return machine

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.watchdog.cancel()
        self.process.kill()
        self.process.communicate()

    def line(self):
        return self.process.stdout.readline().strip()

    def go_on(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def ended(self):
        """Return how it ended and what it told meanwhile."""
        told, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, told.split("\n")[:-1]


@pytest.fixture
def province(tmp_path, postgres, shaped_postgres):
    """A commune on PostgreSQL that keeps its files there."""
    village = Village.settle(tmp_path / "tỉnh", url=postgres.database(like=shaped_postgres))
    yield village
    village.app.engine.dispose()


@pytest.fixture
def machine(province, tmp_path):
    """Start machines; whatever becomes of the test, they end."""
    with ExitStack() as started:
        yield lambda name, **given: started.enter_context(Machine.start(province, tmp_path / name, **given))


def submitted(village, count):
    """Submit messages whose renditions in memory wait to be recorded."""
    village.channel("Fanpage xã")
    for number in range(count):
        village.submitted(title=f"Tin {number}")
    with village.app.writing(village.commune) as session:
        session.execute(update(RenditionRow).values(state=RECORDING))


def leases_run_out(village):
    with village.app.writing(village.commune) as session:
        held = update(RenditionRow).where(RenditionRow.state == RECORDING)
        session.execute(held.values(lease_until=LONG_AGO))


def states(village):
    return {(row.state, row.owner) for row in village.all(RenditionRow)}


def files_of(village):
    """Return what the sealed recordings say."""
    store = village.app.store(FilesIn.DATABASE)
    found = []
    for row in village.all(RenditionRow):
        [file] = Rendition.from_document(row.document).files
        with store.open(file.digest) as source:
            found.append(source.read().decode())
    return found


def test_two_machines_share_ten_recordings_and_make_each_once(province, machine):
    with province.app.writing(province.commune) as session:
        session.add(Zone(name="Cụm loa Phú Tân", hamlets=session.query(Hamlet).all()))
    province.channel("Loa", kind="loudspeaker", medium="loudspeaker", zone="Cụm loa Phú Tân")
    for number in range(10):
        province.submitted(title=f"Tin {number}", body="Mời bà con.", media=(Medium.LOUDSPEAKER,))
    first, second = machine("một"), machine("hai")

    first.go_on()
    second.go_on()
    ends = [first.ended(), second.ended()]

    assert [code for code, _ in ends] == [0, 0]
    assert Counter(title for _, told in ends for title in told) == {f"Tin {at}": 1 for at in range(10)}
    assert states(province) == {(SEALED, "")}
    assert sum(1 for _ in province.app.store(FilesIn.DATABASE).digests()) == 20


@pytest.mark.parametrize("point", killpoints.OF_RECORDING)
def test_one_is_killed_midway_and_the_other_makes_the_rest(province, machine, point):
    submitted(province, 5)
    dying, living = machine("một", kill=f"{point}:2"), machine("hai", holds=True)
    living.go_on()
    assert living.line().startswith("Tin")  # it has one in its hands

    dying.go_on()
    code, _ = dying.ended()
    assert code == -signal.SIGKILL
    assert states(province) - {(SEALED, "")}  # one is left half made
    held = [row for row in province.all(RenditionRow) if row.owner]
    assert len(held) == 2
    leases_run_out_of_the_dead(province, living)
    for _ in range(4):
        living.go_on()

    code, _ = living.ended()
    assert code == 0
    assert states(province) == {(SEALED, "")}
    made = files_of(province)
    assert sorted(each.split(" ", 1)[1] for each in made) == [f"Tin {at}" for at in range(5)]
    assert Counter(each.split(" ", 1)[0] for each in made) == {
        str(dying.process.pid): 1,
        str(living.process.pid): 4,
    }


def leases_run_out_of_the_dead(village, living):
    with village.app.writing(village.commune) as session:
        dead = update(RenditionRow).where(
            RenditionRow.state == RECORDING,
            RenditionRow.owner != "",
            RenditionRow.owner.not_like(f"%:{living.process.pid}:%"),
        )
        session.execute(dead.values(lease_until=LONG_AGO))


def test_one_that_was_frozen_past_its_lease_writes_nothing(province, machine):
    submitted(province, 2)
    frozen, living = machine("một", holds=True), machine("hai")
    frozen.go_on()
    held = frozen.line()
    assert held == "Tin 0"
    leases_run_out(province)

    living.go_on()
    assert living.ended() == (0, ["Tin 0", "Tin 1"])
    made = files_of(province)
    frozen.go_on()

    assert frozen.ended() == (0, [])
    assert files_of(province) == made
    assert {each.split(" ", 1)[0] for each in made} == {str(living.process.pid)}


def test_every_point_that_the_program_reaches_is_killed_at_somewhere():
    sources = [
        path
        for name in ("content_queue", "publisher", "channels", "schedules")
        for path in (ROOT / name).rglob("*.py")
    ]
    reached = {
        point for path in sources for point in re.findall(r'\breach\("([\w-]+)"\)', path.read_text("utf-8"))
    }

    assert reached == {*killpoints.POINTS, *killpoints.OF_RECORDING}
