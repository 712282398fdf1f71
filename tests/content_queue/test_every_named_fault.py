"""Each named fault, at each kind that calls a service: nothing lost, nothing doubled, ended as told."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from channels.base import Medium
from content_queue import invariants
from content_queue.models import Account, Channel, Delivery
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.plans import read_plan
from publisher.sandbox.plans.names import NAMES
from publisher.sandbox.server import running
from publisher.testing import Village

KINDS = ("facebook", "zalo", "wordpress", "webhook")
PAGE, GROUP, PASSWORD = "108", "nhom-phu-tan", "abcd efgh ijkl mnop qrst uvwx"
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
        return {"facebook": "graph", "webhook": "portal"}.get(self.kind, self.kind)

    @property
    def looks_before(self):
        """Return how a plan spares the look that a kind takes before it sends."""
        return ", skip: 1" if self.kind == "wordpress" else ""

    def rehearse(self, *entries):
        """Let the sandbox misbehave by these entries of a plan: %s, its service; %a, after its first look."""
        plan = [entry.replace("%s", self.service).replace("%a", self.looks_before) for entry in entries]
        self.sandbox.rehearse(read_plan(f"[{', '.join(plan)}]", file="plan"))

    def run(self, *, until=HOURS[-1]):
        """Approve a message and let the engine run at these seconds after."""
        medium = {"zalo_bot": "zalo"}.get(self.kind, self.kind if self.kind in set(Medium) else "website")
        self.village.approved(media=(Medium(medium),))
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
        return [alert.kind for alert in self.village.troubles() if alert.closed_at is None]


@contextmanager
def staged(kind, folder, url, monkeypatch):
    """Give a commune with one channel of the kind, whose addresses are the sandbox's."""
    village = Village.settle(folder / "nhà xã", url=url)
    clock = lambda: village.clock().timestamp()  # noqa: E731
    monkeypatch.setattr("channels.http.machine_time", village.clock)
    with running(Ledger(None), clock=clock) as sandbox:
        sandbox.app.extensions["wordpress"].users["author"] = (PASSWORD, "author")
        connect(village, kind, sandbox.url)
        yield Scene(village, sandbox, kind)
    with village.app.engine.connect() as connection:
        found = invariants.problems(connection, now=village.clock())
    village.app.engine.dispose()
    assert found == []


@pytest.fixture(params=KINDS)
def scene(request, tmp_path, sqlite_url, monkeypatch):
    """A kind that can be read back."""
    with staged(request.param, tmp_path, sqlite_url, monkeypatch) as made:
        yield made


@pytest.fixture
def bot_scene(tmp_path, sqlite_url, monkeypatch):
    """A bot's group, which nobody can read back."""
    with staged("zalo_bot", tmp_path, sqlite_url, monkeypatch) as made:
        yield made


def connect(village, kind, url):
    """Add the channel of a kind."""
    looks = {"lookups": "5,30,120,300"}
    match kind:
        case "facebook":
            village.channel("Fanpage", kind=kind, medium=kind, page_id=PAGE, base_url=f"{url}/graph")
            _keep(village, token="EAAtok3n")
        case "zalo":
            village.channel("Nhóm", kind=kind, medium=kind, group_id=GROUP)
            _join_account(village, url)
        case "wordpress":
            own = {"base_url": f"{url}/wordpress", "username": "author"}
            village.channel("Trang", kind=kind, medium="website", **own, **looks)
            _keep(village, password=PASSWORD)
        case "zalo_bot":
            village.channel("Nhóm", kind=kind, medium="zalo", chat_id=GROUP, base_url=f"{url}/zalo")
            _keep(village, token="12:bi-mat")
        case "webhook":
            own = {"url": f"{url}/portal/tin", "id_path": "data.id"}
            back = f"{url}/portal/tin?ma=" + "{{ reference }}"
            village.channel("Cổng", kind=kind, medium="website", read_back=back, **own, **looks)


def _keep(village, **secrets):
    with village.app.writing(village.commune) as session:
        seal = village.app.box.seal
        session.query(Channel).one().secrets = {name: seal(value) for name, value in secrets.items()}


