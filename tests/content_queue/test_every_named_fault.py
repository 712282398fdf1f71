"""Each named fault, on the fanpage and on the Zalo group: nothing lost, nothing doubled, ended as told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from channels.base import Medium
from content_queue import invariants
from content_queue.models import Account, Alert, Channel, Delivery
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.plans import read_plan
from publisher.sandbox.plans.names import NAMES
from publisher.sandbox.server import running
from publisher.testing import Village

PAGE, GROUP = "108", "nhom-phu-tan"
HOURS = (0, 5, 30, 60, 120, 300, 330, 420, 600, 4000)  # seconds after the first try at which the engine runs
CUT = "{fault: cut, on: %s, times: 1}"


@dataclass
class Scene:
    """One message to one channel, the stand-ins, and one clock for all."""

    village: Village
    sandbox: object
    kind: str
    passed: int = 0

    @property
    def service(self):
        return {"facebook": "graph", "zalo": "zalo"}[self.kind]

    def rehearse(self, *entries):
        """Let the sandbox misbehave by these entries of a plan; %s is the service."""
        plan = [entry.replace("%s", self.service) for entry in entries]
        self.sandbox.rehearse(read_plan(f"[{', '.join(plan)}]", file="plan"))

    def run(self, *, until=HOURS[-1]):
        """Approve a message and let the engine run at these seconds after."""
        self.village.approved(media=(Medium(self.kind),))
        self.go_on(until=until)

    def go_on(self, *, until):
        """Let the engine run on to this second."""
        for seconds in HOURS:
            if self.passed <= seconds <= until:
                self.village.clock.pass_by(timedelta(seconds=seconds - self.passed))
                self.passed = seconds
                self.village.tick()

    def delivery(self):
        return self.village.all(Delivery)[0]

    def published(self):
        return len(self.sandbox.ledger.publications())

    def open_alerts(self):
        return [alert.kind for alert in self.village.all(Alert) if alert.closed_at is None]


@pytest.fixture(params=["facebook", "zalo"])
def scene(request, tmp_path, sqlite_url, monkeypatch):
    """A commune with one channel of the kind, whose addresses are the sandbox's."""
    village = Village.settle(tmp_path / "nhà xã", url=sqlite_url)
    clock = lambda: village.clock().timestamp()  # noqa: E731
    monkeypatch.setattr("channels.http.machine_time", village.clock)
    with running(Ledger(None), clock=clock) as sandbox:
        connect(village, request.param, sandbox.url)
        yield Scene(village, sandbox, request.param)
    with village.app.engine.connect() as connection:
        found = invariants.problems(connection, now=village.clock())
    village.app.engine.dispose()
    assert found == []


def connect(village, kind, url):
    """Add the channel of a kind."""
    seal = village.app.box.seal
    if kind == "facebook":
        village.channel("Fanpage", kind=kind, medium=kind, page_id=PAGE, base_url=f"{url}/graph")
    else:
        village.channel("Nhóm", kind=kind, medium=kind, group_id=GROUP)
    with village.app.writing(village.commune) as session:
        channel = session.query(Channel).one()
        if kind == "facebook":
            channel.secrets = {"token": seal("EAAtok3n")}
            return
        settings = {"app_id": "1", "oa_url": f"{url}/zalo", "oauth_url": f"{url}/zalo"}
        names = ("app_secret", "access_token", "refresh_token")
        channel.account = Account(
            name="OA", kind="zalo", settings=settings, secrets={name: seal("bi-mat") for name in names}
        )


