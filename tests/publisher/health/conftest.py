"""A commune whose publisher gives signs of life as a test says."""

from __future__ import annotations

import pytest

from channels.memory import BOARDS
from content_queue.db import Instant, open_session
from content_queue.models import Worker
from publisher.testing import Village


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel("Fanpage xã")
    yield village
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.engine.dispose()


@pytest.fixture
def sign_of_life(village):
    """Write a publisher's row, seen now."""

    def write(name="máy xã", **given):
        moments = {
            column.name: village.clock()
            for column in Worker.__table__.columns
            if isinstance(column.type, Instant) and not column.nullable
        }
        with open_session(village.app.engine) as session, session.begin():
            session.add(Worker(name=name, kinds=[], **{**moments, **given}))

    return write
