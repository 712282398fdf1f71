"""What will go out: shared by a medium or a channel's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.base import Rendition
from channels.memory import Memory
from content_queue import renditions
from content_queue.models import Channel, Message, RenditionRow


def of_channels(village, message):
    """Return the title line that each channel will send."""
    with village.app.reading(village.commune) as session:
        row = session.get_one(Message, message.id)
        found = {
            channel.name: renditions.rendition_for(session, row, channel)
            for channel in session.query(Channel)
        }
        return {name: Rendition.from_document(each.document).parts[0][:9] for name, each in found.items()}


@pytest.fixture
def three(village, monkeypatch):
    """Three fanpages of which the last two render alike and otherwise than the first."""
    for name in ("Trang B", "Trang C"):
        village.channel(name)
    plain = Memory.render

    def render(self, content):
        short = replace(content, title="RÚT GỌN") if self.board != "Fanpage xã" else content
        return plain(self, short)

    monkeypatch.setattr(Memory, "render", render)
    return village


def test_channels_that_render_alike_share_one_rendition(village):
    village.channel("Trang B")

    message = village.submitted()

    assert [row.channel_id for row in village.all(RenditionRow)] == [None]
    assert of_channels(village, message) == {"Fanpage xã": "Họp thôn\n", "Trang B": "Họp thôn\n"}


def test_each_channel_that_renders_otherwise_has_its_own(three):
    message = three.submitted()

    assert of_channels(three, message) == {
        "Fanpage xã": "Họp thôn\n",
        "Trang B": "RÚT GỌN\n\n"[:9],
        "Trang C": "RÚT GỌN\n\n"[:9],
    }


def test_each_channel_sends_its_own(three, board):
    from channels.memory import BOARDS

    three.approved()

    three.dispatch()

    titles = {
        name: BOARDS[name].published[0].rendition.title for name in ("Fanpage xã", "Trang B", "Trang C")
    }
    assert titles == {"Fanpage xã": "Họp thôn", "Trang B": "RÚT GỌN", "Trang C": "RÚT GỌN"}