def _join_account(village, url):
    settings = {"app_id": "1", "oa_url": f"{url}/zalo", "oauth_url": f"{url}/zalo"}
    secrets = {
        name: village.app.box.seal("bi-mat") for name in ("app_secret", "access_token", "refresh_token")
    }
    with village.app.writing(village.commune) as session:
        session.query(Channel).one().account = Account(
            name="OA", kind="zalo", settings=settings, secrets=secrets
        )


ONCE = "{fault: %n, on: %s, times: 1}"
SENT = ("sent", 1, 1)  # state, publications, tries
RESENT = ("sent", 1, 2)
UNCERTAIN = ("uncertain", 1, 1)
HELD = ("planned", 0, 0)
TABLE = {  # fault → entries of the plan, what a delivery ends as at each of KINDS
    "refuse": ([ONCE], *[RESENT] * 4),
    "cut": ([ONCE], *[SENT] * 4),
    "error-after": ([ONCE], *[SENT] * 4),
    "hang": (["{fault: hang, on: %s, times: 1, seconds: 0.05}"], *[SENT] * 4),
    "truncated-json": ([ONCE], *[SENT] * 4),
    "html-body": ([ONCE], *[SENT] * 4),
    "rate-limit": (["{fault: rate-limit, on: %s, times: 1, seconds: 240}"], *[SENT] * 4),
    "token-dead": (["{fault: token-dead, on: %s}"], *[HELD] * 4),
    "read-back-late": (["{fault: read-back-late, on: %s, seconds: 29}", CUT], *[SENT] * 4),
    "read-back-down": (["{fault: read-back-down, on: %s%a}", CUT], *[UNCERTAIN] * 4),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_ends_as_the_contract_says(scene, name):
    entries, *expected = TABLE[name]
    scene.rehearse(*(entry.replace("%n", name) for entry in entries))

    scene.run()

    delivery = scene.delivery()
    assert (delivery.state, scene.published(), delivery.attempts) == expected[KINDS.index(scene.kind)]


ASKED = ("uncertain", 1, 1)
AT_A_BOT = {  # fault → what a delivery ends as where a doubt is a person's at once
    "refuse": ("uncertain", 0, 1),
    "cut": ASKED,
    "error-after": ASKED,
    "hang": ASKED,
    "truncated-json": ASKED,
    "html-body": ASKED,
    "rate-limit": SENT,
    "token-dead": HELD,
}


@pytest.mark.parametrize("name", AT_A_BOT)
def test_a_fault_at_a_bot_is_never_answered_by_sending_again(bot_scene, name):
    entries, *_ = TABLE[name]
    bot_scene.rehearse(*(entry.replace("%n", name) for entry in entries))

    bot_scene.run()

    delivery = bot_scene.delivery()
    assert (delivery.state, bot_scene.published(), delivery.attempts) == AT_A_BOT[name]
    if delivery.state == "uncertain":
        assert bot_scene.open_alerts() == ["uncertain"]


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

    assert scene.delivery().state == ("sent" if scene.kind == "zalo" else "planned")


def test_a_doubt_that_nobody_can_look_into_is_listed_at_once(scene):
    scene.rehearse("{fault: read-back-down, on: %s%a}", CUT)

    scene.run(until=0)

    delivery = scene.delivery()
    assert (delivery.state, delivery.doubted_at) == ("uncertain", scene.village.clock())
    assert delivery.reason


@pytest.mark.parametrize("looks", ["5,30", "5,30,120,300"])
def test_a_person_hears_within_a_minute_of_a_doubt_that_nobody_can_look_into(scene, looks):
    look_at(scene, looks)
    scene.rehearse("{fault: read-back-down, on: %s%a}", CUT)

    scene.run(until=60)

    assert scene.delivery().state == "uncertain"
    assert scene.open_alerts() == ["uncertain"]
    assert scene.published() == 1


def test_a_doubt_that_nobody_could_look_into_waits_for_a_person_in_the_end(scene):
    look_at(scene, "5,30,120,300")
    scene.rehearse("{fault: read-back-down, on: %s%a}", CUT)

    scene.run(until=300)

    assert (scene.delivery().state, scene.delivery().wake_at) == ("uncertain", None)
    assert "cần người xem" in scene.delivery().reason
    assert scene.open_alerts() == ["uncertain"]


def test_what_is_seen_after_all_ends_the_alert(scene):
    look_at(scene, "5,30,120,300")
    scene.rehearse("{fault: read-back-down, on: %s, times: 2%a}", CUT)

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
