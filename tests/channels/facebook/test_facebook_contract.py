"""The fanpage adapter keeps the channel contract, against the stand-in Graph API."""

from __future__ import annotations

import itertools

import pytest

from channels.facebook import FacebookPage
from channels.testing import NOW, ChannelContract, supplies_in
from publisher.sandbox.faults import Fault
from publisher.sandbox.graph.complaints import error_body
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running

PAGE = "108"


@pytest.fixture
def sandbox():
    seconds = itertools.count(NOW.timestamp(), 0.1)
    with running(Ledger(None), clock=lambda: next(seconds)) as started:
        yield started


class TestFacebookPage(ChannelContract):
    @pytest.fixture
    def channel(self, sandbox, tmp_path):
        sandbox.app.extensions["graph"].configure(PAGE, token="tok-en", app_id="9", app_secret="s3cret")
        return FacebookPage(
            page_id=PAGE,
            token="tok-en",
            app_id="9",
            app_secret="s3cret",
            base_url=f"{sandbox.url}/graph",
            lookups=(0.0,),
            timeout=5.0,
            supplies=supplies_in(tmp_path),
        )

    @pytest.fixture
    def published(self, sandbox):
        return lambda key: sum(key in each.text for each in sandbox.ledger.publications())

    @pytest.fixture
    def lose_answer(self, sandbox):
        return lambda: sandbox.misbehave(Fault(method="POST", path="/feed", drop=True))

    @pytest.fixture
    def refuse(self, sandbox):
        return lambda: sandbox.misbehave(Fault(before=True, status=400, body=error_body(4)))