ONCE = "{fault: %n, on: %s, times: 1}"
SENT = ("sent", 1, 1)  # state, publications, tries
RESENT = ("sent", 1, 2)
UNCERTAIN = ("uncertain", 1, 1)
HELD = ("planned", 0, 0)
TABLE = {  # fault → entries of the plan, what a delivery to the fanpage ends as, and one to the group
    "refuse": ([ONCE], RESENT, RESENT),
    "cut": ([ONCE], SENT, SENT),
    "error-after": ([ONCE], SENT, SENT),
    "hang": (["{fault: hang, on: %s, times: 1, seconds: 0.05}"], SENT, SENT),
    "truncated-json": ([ONCE], SENT, SENT),
    "html-body": ([ONCE], SENT, SENT),
    "rate-limit": (["{fault: rate-limit, on: %s, times: 1, seconds: 240}"], SENT, SENT),
    "token-dead": (["{fault: token-dead, on: %s}"], HELD, HELD),
    "read-back-late": (["{fault: read-back-late, on: %s, seconds: 29}", CUT], SENT, SENT),
    "read-back-down": (["{fault: read-back-down, on: %s}", CUT], UNCERTAIN, UNCERTAIN),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_ends_as_the_contract_says(scene, name):
    entries, *expected = TABLE[name]
    scene.rehearse(*(entry.replace("%n", name) for entry in entries))

    scene.run()

    delivery = scene.delivery()
    assert (delivery.state, scene.published(), delivery.attempts) == expected[scene.kind == "zalo"]


def test_what_hung_unaccepted_is_sent_once_after_the_looks(scene):
    scene.rehearse("{fault: hang, on: %s, times: 1, seconds: 0.05, accepted: false}")

    scene.run()

    assert (scene.delivery().state, scene.published(), scene.delivery().attempts) == RESENT


def test_a_limit_is_waited_out_and_costs_no_try(scene):
    scene.rehearse("{fault: rate-limit, on: %s, times: 1, seconds: 60}")
    scene.run(until=30)

    assert (scene.delivery().state, scene.published(), scene.delivery().attempts) == HELD

    scene.run(until=120)

    assert scene.published() == 2
    assert {each.state for each in scene.village.all(Delivery)} == {"sent"}


def test_a_dead_token_is_told_once(scene):
    scene.rehearse("{fault: token-dead, on: %s}")

    scene.run()

    assert scene.open_alerts() == ["held"]


def test_a_token_that_dies_once_is_renewed_where_it_can_be(scene):
    scene.rehearse("{fault: token-dead, on: %s, times: 1}")

    scene.run()

    state = {"facebook": "planned", "zalo": "sent"}
    assert scene.delivery().state == state[scene.kind]


def test_a_doubt_that_nobody_can_look_into_is_listed_at_once(scene):
    scene.rehearse("{fault: read-back-down, on: %s}", CUT)

    scene.run(until=0)

    delivery = scene.delivery()
    assert (delivery.state, delivery.doubted_at) == ("uncertain", scene.village.clock())
    assert delivery.reason


@pytest.mark.parametrize("looks", ["5,30", "5,30,120,300"])
def test_a_person_hears_within_a_minute_of_a_doubt_that_nobody_can_look_into(scene, looks):
    look_at(scene, looks)
    scene.rehearse("{fault: read-back-down, on: %s}", CUT)

    scene.run(until=60)

    assert scene.delivery().state == "uncertain"
    assert scene.open_alerts() == ["uncertain"]
    assert scene.published() == 1


def test_a_doubt_that_nobody_could_look_into_waits_for_a_person_in_the_end(scene):
    look_at(scene, "5,30,120,300")
    scene.rehearse("{fault: read-back-down, on: %s}", CUT)

    scene.run(until=300)

    assert (scene.delivery().state, scene.delivery().wake_at) == ("uncertain", None)
    assert "cần người xem" in scene.delivery().reason
    assert scene.open_alerts() == ["uncertain"]


def test_what_is_seen_after_all_ends_the_alert(scene):
    look_at(scene, "5,30,120,300")
    scene.rehearse("{fault: read-back-down, on: %s, times: 2}", CUT)

    scene.run(until=60)
    assert scene.open_alerts() == ["uncertain"]
    scene.go_on(until=120)

    assert scene.delivery().state == "sent"
    assert scene.open_alerts() == []
    assert scene.published() == 1


def look_at(scene, looks):
    with scene.village.app.writing(scene.village.commune) as session:
        row = session.query(Channel).one()
        row.settings = {**row.settings, "lookups": looks}
