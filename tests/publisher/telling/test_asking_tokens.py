"""The end of a credential is asked once a day and kept for doctor, /health and the contacts."""

from datetime import timedelta

import pytest

from content_queue.models import Account
from publisher import channel_setup
from publisher.health import measure
from publisher.sandbox.server import running
from publisher.telling.rounds import Teller
from publisher.testing import Village

PAGE = "108"


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    yield village
    village.app.engine.dispose()


@pytest.fixture
def graph(village):
    with running(clock=lambda: village.clock().timestamp()) as sandbox:
        graph = sandbox.app.extensions["graph"]
        graph.configure(PAGE, token="EAAtok3n", app_id="9", app_secret="s3cret")
        settings = {
            "page_id": PAGE,
            "token": "EAAtok3n",
            "app_id": "9",
            "app_secret": "s3cret",
            "base_url": f"{sandbox.url}/graph",
        }
        with village.app.writing(village.commune) as session:
            channel_setup.add_channel(
                village.app,
                session,
                "facebook",
                "Fanpage",
                settings,
                actor=village.user(session, "admin"),
                now=village.clock(),
            )
        yield graph


def test_the_days_left_are_kept_and_asked_again_tomorrow(village, graph):
    page = graph.page(PAGE)
    page.data_access_expires_at = int((village.clock() + timedelta(days=30, hours=1)).timestamp())
    Teller(village.app).tell()
    first = measure(village.app).token_days
    page.data_access_expires_at = int((village.clock() + timedelta(days=60, hours=1)).timestamp())
    Teller(village.app).tell()
    same_day = measure(village.app).token_days
    village.clock.pass_by(timedelta(days=1, minutes=1))
    Teller(village.app).tell()

    assert (first, same_day, measure(village.app).token_days) == (30, 30, 59)


def test_a_service_that_does_not_answer_leaves_what_was_known(village, graph):
    graph.page(PAGE).dead = (190, 463)

    Teller(village.app).tell()

    [account] = village.all(Account)
    assert account.token_asked_at == village.clock()
    assert account.token_ends_at is None
