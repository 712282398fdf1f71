"""A running sandbox, channels that point at it, and a vault in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from channels.testing import supplies_in
from channels.zalo import ZaloGroup
from publisher.sandbox.server import running

GROUP = "f414c8f76fa586fbdfb4"
APP = "1234567890"
APP_SECRET = "bi-mat-cua-ung-dung"


class MemoryVault:
    """One account's tokens in memory, rotated under a lock as the real vault does."""

    def __init__(self, **tokens: str) -> None:
        self.pair: Mapping[str, str] = tokens
        self.rotations = 0
        self._lock = threading.Lock()

    def tokens(self) -> Mapping[str, str]:
        return self.pair

    def rotate(
        self, seen: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        with self._lock:
            if self.pair == seen:
                self.pair = exchange(seen)
                self.rotations += 1
            return self.pair


@pytest.fixture
def sandbox():
    with running() as started:
        yield started


@pytest.fixture
def office(sandbox):
    return sandbox.app.extensions["zalo"]


@pytest.fixture
def vault(office):
    return MemoryVault(**office.grant(APP))


@pytest.fixture
def make(sandbox, tmp_path, vault):
    """Return a maker of channels that point at the sandbox."""

    def made(**changes):
        given = {
            "group_id": GROUP,
            "oa_url": f"{sandbox.url}/zalo",
            "oauth_url": f"{sandbox.url}/zalo",
            "app_id": APP,
            "app_secret": APP_SECRET,
            "access_token": "trong-cai-dat",
            "refresh_token": "gia-han-trong-cai-dat",
            "supplies": replace(supplies_in(tmp_path), vault=vault),
        }
        return ZaloGroup(**{**given, **changes})

    return made


@pytest.fixture
def channel(make):
    return make()


@pytest.fixture
def sent(sandbox):
    """Return what the group really received, oldest first."""
    return lambda: sandbox.ledger.publications(service="zalo", destination=GROUP)
