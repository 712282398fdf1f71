"""A small commune with one memory fanpage for each test."""

import pytest

from channels.memory import BOARDS, Board
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
def board(village):
    """What the memory fanpage really published; its hooks can misbehave."""
    return BOARDS.setdefault("Fanpage xã", Board())
