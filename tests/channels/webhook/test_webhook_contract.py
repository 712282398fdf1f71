"""Portals keep the contract: one that takes JSON, one that takes a form, and NukeViet's api.php."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.testing import ChannelContract
from channels.webhook.presets import FORM
from publisher.sandbox.faults import Fault


class PortalContract(ChannelContract):
    @pytest.fixture
    def published(self, sandbox):
        entries = sandbox.ledger.publications
        return lambda key: len([each for each in entries() if each.details["reference"] == key])

    @pytest.fixture
    def lose_answer(self, sandbox):
        return lambda: sandbox.misbehave(Fault(method="POST", drop=True))

    @pytest.fixture
    def refuse(self, sandbox):
        return lambda: sandbox.misbehave(Fault(method="POST", before=True, status=429))


class TestJson(PortalContract):
    pass


class TestForm(PortalContract):
    @pytest.fixture
    def channel(self, channel):
        return replace(channel, preset="form", template=FORM)


class TestNukeViet(PortalContract):
    @pytest.fixture
    def channel(self, nukeviet):
        return nukeviet


class TestNukeVietWithMd5(PortalContract):
    @pytest.fixture
    def channel(self, nukeviet):
        return replace(nukeviet, proof="nukeviet-md5")
