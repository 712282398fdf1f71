"""After sending, a channel is asked: does the public see it, and how far did it come?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.base import Medium
from content_queue import messages
from content_queue.models import Alert, Channel, Figures, Message, Question
from publisher.afterwards import ask_channels, collect_figures
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running
from publisher.testing import Village

PAGE = "108"


@pytest.fixture
def graph(village):
    """The page at the stand-in, which can be put into development mode, killed, or made to count."""
    return village.sandbox.app.extensions["graph"].page(PAGE)


@pytest.fixture
def village(tmp_path, monkeypatch):
    """A commune with a fanpage at the stand-in and a message sent there."""
    village = Village.settle(tmp_path / "nhà xã")
    monkeypatch.setattr("channels.http.machine_time", village.clock)
    with running(Ledger(None), clock=lambda: village.clock().timestamp()) as sandbox:
        village.sandbox = sandbox
        village.channel(
            "Fanpage", kind="facebook", medium="facebook", page_id=PAGE, base_url=f"{sandbox.url}/graph"
        )
        with village.app.writing(village.commune) as session:
            session.query(Channel).one().secrets = {"token": village.app.box.seal("EAAtok3n")}
        village.approved(media=(Medium.FACEBOOK,))
        village.tick()
        assert village.states() == ["sent"]
        yield village
    village.app.engine.dispose()


def after(village, span):
    village.clock.pass_by(span)
    return ask_channels(village.app)


def open_alerts(village):
    return [each for each in village.all(Alert) if each.closed_at is None]


def questions(village):
    return sorted(each.about for each in village.all(Question))


def test_nothing_is_asked_at_once(village):
    assert after(village, timedelta(seconds=30)) == 0


def test_a_post_everybody_sees_is_asked_about_once(village):
    assert after(village, timedelta(minutes=3)) == 1

    assert questions(village) == ["figures"]
    assert open_alerts(village) == []


def test_a_post_nobody_sees_is_told_once_with_the_remedy(village, graph):
    graph.is_live = False

    after(village, timedelta(minutes=3))
    after(village, timedelta(minutes=3))

    [alert] = open_alerts(village)
    assert alert.kind == "hidden"
    assert "Live" in alert.sentence


def test_the_alert_closes_by_itself_once_the_post_is_seen(village, graph):
    graph.is_live = False
    after(village, timedelta(minutes=3))

    graph.is_live = True
    after(village, timedelta(minutes=11))

    assert open_alerts(village) == []
    assert questions(village) == ["figures"]


def test_a_channel_that_can_not_be_asked_is_asked_again_later(village, graph):
    graph.dead = (190, 460)
    after(village, timedelta(minutes=3))

    graph.dead = None
    after(village, timedelta(minutes=3))

    assert questions(village) == ["figures"]
    assert open_alerts(village) == []


def test_a_hidden_post_is_not_asked_about_for_ever(village, graph):
    graph.is_live = False

    for _ in range(30):
        after(village, timedelta(hours=6))

    assert "sight" not in questions(village)
    assert len(open_alerts(village)) == 1


def test_figures_are_taken_once_a_day_for_four_weeks(village):
    for _ in range(40):
        after(village, timedelta(days=1))

    taken = village.all(Figures)
    assert len(taken) == 28
    assert taken[0].people > 0
    assert questions(village) == []


def test_figures_can_be_asked_for_at_any_time(village):
    assert collect_figures(village.app, village.commune.id) == 1

    [row] = village.all(Figures)
    assert row.figures["reactions"] == 12


def test_what_was_taken_back_is_not_asked_about(village):
    with village.app.writing(village.commune) as session:
        actor = village.user(session, "lanh-dao")
        message = session.query(Message).one()
        messages.withdraw(session, message, actor=actor, now=village.clock(), reason="nhầm")
    from publisher.cases.working import work_cases

    work_cases(village.app)

    after(village, timedelta(days=1))

    assert questions(village) == []
    assert village.all(Figures) == []


def test_other_workers_kinds_are_left_to_them(village):
    village.clock.pass_by(timedelta(minutes=3))

    assert ask_channels(village.app, kinds={"zalo"}) == 0
