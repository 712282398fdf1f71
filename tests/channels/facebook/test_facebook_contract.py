"""The fanpage adapter keeps the channel contract, against the stand-in Graph API."""

from __future__ import annotations

import pytest

from channels.testing import ChannelContract
from publisher.sandbox.faults import Fault
from publisher.sandbox.graph.complaints import error_body


class TestFacebookPage(ChannelContract):
    @pytest.fixture
    def channel(self, page):
        return page

    @pytest.fixture
    def published(self, sandbox):
        return lambda key: sum(key in each.text for each in sandbox.ledger.publications())

    @pytest.fixture
    def lose_answer(self, sandbox):
        return lambda: sandbox.misbehave(Fault(method="POST", path="/feed", drop=True))

    @pytest.fixture
    def refuse(self, sandbox):
        return lambda: sandbox.misbehave(Fault(before=True, status=400, body=error_body(4)))
