"""What is measured and called wrong: as doctor, /health and /metrics tell it."""

import json
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, text

from channels.base import NotAuthorized, OutcomeUnknown
from channels.memory import BOARDS, Board
from content_queue.models import Account, Attempt, Delivery
from publisher.health import Lookout, findings, measure
from publisher.health.answer import health
from publisher.health.listener import listening
from publisher.web import create_app


def wrong(village, **given):
    """Return the sorts of what is wrong, as doctor finds it."""
    return [each.sort for each in findings(measure(village.app, **given)) if each.is_wrong]


def misbehave(problem):
    """Let the fanpage answer everything with a problem."""

    def hook(key):
        raise problem

    BOARDS.setdefault("Fanpage xã", Board()).before = hook


def test_a_new_installation_is_well(village):
    assert wrong(village, thorough=True) == []


def test_health_is_red_while_nobody_is_at_work(village, sign_of_life):
    before = health(measure(village.app))
    sign_of_life()
    after = health(measure(village.app))

    assert (before[0], before[1]["wrong"]) == (503, ["tick"])
    assert (after[0], after[1]["wrong"]) == (200, [])


def test_a_publisher_that_fell_silent_is_wrong(village, sign_of_life):
    sign_of_life()
    village.clock.pass_by(timedelta(minutes=2))

    assert wrong(village) == ["tick"]


def test_a_publisher_that_ended_in_order_is_not(village, sign_of_life):
    sign_of_life(ended_at=village.clock())
    village.clock.pass_by(timedelta(minutes=2))

    assert wrong(village) == []


def test_a_publisher_that_says_why_it_sends_nothing_is_wrong(village, sign_of_life):
    sign_of_life(trouble="Đồng hồ máy nhảy 1 giờ.")

    assert wrong(village) == ["worker"]


def test_what_is_overdue_is_wrong_with_its_age(village):
    village.approved()
    village.clock.pass_by(timedelta(minutes=7))

    figures = measure(village.app)

    assert figures.overdue == timedelta(minutes=7)
    assert wrong(village) == ["overdue"]


def test_what_is_sent_for_too_long_is_stuck(village):
    [delivery] = village.approved()
    with village.app.writing(village.commune) as session:
        row = session.get_one(Delivery, delivery.id)
        row.state, row.wake_at, row.owner = "sending", None, "máy"
        session.add(
            Attempt(
                delivery_id=row.id, number=1, owner="máy", begun_at=village.clock() - timedelta(minutes=21)
            )
        )

    assert measure(village.app).records.stuck == 1
    assert wrong(village) == ["stuck"]


def test_doubts_that_wait_for_a_person_are_counted_apart(village):
    misbehave(OutcomeUnknown("Không rõ."))
    village.approved()
    village.dispatch()

    records = measure(village.app).records

    assert records.uncertain_waiting + records.uncertain_looking == 1


def test_what_is_held_is_wrong_with_its_reason(village):
    misbehave(NotAuthorized("Mã truy cập hết hạn."))
    village.approved()
    village.tick()

    [held] = measure(village.app).records.held

    assert held.because == "Mã truy cập hết hạn."
    assert "held" in wrong(village)


@pytest.mark.parametrize(("days", "is_wrong"), [(None, False), (3, True), (40, False)])
def test_a_credential_that_ends_soon_is_wrong_and_an_unknown_one_is_not(village, days, is_wrong):
    ends = village.clock() + timedelta(days=days, hours=1) if days is not None else None
    with village.app.writing(village.commune) as session:
        session.add(Account(name="OA", kind="zalo", token_ends_at=ends))

    assert measure(village.app).token_days == days
    assert wrong(village) == (["token"] if is_wrong else [])


def test_a_database_that_does_not_answer_is_a_finding(village):
    with village.app.engine.begin() as connection:
        connection.execute(text("ALTER TABLE worker RENAME TO elsewhere"))

    status, body = health(measure(village.app))

    assert (status, body["wrong"]) == (503, ["database"])


def test_health_names_no_person_channel_or_message(village, sign_of_life):
    sign_of_life()
    misbehave(NotAuthorized("Mã truy cập của bà Hoa hết hạn."))
    village.approved(title="Tin mật")
    village.tick()

    answer = create_app(village.app).test_client().get("/health")

    assert answer.status_code == 503
    told = answer.get_data(as_text=True)
    assert json.loads(told)["wrong"] == ["held"]
    assert not any(name in told for name in ("Hoa", "Fanpage", "Tin mật", "máy xã"))


def test_a_worker_answers_health_on_a_port_of_its_own(village, sign_of_life):
    sign_of_life()

    with listening(village.app, 0) as url:
        with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
            told = json.load(answer)
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(f"{url}/metrics", timeout=10)

    refused.value.close()
    assert told["status"] == "ok"
    assert refused.value.code == 404


def test_metrics_are_off_until_they_are_switched_on(village, monkeypatch):
    console = create_app(village.app).test_client()
    off = console.get("/metrics").status_code
    monkeypatch.setenv("PUBLISHER_METRICS", "1")

    assert (off, console.get("/metrics").status_code) == (404, 200)


def test_metrics_can_be_scraped(village, sign_of_life, monkeypatch):
    monkeypatch.setenv("PUBLISHER_METRICS", "1")
    sign_of_life()
    village.approved()
    village.clock.pass_by(timedelta(minutes=6))

    scraped = create_app(village.app).test_client().get("/metrics").get_data(as_text=True)

    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(scraped)
        for sample in family.samples
    }
    assert samples["publisher_oldest_overdue_seconds",] == 360
    assert samples["publisher_last_tick_seconds",] == 360
    assert samples["publisher_deliveries_of_day", "planned"] == 1
    assert samples["publisher_uncertain", "person"] == 0
    assert samples["publisher_up",] == 0
    assert ("publisher_token_days",) not in samples


def test_every_question_about_deliveries_walks_an_index(village):
    asked = []

    def note(connection, cursor, statement, parameters, context, many):
        asked.append((statement, parameters))

    event.listen(village.app.engine, "before_cursor_execute", note)
    Lookout(village.app).figures()
    questions = [each for each in asked if "FROM delivery" in each[0]]
    plans = [plan for each in questions for plan in plan_of(village.app.home.database_file, *each)]

    assert len(questions) == 5
    assert [plan for plan in plans if plan.startswith("SCAN delivery") and "INDEX" not in plan] == []


def plan_of(path, statement, parameters):
    """Return how SQLite would answer a question."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def test_a_machine_is_not_asked_about_kinds_that_it_does_not_serve(village):
    village.channel("Loa hỏng", kind="loudspeaker", medium="loudspeaker", zone="không có", rate="99")

    everywhere = Lookout(village.app).figures()
    without_loudspeakers = Lookout(village.app, kinds=["memory"]).figures()

    assert [each.channel for each in everywhere.unready] == ["Loa hỏng"]
    assert list(without_loudspeakers.unready) == []


def test_a_worker_with_health_loads_no_flask():
    program = (
        "import sys, publisher.running, publisher.health.listener, publisher.telling.rounds; "
        "sys.exit('flask' in sys.modules)"
    )

    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
