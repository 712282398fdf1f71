"""A Zalo group keeps the channel contract."""

from __future__ import annotations

import pytest

from channels.base import Retractable, Searchable
from channels.testing import ChannelContract
from publisher.sandbox.faults import Fault

MESSAGE = "/zalo/v3.0/oa/group/message"


class TestZaloGroup(ChannelContract):
    @pytest.fixture
    def published(self, sent):
        return lambda key: sum(key in entry.text for entry in sent())

    @pytest.fixture
    def lose_answer(self, sandbox):
        return lambda: sandbox.misbehave(Fault(method="POST", path=MESSAGE, drop=True))

    @pytest.fixture
    def refuse(self, office):
        return lambda: office.refuse(-32, path="/group/message")

    def test_it_can_be_searched_and_takes_nothing_back(self, channel):
        assert isinstance(channel, Searchable)
        assert not isinstance(channel, Retractable)
