"""Progress of one delivery in several requests is durable before each next step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from channels.base import ChannelUnavailable, ContentRejected, OutcomeUnknown, Receipt
from channels.memory import Memory, Published
from content_queue.models import DeliveryPart
from content_queue.parts import StoredProgress


@pytest.fixture
def progress(village):
    """A maker of what a new process knows of the progress."""
    row = village.approved()[0]
    return lambda: StoredProgress(village.app.engine, row.commune_id, row.id, village.clock)


def test_what_never_began_is_unknown(progress):
    assert progress().of("part-1") is None


def test_an_intent_is_there_for_the_next_process(progress, village):
    progress().begin("part-1")

    found = progress().of("part-1")
    assert (found.begun_at, found.receipt) == (village.clock(), None)


def test_a_receipt_is_there_for_the_next_process(progress):
    here = progress()
    here.begin("part-1")
    here.finish("part-1", Receipt(external_id="7", url="https://x", details={"a": "b"}))

    assert progress().of("part-1").receipt == Receipt(external_id="7", url="https://x", details={"a": "b"})
    assert here.of("part-1") == progress().of("part-1")


def test_an_intent_that_can_not_be_kept_lets_nothing_leave(progress, village):
    def refuse(connection):
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    event.listen(village.app.engine, "commit", refuse)

    with pytest.raises(ChannelUnavailable, match="chưa gửi gì"):
        progress().begin("part-1")

    event.remove(village.app.engine, "commit", refuse)
    assert progress().of("part-1") is None


def test_beginning_again_keeps_the_first_moment(progress, village):
    """Nothing of the part can be older than its first intent: the read-back looks from there."""
    start = village.clock()
    progress().begin("part-1")
    village.clock.pass_by(timedelta(minutes=5))

    progress().begin("part-1")

    assert progress().of("part-1").begun_at == start


def test_parts_are_told_apart(progress):
    here = progress()
    here.begin("part-1")
    here.finish("part-1", Receipt(external_id="7"))
    here.begin("part-2")

    assert [
        progress().of(part) and progress().of(part).receipt for part in ("part-1", "part-2", "part-3")
    ] == [
        Receipt(external_id="7"),
        None,
        None,
    ]


class TestThroughTheEngine:
    """A memory channel in three parts, each sent only when its receipt is not known."""

    @pytest.fixture
    def parts(self, monkeypatch, board):
        def send(self, rendition, *, key, facts, progress):
            for number in (1, 2, 3):
                part = f"part-{number}"
                known = progress.of(part)
                if known is None:
                    progress.begin(part)
                    if board.before:
                        board.before(part)
                    at = board.add(Published(key=f"{key} {part}", rendition=rendition, facts=facts))
                    progress.finish(part, Receipt(external_id=str(at)))
            return Receipt(external_id=progress.of("part-3").receipt.external_id)

        monkeypatch.setattr(Memory, "send", send)
        monkeypatch.setattr(Memory, "find", lambda self, rendition, *, key, since: None)
        return board

    @pytest.mark.parametrize("problem", [ChannelUnavailable("bận"), ContentRejected("Từ cấm.")])
    def test_a_later_try_goes_on_where_the_first_stopped(self, village, parts, problem):
        def stop(part):
            if part == "part-3":
                parts.before = None
                with village.app.engine.begin() as connection:
                    gone = DeliveryPart.__table__.delete().where(DeliveryPart.part == "part-3")
                    connection.execute(gone)  # the adapter saw that it is not there
                raise problem

        parts.before = stop
        village.approved()
        village.dispatch()
        if village.states() == ["failed"]:
            replan(village)
        village.clock.pass_by(timedelta(minutes=1))
        village.dispatch()

        assert village.states() == ["sent"]
        assert [entry.key[-6:] for entry in parts.published] == ["part-1", "part-2", "part-3"]

    def test_each_communes_parts_are_its_own(self, village, parts):
        village.approved()

        village.dispatch()

        assert {row.commune_id for row in village.all(DeliveryPart)} == {village.commune.id}
        assert len(village.all(DeliveryPart)) == 3


def replan(village):
    from content_queue import deliveries
    from content_queue.models import Delivery

    with village.app.writing(village.commune) as session:
        row = session.query(Delivery).one()
        timing = village.app.planner(session).timing(session, row, village.clock(), village.clock())
        actor = village.user(session, "bien-tap")
        deliveries.replan(session, row, actor=actor, now=village.clock(), timing=timing)


def test_a_lost_answer_in_the_middle_is_a_doubt(village, board, monkeypatch):
    def send(self, rendition, *, key, facts, progress):
        progress.begin("part-1")
        raise OutcomeUnknown("mất trả lời")

    monkeypatch.setattr(Memory, "send", send)
    village.approved()

    village.dispatch()

    assert village.states() == ["uncertain"]
    assert [row.receipt for row in village.all(DeliveryPart)] == [None]
