"""The shipped fake keeps the channel contract."""

from __future__ import annotations

import uuid

import pytest

from channels.base import ChannelUnavailable, OutcomeUnknown
from channels.memory import BOARDS, Board, Memory
from channels.testing import ChannelContract, supplies_in


class TestMemory(ChannelContract):
    @pytest.fixture
    def channel(self, tmp_path):
        name = uuid.uuid4().hex
        yield Memory(board=name, supplies=supplies_in(tmp_path))
        BOARDS.pop(name, None)

    @pytest.fixture
    def published(self, channel):
        return lambda key: sum(entry.key == key for entry in BOARDS.get(channel.board, Board()).published)

    @pytest.fixture
    def lose_answer(self, channel):
        def arm():
            def lost(key):
                raise OutcomeUnknown("cắt giữa chừng")

            BOARDS[channel.board] = Board(after=lost)

        return arm

    @pytest.fixture
    def refuse(self, channel):
        def arm():
            def closed(key):
                raise ChannelUnavailable("đóng cửa")

            BOARDS[channel.board] = Board(before=closed)

        return arm
