"""Lost answers, read-backs that show late or never: the receivers' ledger has everything exactly once."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from channels.base import Medium
from content_queue import invariants
from content_queue.models import Account, Channel
from publisher.app import App
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.plans import find_plan, read_plan
from publisher.sandbox.server import running
from publisher.testing import NOON, Village

SPEED = 200  # the last look, five minutes after a doubt, is a second and a half here
MOST_ROUNDS = 200
PLACES = 5  # fanpages, and as many groups
BLIND = "[{fault: cut, on: [graph, zalo], share: 20%}, {fault: read-back-down, on: [graph, zalo]}]"
ALL_ANSWERS = """
- {fault: cut, on: [graph any, zalo any], share: 20%}
- {fault: read-back-late, on: [graph, zalo], seconds: [0, 30]}
"""
LONG_BODY = "\n\n".join("Bà con chú ý lắng nghe thông báo của xã. " * 12 for _ in range(9))
REFERENCE = re.compile(r"Mã tin: ([\w/-]+)")


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Scene:
    """A commune with several fanpages and groups, the stand-ins, and a fast clock for all of them."""

    village: Village
    sandbox: object
    fast: App

    @property
    def uncertain(self):
        """Return the deliveries that wait for a person."""
        return [each for each in self.village.deliveries() if each.state == "uncertain"]

    def send(self, messages, **words):
        """Approve messages to every place and let the engine send until nothing is left to do."""
        for number in range(messages):
            self.village.approved(media=(Medium.FACEBOOK, Medium.ZALO), title=f"Tin {number}", **words)
        self.fast.clock.start()
        for _ in range(MOST_ROUNDS):
            self.fast.dispatcher().run(until_idle=True)
            if not self.states().keys() & {"planned", "retrying"}:
                return
            threading.Event().wait(0.05)  # until a hold or a pause before the next try is over
        raise AssertionError(f"something never ended: {self.states()}")

    def received(self):
        """Count what the receivers published, by place, reference and number of the part."""
        return Counter(
            (each.destination, *REFERENCE.findall(each.text), part_of(each.text))
            for each in self.sandbox.ledger.publications()
        )

    def states(self):
        return Counter(self.village.states())

    def struck(self, name):
        """Count how often a fault of this name struck."""
        counts = self.sandbox.app.config["faults"].counts()
        return sum(each["struck"] for each in counts if each["name"] == name)


def part_of(text):
    found = re.search(r"\((\d+/\d+)\)", text)
    return found.group(1) if found else ""


@dataclass
class FastClock:
    """Stands at noon until it is started, then runs ahead."""

    since: float | None = None

    def __call__(self):
        passed = 0.0 if self.since is None else time.monotonic() - self.since
        return NOON + timedelta(seconds=passed * SPEED)

    def start(self):
        self.since = time.monotonic()


@pytest.fixture
def scene(tmp_path, database_url, monkeypatch):
    village = Village.settle(tmp_path / "nhà xã", url=database_url)
    clock = FastClock()
    seconds = lambda: clock().timestamp()  # noqa: E731
    monkeypatch.setattr("channels.http.time", SimpleNamespace(time=seconds))
    with running(Ledger(None), clock=seconds) as sandbox:
        connect(village, sandbox.url)
        fast = App.open(village.app.home, clock)
        yield Scene(village, sandbox, fast)
    with fast.engine.connect() as connection:
        found = invariants.problems(connection, now=clock())
    fast.close()
    village.app.close()
    assert found == []


def connect(village, url):
    """Add the fanpages and groups, with the addresses of the sandbox."""
    for number in range(PLACES):
        village.channel(
            f"Fanpage {number}",
            kind="facebook",
            medium="facebook",
            page_id=f"10{number}",
            base_url=f"{url}/graph",
        )
        village.channel(f"Nhóm {number}", kind="zalo", medium="zalo", group_id=f"nhom-{number}")
    seal = village.app.box.seal
    settings = {"app_id": "1", "oa_url": f"{url}/zalo", "oauth_url": f"{url}/zalo"}
    settings["per_minute"] = "60000"  # sends are spaced by real time, which is slow beside this clock
    names = ("app_secret", "access_token", "refresh_token")
    with village.app.writing(village.commune) as session:
        secrets = {name: seal("bi-mat") for name in names}
        account = Account(name="OA", kind="zalo", settings=settings, secrets=secrets)
        for channel in session.query(Channel):
            if channel.kind == "zalo":
                channel.account = account
            else:
                channel.secrets = {"token": seal(f"EAAtok3n{channel.id}")}


def everything_once(scene, messages):
    """Every delivery is sent and every receiver has each message exactly once."""
    assert scene.states() == {"sent": messages * 2 * PLACES}
    received = scene.received()
    assert len(received) == messages * 2 * PLACES
    assert set(received.values()) == {1}
    return True


def nothing_twice(scene):
    """No receiver has anything twice; what is not sent is in doubt, and each doubt has its alert."""
    assert set(scene.received().values()) == {1}
    assert set(scene.states()) <= {"sent", "uncertain"}
    alerts = [each for each in scene.village.troubles() if each.kind == "uncertain"]
    told = {each.subject_id for each in alerts if each.closed_at is None}
    assert told == {each.id for each in scene.uncertain}
    return True


def test_one_answer_in_five_is_lost_and_nothing_else(scene):
    scene.sandbox.rehearse(find_plan("lost-answers-20"))

    scene.send(6)

    assert scene.struck("cut") > 0
    assert everything_once(scene, 6)


@on_sqlite
def test_one_answer_in_a_hundred_is_lost_and_nothing_else(scene):
    scene.sandbox.rehearse(replace(find_plan("lost-answers"), seed=2))  # the 13th call to Zalo is struck

    scene.send(4)

    assert scene.struck("cut") > 0
    assert everything_once(scene, 4)


@on_sqlite
def test_nothing_can_be_read_back_and_nothing_is_doubled(scene):
    scene.sandbox.rehearse(read_plan(BLIND, file="plan"))

    scene.send(3)

    assert scene.struck("cut") == len(scene.uncertain) > 0
    assert len(scene.received()) == 3 * 2 * PLACES
    assert nothing_twice(scene)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ["lost-answers", "lost-answers-20"])
def test_answers_are_lost_by_the_hundred_and_nothing_else(scene, name, seed):
    scene.sandbox.rehearse(replace(find_plan(name), seed=seed))

    scene.send(20)

    assert everything_once(scene, 20)


@pytest.mark.long
def test_read_backs_are_lost_too(scene):
    scene.sandbox.rehearse(read_plan(ALL_ANSWERS, file="plan"))

    scene.send(20)

    assert len(scene.received()) == 20 * 2 * PLACES
    assert nothing_twice(scene)


@pytest.mark.long
@pytest.mark.parametrize("name", ["blind", "bad-evening"])
def test_whatever_else_happens_nothing_is_doubled(scene, name):
    scene.sandbox.rehearse(find_plan(name))

    scene.send(20)

    assert nothing_twice(scene)


@pytest.mark.long
def test_the_parts_of_long_messages_arrive_once(scene):
    scene.sandbox.rehearse(find_plan("lost-answers-20"))

    scene.send(10, body=LONG_BODY)

    assert nothing_twice(scene)
