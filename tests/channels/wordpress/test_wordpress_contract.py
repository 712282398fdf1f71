"""The contract every adapter keeps, held against the stand-in."""

from __future__ import annotations

import pytest

from channels.testing import ChannelContract
from channels.wordpress.body import slug_of
from publisher.sandbox.faults import Fault


class TestWordPress(ChannelContract):
    @pytest.fixture
    def channel(self, stand_in, tmp_path):
        return stand_in.channel(tmp_path)

    @pytest.fixture
    def published(self, stand_in):
        def count(key):
            found = stand_in.sandbox.ledger.publications(service="wordpress")
            return len([each for each in found if each.details["slug"] == slug_of(key)])

        return count

    @pytest.fixture
    def lose_answer(self, stand_in):
        return lambda: stand_in.sandbox.misbehave(Fault(method="POST", path="/posts", drop=True))

    @pytest.fixture
    def refuse(self, stand_in):
        return lambda: stand_in.sandbox.misbehave(
            Fault(path="/posts", before=True, status=503, headers={"Retry-After": "60"})
        )
