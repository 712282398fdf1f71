"""SIGKILL at every named point, then a restart: the receivers' ledger has everything exactly once."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from channels.base import Medium
from content_queue import invariants
from content_queue.db import make_engine
from content_queue.killpoints import POINTS
from content_queue.models import Account, Channel, Delivery
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running
from publisher.testing import Village

PAGE, GROUP = "108", "f414c8f76fa586fbdfb4"
SPEED = 400  # ten minutes between two looks are a second and a half here
REFERENCE = re.compile(r"Mã tin: ([\w/-]+)")
SCRIPT = Path(__file__).with_name("dispatching_process.py")
ROOT = Path(__file__).parents[2]

ONCE = [
    f"{point}:{count}"
    for point, most in {
        "claiming": 2,
        "claimed": 2,
        "leaving": 6,
        "part-begun": 6,
        "part-done": 6,
        "part-kept": 6,
        "sent": 6,
        "settling": 3,
        "settled": 3,
    }.items()
    for count in range(1, most + 1)
]
TWICE = [("sent:1", "found:1"), ("sent:4", "found:1"), ("settled:1", "sent:1")]


@pytest.fixture(scope="module")
def seed(tmp_path_factory, shaped_sqlite):
    """A home with two approved messages for page, fanpage and group; one has a picture and three parts."""
    folder = tmp_path_factory.mktemp("seed") / "nhà"
    folder.mkdir()
    shutil.copy(shaped_sqlite, folder / "publisher.db")
    village = Village.settle(folder)
    village.channel("Trang", kind="website", medium="website", base_url="http://127.0.0.1:9/")
    village.channel("Fanpage", kind="facebook", medium="facebook", page_id=PAGE, lookups="0,0")
    village.channel("Nhóm", kind="zalo", medium="zalo", group_id=GROUP, lookups="0,0")
    with village.app.writing(village.commune) as session:
        seal = village.app.box.seal
        zalo = Account(name="OA", kind="zalo", settings={"app_id": "1"}, secrets={})
        zalo.secrets = {name: seal("bi-mat") for name in ("app_secret", "access_token", "refresh_token")}
        session.add(zalo)
        for channel in session.query(Channel):
            if channel.kind == "zalo":
                channel.account = zalo
            if channel.kind == "facebook":
                channel.secrets = {"token": seal("EAAtok3n")}
    media = (Medium.WEBSITE, Medium.FACEBOOK, Medium.ZALO)
    village.approved(
        media=media, body=long_body(), images=(picture(village, "#0a6c74"), picture(village, "#7a1f1f"))
    )
    village.approved(media=media, title="Tin thứ hai")
    village.app.engine.dispose()
    return folder


def long_body():
    return "\n\n".join(f"Đoạn {n}. " + "Bà con chú ý lắng nghe thông báo. " * 12 for n in range(11))


def picture(village, colour):
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (64, 32), colour).save(drawn, "PNG")
    drawn.seek(0)
    return village.app.files.add(drawn, name="anh.png", media_type="image/png", alt="Ảnh minh họa")


@dataclass
class Killer:
    """Starts dispatching processes and kills them."""

    process: subprocess.Popen

    def dispatch(self, folder, *, since, kill="", after=None):
        """Run until idle or until killed; return how it ended (negative: the signal)."""
        order = {"folder": str(folder), "kill": kill, "since": since, "speed": SPEED}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        if after is not None:
            threading.Event().wait(after)
            self._kill(child)
        return int(self.process.stdout.readline())

    def _kill(self, child):
        with contextlib.suppress(ProcessLookupError):  # it was idle before
            os.kill(child, signal.SIGKILL)


@pytest.fixture(scope="module")
def killer():
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(SCRIPT)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Killer(process)
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


@dataclass
class Scene:
    """One copy of the seeded home beside a fresh receiver."""

    folder: Path
    killer: Killer
    ledger: Ledger
    since: float

    def dispatch(self, **given):
        return self.killer.dispatch(self.folder, since=self.since, **given)

    def received(self):
        """Count what the receivers published, by where, what and reference; pictures have none."""
        return Counter(
            (
                entry.service,
                entry.destination,
                entry.kind,
                *REFERENCE.findall(entry.text),
                part_of(entry.text),
            )
            for entry in self.ledger.publications()
        )

    def pages(self):
        """Return the references of the pages that the site shows."""
        shown = (path.read_text("utf-8") for path in (self.folder / "work").rglob("*.html"))
        return {found for page in shown for found in re.findall(r"PT-2026-\d{4}", page)}


def part_of(text):
    found = re.search(r"\((\d+/\d+)\)", text)
    return found.group(1) if found else ""


NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC).timestamp()  # 12:00 in Phú Trung


@pytest.fixture
def scene(seed, killer, tmp_path):
    folder = tmp_path / "nhà"
    shutil.copytree(seed, folder)
    since = time.time()
    with running(Ledger(None), clock=lambda: NOON + (time.time() - since) * SPEED) as sandbox:
        point_at(folder, sandbox.url)
        yield Scene(folder, killer, sandbox.ledger, since)


def point_at(folder, url):
    engine = make_engine(f"sqlite:///{folder / 'publisher.db'}")
    with Session(engine) as session, session.begin():
        for channel in session.query(Channel).filter_by(kind="facebook"):
            channel.settings = {**channel.settings, "base_url": f"{url}/graph"}
        for account in session.query(Account):
            account.settings = {**account.settings, "oa_url": f"{url}/zalo", "oauth_url": f"{url}/zalo"}
    engine.dispose()


EXPECTED = {
    ("facebook", PAGE, "post", "PT-2026-0001", ""),
    ("facebook", PAGE, "post", "PT-2026-0002", ""),
    ("zalo", GROUP, "image", "PT-2026-0001", "1/3"),
    ("zalo", GROUP, "text", "PT-2026-0001", "2/3"),
    ("zalo", GROUP, "text", "PT-2026-0001", "3/3"),
    ("zalo", GROUP, "text", "PT-2026-0002", ""),
}


def rows_of(scene):
    """Return the state of every delivery; all are in explained states."""
    engine = make_engine(f"sqlite:///{scene.folder / 'publisher.db'}")
    with Session(engine) as session:
        rows = session.query(Delivery).all()
        assert invariants.problems(session.connection(), now=rows[0].due_at) == []
        states = [row.state for row in rows]
    engine.dispose()
    return states


def everything_once(scene):
    """Every delivery is settled as sent, and the receivers have each thing once."""
    assert rows_of(scene) == ["sent"] * 6
    assert scene.received() == dict.fromkeys(EXPECTED, 1)
    assert scene.pages() == {"PT-2026-0001", "PT-2026-0002"}
    return True


def nothing_twice(scene):
    """What was in doubt twice waits for a person; the receivers have nothing twice."""
    assert set(rows_of(scene)) <= {"sent", "uncertain"}
    assert set(scene.received().values()) <= {1}
    return True


def test_a_run_that_nobody_kills(scene):
    assert scene.dispatch() == 0

    assert everything_once(scene)


@pytest.mark.parametrize("point", ONCE)
def test_killed_once(scene, point):
    assert scene.dispatch(kill=point) == -signal.SIGKILL

    assert scene.dispatch() == 0
    assert everything_once(scene)


@pytest.mark.parametrize("points", TWICE, ids="+".join)
def test_killed_again_while_recovering(scene, points):
    assert [scene.dispatch(kill=point) for point in points] == [-signal.SIGKILL] * len(points)

    assert scene.dispatch() == 0
    assert everything_once(scene)


def test_what_dies_twice_before_it_is_seen_waits_for_a_person(scene):
    """The fanpage waits for its page, perhaps for a whole run: by the third, each has been claimed before."""
    assert [scene.dispatch(kill="claimed:1") for _ in range(3)] == [-signal.SIGKILL] * 3

    assert scene.dispatch() == 0
    assert nothing_twice(scene)
    assert "uncertain" in rows_of(scene)


def test_the_environment_names_the_point(scene):
    """The door that people use, without this file's script in between."""
    command = "from publisher.app import App; App.open().dispatcher().run(until_idle=True)"
    around = {
        "PYTHONPATH": str(ROOT),
        "PUBLISHER_HOME": str(scene.folder),
        "PUBLISHER_NOW": "2026-11-24 12:00",
        "PUBLISHER_KILL_AT": "sent:2",
    }

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", command], env=around, check=False, timeout=30
    )

    assert done.returncode == -signal.SIGKILL
    assert scene.dispatch() == 0
    assert everything_once(scene)


def test_every_point_is_killed_at():
    tried = {order.partition(":")[0] for order in (*ONCE, *(order for orders in TWICE for order in orders))}

    assert tried == set(POINTS)


@pytest.mark.long
@pytest.mark.parametrize("number", range(250))
def test_killed_at_any_moment(scene, number):
    chance = random.Random(number)
    deaths = 2 if number % 5 == 0 else 1
    for _ in range(deaths):
        scene.dispatch(after=chance.uniform(0.0, 0.6))

    assert scene.dispatch() == 0
    assert everything_once(scene) if deaths == 1 else nothing_twice(scene)
