"""Real workers on one PostgreSQL, one killed or frozen at a named point: receivers have everything once."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.base import Medium
from content_queue import invariants
from content_queue.killpoints import POINTS
from content_queue.leases import LENGTH
from content_queue.models import Account, Attempt, Channel, Worker
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running
from publisher.testing import Village

SCRIPT = Path(__file__).with_name("working_process.py")
ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC).timestamp()
SPEED = 600
REFERENCE = re.compile(r"Mã tin: ([\w/-]+)")
MESSAGES = 4
PAGES, GROUP = ("108", "109"), "f414c8f76fa586fbdfb4"
LONG = "\n\n".join(f"Đoạn {n}. " + "Bà con chú ý lắng nghe thông báo. " * 12 for n in range(11))


class Street:
    """A commune on PostgreSQL with two pages and a group at the sandbox, and workers."""

    def __init__(self, stack, folder, url, sandbox, since):
        self.stack, self.since, self.sandbox = stack, since, sandbox
        self.village = Village.settle(folder, url=url)
        self._connect(sandbox.url)
        media = (Medium.FACEBOOK, Medium.ZALO)
        for number in range(MESSAGES):
            self.village.approved(title=f"Tin {number}", media=media, **({} if number else {"body": LONG}))

    def _connect(self, url):
        seal = self.village.app.box.seal
        for page in PAGES:
            base = f"{url}/graph"
            self.village.channel(
                f"Trang {page}",
                kind="facebook",
                medium="facebook",
                page_id=page,
                base_url=base,
                lookups="0,0",
            )
        self.village.channel("Nhóm", kind="zalo", medium="zalo", group_id=GROUP, lookups="0,0")
        with self.village.app.writing(self.village.commune) as session:
            settings = {
                "app_id": "1",
                "oa_url": f"{url}/zalo",
                "oauth_url": f"{url}/zalo",
                "per_minute": "60000",
            }
            names = ("app_secret", "access_token", "refresh_token")
            account = Account(
                name="OA", kind="zalo", settings=settings, secrets={n: seal("x") for n in names}
            )
            for row in session.query(Channel):
                if row.kind == "facebook":
                    row.secrets = {"token": seal("EAAtok3n")}
                else:
                    row.account = account

    def worker(self, *, lease=1.5, **order):
        """Start a worker; it is ended with the test at the latest."""
        app = self.village.app
        given = {"folder": str(app.home.folder), "url": app.home.database_url, "lease": lease}
        given |= {"since": self.since, "speed": SPEED, **order}
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(SCRIPT), json.dumps(given)],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.stack.callback(end, process)
        assert process.stdout.readline().strip() == "ready"
        return process

    def received(self):
        """Count what arrived, by place, reference and part."""
        return Counter(
            (each.destination, *REFERENCE.findall(each.text), *re.findall(r"\((\d+/\d+)\)", each.text))
            for each in self.sandbox.ledger.publications()
        )

    def finish(self):
        """Let a last worker do what is left; ask the invariants."""
        until(
            lambda: (
                self.worker(idle=True).wait(60) == 0 and set(self.village.states()) <= {"sent", "uncertain"}
            )
        )
        now = datetime.fromtimestamp(NOON + (time.time() - self.since) * SPEED, UTC)
        with self.village.app.engine.connect() as connection:
            assert invariants.problems(connection, now=now) == []

    def everything_once(self):
        parts = len(self.received()) - 3 * MESSAGES
        assert set(self.village.states()) == {"sent"}
        assert set(self.received().values()) == {1}
        assert parts >= 1  # the long message went to the group in parts
        return True


def end(process):
    with process:
        process.kill()


def until(done, patience=60.0):
    pause, limit = threading.Event(), time.monotonic() + patience
    while not done():
        assert time.monotonic() < limit, "it did not come so far"
        pause.wait(0.05)


@pytest.fixture
def street(tmp_path, postgres, shaped_postgres):
    since = time.time()
    with (
        ExitStack() as stack,
        running(Ledger(None), clock=lambda: NOON + (time.time() - since) * SPEED) as sandbox,
    ):
        made = Street(stack, tmp_path / "tỉnh", postgres.database(like=shaped_postgres), sandbox, since)
        yield made
        made.village.app.close()


@pytest.mark.parametrize("point", [each for each in POINTS if each != "found"])
def test_one_of_two_workers_is_killed_and_the_rest_is_done_once(street, point):
    first = street.worker(kill=f"{point}:1", idle=True)
    second = street.worker(idle=True)

    assert first.wait(60) == -signal.SIGKILL
    assert second.wait(60) == 0
    street.finish()

    assert street.everything_once()


def test_killed_again_while_it_looks_up_what_a_dead_one_left(street):
    assert street.worker(kill="sent:1", idle=True).wait(60) == -signal.SIGKILL
    until(lambda: expired(street.village))
    assert street.worker(kill="found:1", idle=True).wait(60) == -signal.SIGKILL

    street.finish()

    assert street.everything_once()


def expired(village):
    """Say whether the lease of whoever died is over, in the database's time."""
    from sqlalchemy import func, select

    with village.app.engine.connect() as connection:
        alive = select(func.count()).where(
            Worker.ended_at.is_(None), Worker.lease_until > func.clock_timestamp()
        )
        return connection.scalar(alive) == 0


@pytest.mark.parametrize("point", ["claimed", "leaving", "part-begun"])
def test_a_worker_frozen_past_its_lease_sends_and_writes_nothing_when_it_wakes(street, point):
    frozen = street.worker(freeze=f"{point}:1")
    until(lambda: is_stopped(frozen.pid))
    until(lambda: expired(street.village))
    street.finish()
    before, rows = street.received(), attempts(street.village)

    os.kill(frozen.pid, signal.SIGCONT)
    until(lambda: any(each.name.endswith("#2") for each in street.village.all(Worker)))
    frozen.stdin.close()
    assert frozen.wait(30) == 0

    assert street.received() == before
    assert attempts(street.village) == rows
    assert street.everything_once()


def is_stopped(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def attempts(village):
    return sorted((each.id, each.owner, each.outcome, each.ended_at) for each in village.all(Attempt))


@pytest.mark.long
def test_orphans_of_a_dead_worker_are_looked_up_within_35_seconds(street):
    killed = street.worker(lease=LENGTH.total_seconds(), kill="sent:1")
    assert killed.wait(60) == -signal.SIGKILL
    died = time.monotonic()
    beside = street.worker(lease=LENGTH.total_seconds())
    until(lambda: "sending" not in street.village.states(), 40)
    print(f"orphans under look-up after {time.monotonic() - died:.1f} s")  # noqa: T201

    beside.stdin.close()
    beside.wait(30)
    assert set(street.received().values()) == {1}


@pytest.mark.long
@pytest.mark.parametrize("number", range(200))
def test_one_of_two_workers_is_killed_at_any_moment(street, number):
    first, second = street.worker(), street.worker()
    threading.Event().wait(random.Random(number).uniform(0.0, 0.8))

    first.kill()
    first.wait(10)
    second.stdin.close()
    second.wait(30)
    street.finish()

    assert street.everything_once()
