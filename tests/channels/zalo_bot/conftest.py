"""A running sandbox with its bots."""

from __future__ import annotations

import pytest

from publisher.sandbox.server import running


@pytest.fixture
def sandbox():
    with running() as started:
        yield started
