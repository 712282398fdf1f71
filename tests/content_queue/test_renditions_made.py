"""What will go out: shared by a medium or a channel's own, recorded by whoever holds the lease."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from channels.base import ChannelError, Rendition
from channels.memory import Memory
from content_queue import messages, renditions
from content_queue.models import Channel, Message, RenditionRow
from content_queue.renditions import BROKEN, RECORDING, SEALED


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


class TestRecordings:
    @pytest.fixture
    def waiting(self, village):
        """A submitted message whose rendition is still to be recorded."""
        message = village.submitted()
        with village.app.writing(village.commune) as session:
            session.execute(update(RenditionRow).values(state=RECORDING))
        return message

    def claim(self, village, owner):
        with village.app.writing(village.commune) as session:
            row = renditions.claim_recording(session, owner=owner, now=village.clock())
            return row.id if row else None

    def finish(self, village, row_id, owner, title="Đã thu"):
        with village.app.writing(village.commune) as session:
            row = session.get_one(RenditionRow, row_id)
            made = replace(Rendition.from_document(row.document), title=title)
            return renditions.finish_recording(session, row_id, made, owner=owner)

    def state(self, village):
        (row,) = village.all(RenditionRow)
        return row.state, row.owner, Rendition.from_document(row.document).title

    def test_one_recorder_has_it_at_a_time(self, village, waiting):
        assert [self.claim(village, owner) is not None for owner in ("một", "hai")] == [True, False]

    def test_an_expired_lease_is_taken_over_and_the_loser_writes_nothing(self, village, waiting):
        row = self.claim(village, "một")
        village.clock.pass_by(timedelta(minutes=3))

        assert self.claim(village, "hai") == row
        assert not self.finish(village, row, "một", title="Của kẻ thua")
        assert self.finish(village, row, "hai", title="Của người thắng")
        assert self.state(village) == (SEALED, "", "Của người thắng")

    def test_the_loser_does_not_break_it_either(self, village, waiting):
        row = self.claim(village, "một")
        village.clock.pass_by(timedelta(minutes=3))
        self.claim(village, "hai")

        with village.app.writing(village.commune) as session:
            renditions.break_recording(session, row, ChannelError("hỏng"), owner="một")

        assert self.state(village)[:2] == (RECORDING, "hai")

    def test_reporting_keeps_the_lease_and_tells_when_it_is_lost(self, village, waiting):
        def report(owner):
            with village.app.writing(village.commune) as session:
                return renditions.report_recording(session, row, owner=owner, share=0.5, now=village.clock())

        row = self.claim(village, "một")
        village.clock.pass_by(timedelta(minutes=1, seconds=30))
        assert report("một")
        village.clock.pass_by(timedelta(minutes=1, seconds=30))
        assert self.claim(village, "hai") is None
        village.clock.pass_by(timedelta(minutes=1))
        assert self.claim(village, "hai") == row
        assert not report("một")

    def test_a_finished_recording_is_not_finished_again(self, village, waiting):
        row = self.claim(village, "một")
        assert self.finish(village, row, "một")

        assert not self.finish(village, row, "một", title="Lần hai")

    def test_what_was_taken_back_to_write_on_drops_its_recording(self, village, waiting):
        row = self.claim(village, "một")
        with village.app.writing(village.commune) as session:
            message = session.get_one(Message, waiting.id)
            actor = village.user(session, "bien-tap")
            messages.recall(session, message, actor=actor, now=village.clock())
        village.submit(waiting)

        with village.app.writing(village.commune) as session:
            made = Rendition.from_document(session.query(RenditionRow).one().document)
            assert not renditions.finish_recording(session, row, made, owner="một")

    def test_the_recorder_seals_what_it_made(self, village, waiting, monkeypatch):
        monkeypatch.setattr(
            Memory,
            "record",
            lambda self, rendition, report: replace(rendition, title="Thu xong"),
            raising=False,
        )

        assert village.app.recorder().run() == 1

        assert self.state(village) == (SEALED, "", "Thu xong")
        assert [row.state for row in village.approve(waiting)] == ["planned"]

    @pytest.mark.parametrize(
        ("problem", "said"),
        [(ChannelError("Thiếu giọng đọc."), "Thiếu giọng đọc."), (OSError("đĩa"), "OSError")],
    )
    def test_what_can_not_be_recorded_says_why_and_is_not_tried_for_ever(
        self, village, waiting, monkeypatch, problem, said
    ):
        def record(self, rendition, report):
            raise problem

        monkeypatch.setattr(Memory, "record", record, raising=False)

        assert village.app.recorder().run() == 1

        (row,) = village.all(RenditionRow)
        assert row.state == BROKEN
        assert said in row.problem

    def test_a_recorder_that_lost_its_lease_stops(self, village, waiting, monkeypatch):
        reports = []

        def record(adapter, rendition, report):
            village.clock.pass_by(timedelta(minutes=3))
            self.claim(village, "hai")
            reports.append("asked")
            report(0.5)
            reports.append("went on")

        monkeypatch.setattr(Memory, "record", record, raising=False)

        village.app.recorder().run()

        assert reports == ["asked"]
        assert self.state(village)[:2] == (RECORDING, "hai")
