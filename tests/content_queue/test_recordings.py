"""Recordings as shared work: one claim has it, whoever lost it writes nothing, the urgent come first."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from channels.base import ChannelError, ChannelUnavailable, ContentRejected, Rendition, Urgency
from channels.memory import Memory
from content_queue import messages, recordings
from content_queue.models import Message, RenditionRow
from content_queue.recordings import TRIES
from content_queue.renditions import BROKEN, RECORDING, SEALED

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def wait_to_be_recorded(village, **values):
    """Let every rendition wait for its recording."""
    with village.app.writing(village.commune) as session:
        session.execute(update(RenditionRow).values(state=RECORDING, **values))


def run_out(village):
    """Let the leases and the pauses be over, as the clock of either database sees it."""
    with village.app.writing(village.commune) as session:
        session.execute(update(RenditionRow).values(lease_until=LONG_AGO))


@pytest.fixture
def waiting(village):
    """A submitted message whose rendition is still to be recorded."""
    message = village.submitted()
    wait_to_be_recorded(village)
    return message


@pytest.fixture
def recordable(monkeypatch):
    """Let memory channels record; gives how: a function of the rendition and the report."""

    def how(record):
        monkeypatch.setattr(
            Memory, "record", lambda self, rendition, report: record(rendition, report), raising=False
        )

    how(lambda rendition, report: replace(rendition, title="Thu xong"))
    return how


def claim(village, owner="một", **given):
    with village.app.writing(village.commune) as session:
        return recordings.claim(session, owner=owner, now=village.clock(), **given)


def finish(village, claimed, title="Đã thu"):
    with village.app.writing(village.commune) as session:
        row = session.get_one(RenditionRow, claimed.id)
        made = replace(Rendition.from_document(row.document), title=title)
        return recordings.finish(session, claimed.id, made, owner=claimed.owner)


def fail(village, claimed, problem):
    with village.app.writing(village.commune) as session:
        return recordings.fail(session, claimed.id, problem, owner=claimed.owner, now=village.clock())


def report(village, claimed, share=0.5):
    with village.app.writing(village.commune) as session:
        return recordings.report(session, claimed.id, owner=claimed.owner, share=share, now=village.clock())


def state(village):
    (row,) = village.all(RenditionRow)
    return row.state, row.owner.partition("/")[0], Rendition.from_document(row.document).title


class TestClaims:
    def test_one_recorder_has_it_at_a_time(self, village, waiting):
        assert [claim(village, owner) is not None for owner in ("một", "hai")] == [True, False]

    def test_an_expired_lease_is_taken_over_and_the_loser_writes_nothing(self, village, waiting):
        loser = claim(village, "một")
        run_out(village)

        winner = claim(village, "hai")

        assert winner.id == loser.id
        assert not report(village, loser)
        assert not finish(village, loser, title="Của kẻ thua")
        assert not fail(village, loser, ChannelError("hỏng"))
        assert state(village)[:2] == (RECORDING, "hai")
        assert finish(village, winner, title="Của người thắng")
        assert state(village) == (SEALED, "", "Của người thắng")

    def test_what_the_same_process_lost_and_has_again_is_another_claim(self, village, waiting):
        frozen = claim(village, "một")
        run_out(village)
        fresh = claim(village, "một")

        assert not finish(village, frozen)
        assert finish(village, fresh)

    def test_a_reported_lease_is_kept_longer_and_one_lost_is_told(self, village, waiting):
        claimed = claim(village, "một")
        run_out(village)

        assert report(village, claimed)

        assert claim(village, "hai") is None
        run_out(village)
        assert claim(village, "hai").id == claimed.id
        assert not report(village, claimed)

    def test_leases_run_in_database_time_where_machines_share_one(self, village, waiting):
        claim(village, "một")
        village.clock.pass_by(timedelta(days=1))  # of one machine whose clock is wrong

        assert (claim(village, "hai") is None) == (village.app.engine.dialect.name == "postgresql")

    def test_a_finished_recording_is_not_finished_again(self, village, waiting):
        claimed = claim(village)
        assert finish(village, claimed)

        assert not finish(village, claimed, title="Lần hai")

    def test_the_most_urgent_is_first_then_the_oldest(self, village):
        made = [
            village.submitted(title=level, urgency=Urgency(level))
            for level in ("routine", "urgent", "routine", "emergency", "urgent")
        ]
        wait_to_be_recorded(village)

        order = [claim(village).message_id for _ in made]

        assert order == [made[at].id for at in (3, 1, 4, 0, 2)]

    def test_a_recorder_of_some_kinds_leaves_the_others(self, village, waiting):
        assert claim(village, kinds={"loudspeaker", "facebook"}) is None
        assert claim(village, kinds={"memory"}) is not None

    def test_what_was_taken_back_to_write_on_drops_its_recording(self, village, waiting):
        claimed = claim(village)
        with village.app.writing(village.commune) as session:
            message = session.get_one(Message, waiting.id)
            actor = village.user(session, "bien-tap")
            messages.recall(session, message, actor=actor, now=village.clock())
        village.submit(waiting)

        with village.app.writing(village.commune) as session:
            made = Rendition.from_document(session.query(RenditionRow).one().document)
            assert not recordings.finish(session, claimed.id, made, owner=claimed.owner)


class TestTheRecorder:
    def test_it_seals_what_it_made(self, village, waiting, recordable):
        assert village.app.recorder().run() == 1

        assert state(village) == (SEALED, "", "Thu xong")
        assert [row.state for row in village.approve(waiting)] == ["planned"]

    @pytest.mark.parametrize(
        ("problem", "said"),
        [
            (ContentRejected("Chưa biết đọc “x”."), "Chưa biết đọc “x”."),
            (ChannelError("Thiếu giọng đọc."), "Thiếu giọng đọc."),
            (OSError("đĩa"), "OSError"),
        ],
    )
    def test_what_can_not_be_recorded_says_why_and_is_not_tried_for_ever(
        self, village, waiting, recordable, problem, said
    ):
        recordable(raising(problem))

        assert village.app.recorder().run() == 1

        (row,) = village.all(RenditionRow)
        assert row.state == BROKEN
        assert said in row.problem

    def test_what_another_machine_may_do_better_waits_a_while_and_breaks_in_the_end(
        self, village, waiting, recordable
    ):
        recordable(raising(ChannelUnavailable("Thiếu giọng đọc.")))
        states = []
        for _ in range(TRIES):
            assert village.app.recorder().run() == 1
            states.append(state(village)[0])
            run_out(village)

        assert states == [RECORDING] * (TRIES - 1) + [BROKEN]
        assert village.app.recorder().run() == 0

    def test_what_failed_once_and_was_made_in_the_end_has_no_problem_left(self, village, waiting, recordable):
        fail(village, claim(village), ChannelUnavailable("Đĩa đầy."))
        run_out(village)

        village.app.recorder().run()

        assert [row.problem for row in village.all(RenditionRow)] == [""]

    def test_one_that_lost_its_lease_stops(self, village, waiting, recordable):
        reports = []

        def record(rendition, report):
            run_out(village)
            claim(village, "hai")
            reports.append("asked")
            report(0.5)
            reports.append("went on")

        recordable(record)

        village.app.recorder().run()

        assert reports == ["asked"]
        assert state(village)[:2] == (RECORDING, "hai")

    def test_one_that_is_stopped_leaves_its_work_to_others_at_once(self, village, waiting, recordable):
        stop = threading.Event()

        def record(rendition, report):
            stop.set()
            report(0.5)

        recordable(record)

        village.app.recorder(stop=stop).run()

        assert state(village)[:2] == (RECORDING, "")
        assert claim(village, "hai") is not None

    def test_reports_are_written_every_few_seconds_only(self, village, waiting, recordable, monkeypatch):
        written, seconds = [], [0.0]
        plain = recordings.report

        def record(rendition, report):
            for at in range(100):
                seconds[0] += 0.1
                report(at / 100)
            return rendition

        recordable(record)
        monkeypatch.setattr(
            recordings,
            "report",
            lambda *given, **named: written.append(named["share"]) or plain(*given, **named),
        )
        recorder = replace(village.app.recorder(), steady=lambda: seconds[0])

        recorder.run()

        assert len(written) == 5

    def test_a_database_that_is_away_breaks_no_recording(self, village, waiting, recordable):
        recordable(raising(OperationalError("SELECT 1", {}, OSError("mất mạng"))))

        village.app.recorder().run()

        assert state(village)[0] == RECORDING
        run_out(village)
        assert claim(village, "hai") is not None


def raising(problem):
    def record(rendition, report):
        raise problem

    return record
