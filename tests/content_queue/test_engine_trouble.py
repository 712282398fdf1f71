"""Trouble around the engine itself: nothing claimed is lost, nothing spins, nothing waits for ever."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from content_queue import dispatcher as engine_room
from content_queue.claims import Share
from content_queue.idleness import anything_to_do
from content_queue.models import Attempt, Channel, Delivery
from schedules.hours import HoursRefused


class Around:
    """Surroundings of which a test spoils something."""

    def __init__(self, real, **spoiled):
        self._real, self._spoiled = real, spoiled

    @property
    def files(self):
        return self._real.files

    def adapters(self, channel_ids):
        return self._spoiled.get("adapters", self._real.adapters)(channel_ids)

    def facts(self, claimed, now):
        return self._spoiled.get("facts", self._real.facts)(claimed, now)


def dispatch(village, **spoiled):
    """Dispatch until idle in spoiled surroundings."""
    dispatcher = village.app.dispatcher()
    dispatcher.surroundings = Around(dispatcher.surroundings, **spoiled)
    dispatcher.run(until_idle=True)


def refuse(*given):
    raise HoursRefused("Khung giờ sai.")


@contextmanager
def dispatching(village, **given):
    """Run a dispatcher beside the test until it is stopped."""
    dispatcher = village.app.dispatcher(**given)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(dispatcher.run)
        try:
            yield dispatcher
        finally:
            dispatcher.stop.set()
            running.result(30)


@pytest.mark.parametrize("what", ["facts", "adapters"])
def test_what_could_not_set_out_is_tried_again(village, board, what):
    village.approved()

    dispatch(village, **{what: refuse})

    row = village.deliveries()[0]
    assert row.state == "retrying"
    assert "Khung giờ sai." in row.reason
    assert board.published == []
    village.clock.pass_by(timedelta(minutes=1))
    village.dispatch()
    assert village.states() == ["sent"]
    assert len(board.published) == 1


def test_one_deliverys_facts_do_not_keep_the_others(village, board):
    first = village.approved()[0].id
    village.approved(title="Tin thứ hai")
    real = village.app.dispatcher().surroundings

    def facts(claimed, now):
        known = dict(real.facts(claimed, now))
        return known | {first: HoursRefused("Khung giờ sai.")} if first in known else known

    dispatch(village, facts=facts)

    assert village.states() == ["retrying", "sent"]


def test_a_channel_whose_settings_are_broken_is_held_and_the_others_go_on(village, board):
    village.channel("Trang hai")
    village.approved()
    with village.app.writing(village.commune) as session:
        session.query(Channel).filter_by(name="Trang hai").one().settings = {"sai": "x"}

    village.dispatch()

    assert village.states() == ["sent", "planned"]
    assert [c.held_because != "" for c in village.all(Channel)] == [False, True]


def test_what_stops_a_thread_is_an_unknown_outcome(village, board):
    def leave(key):
        board.before = None
        raise SystemExit

    board.before = leave
    village.approved()

    village.dispatch()

    assert [attempt.outcome for attempt in village.all(Attempt)] == ["doubt"]
    assert village.states() == ["uncertain"]
    assert board.published == []


def test_whoever_watches_does_not_stop_what_is_sent(village, board):
    village.approved()
    village.approved()

    village.dispatch(watch=refuse)

    assert village.states() == ["sent", "sent"]


def test_an_adapter_that_never_comes_back_is_given_up_and_looked_for(village, board):
    let_go = threading.Event()
    board.after = lambda key: let_go.wait(30)
    village.approved()
    dispatcher = village.app.dispatcher(threads=2)
    dispatcher.patience = 0.01

    dispatcher.run(until_idle=True)

    assert village.states() == ["sent"]
    assert [attempt.outcome for attempt in village.all(Attempt)] == ["doubt"]
    assert len(board.published) == 1
    let_go.set()


def test_a_stuck_channel_does_not_keep_the_others(village, board):
    let_go, others = threading.Event(), []
    board.before = lambda key: let_go.wait(30)
    village.channel("Trang hai")
    village.approved()

    with dispatching(village, threads=4, watch=lambda settled: (others.append(settled), let_go.set())):
        assert let_go.wait(30)

    assert others[0].claimed.channel_id != village.all(Channel)[0].id
    assert village.states() == ["sent", "sent"]


def test_stopping_sends_nothing_more_and_loses_nothing(village, board):
    dispatcher = village.app.dispatcher(threads=1)
    board.before = lambda key: dispatcher.stop.set()
    for _ in range(20):
        village.approved()

    dispatcher.run()

    assert village.states().count("sent") == len(board.published) < 20
    assert set(village.states()) == {"sent", "planned"}
    assert {row.attempts for row in village.deliveries() if row.state == "planned"} == {0}


def test_a_rate_limit_stops_what_is_waiting_for_a_thread(village, board):
    from channels.base import ChannelUnavailable

    asked = []

    def limit(key):
        asked.append(key)
        raise ChannelUnavailable("Quá nhiều lần gọi.", hold=True, retry_after=timedelta(minutes=10))

    board.before = limit
    for _ in range(30):
        village.approved()

    village.dispatch(threads=4)

    assert len(asked) <= 8
    assert set(village.states()) == {"planned"}


class TestDatabaseAway:
    def test_results_are_kept_and_written_when_it_is_back(self, village, board, monkeypatch):
        real, failures = engine_room.settle, iter(range(2))

        def settle(*given, **named):
            if next(failures, None) is not None:
                raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))
            return real(*given, **named)

        monkeypatch.setattr(engine_room, "settle", settle)
        monkeypatch.setattr(engine_room, "NAP", timedelta(milliseconds=1))
        village.approved()

        village.dispatch()

        assert village.states() == ["sent"]
        assert len(board.published) == 1

    def test_a_failed_claim_sends_nothing(self, village, board, monkeypatch):
        real, failures = engine_room.claim, iter(range(2))

        def claim(*given, **named):
            taken = real(*given, **named)
            if next(failures, None) is not None:
                raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))
            return taken

        monkeypatch.setattr(engine_room, "claim", claim)
        monkeypatch.setattr(engine_room, "NAP", timedelta(milliseconds=1))
        village.approved()

        village.dispatch()

        assert village.states() == ["sent"]
        assert len(board.published) == 1
        assert len(village.all(Attempt)) == 1

    def test_a_claim_whose_answer_was_lost_is_given_back_and_sent_once(self, village, board, monkeypatch):
        def lose_the_answer(connection):
            event.remove(village.app.engine, "commit", lose_the_answer)
            connection.connection.dbapi_connection.commit()
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("server closed the connection"))

        monkeypatch.setattr(engine_room, "NAP", timedelta(milliseconds=1))
        village.approved()
        dispatcher = village.app.dispatcher()
        dispatcher.lease.begin = lambda begin=dispatcher.lease.begin: (
            begin(),
            event.listen(village.app.engine, "commit", lose_the_answer),
        )

        dispatcher.run(until_idle=True)

        assert village.states() == ["sent"]
        assert [attempt.outcome for attempt in village.all(Attempt)] == ["hold", "complete"]
        assert len(board.published) == 1

    def test_a_run_that_should_end_says_so_when_it_stays_away(self, village, monkeypatch):
        def claim(*given, **named):
            raise OperationalError("SELECT", {}, sqlite3.OperationalError("unable to open database file"))

        monkeypatch.setattr(engine_room, "claim", claim)
        monkeypatch.setattr(engine_room, "NAP", timedelta(milliseconds=1))

        with pytest.raises(OperationalError):
            village.dispatch()


def test_the_idle_question_counts_what_is_stale_or_stopped(village, board):
    village.approved()
    with village.app.writing(village.commune) as session:
        channel = session.query(Channel).one()
        channel.held_because = "Hỏng."
    village.clock.pass_by(timedelta(days=1))

    with village.app.engine.connect() as connection:
        assert anything_to_do(connection, Share(limit=1), now=village.clock())

    village.dispatch()
    assert village.states() == ["missed"]


def test_more_than_one_pass_can_take_is_missed_all_the_same(office, board, monkeypatch):
    from content_queue import upkeep

    monkeypatch.setattr(upkeep, "AT_ONCE", 7)
    monkeypatch.setattr(engine_room, "NAP", timedelta(milliseconds=1))
    for _ in range(20):
        office.approved()
    office.clock.pass_by(timedelta(days=1))

    office.dispatch()

    assert set(office.states()) == {"missed"}


def test_a_late_worker_writes_nothing(village, board):
    """Another worker owns the try by the time the first one's result comes."""

    def taken_over(key):
        with village.app.writing(village.commune) as session:
            session.query(Delivery).one().owner = "another"
            session.query(Attempt).one().owner = "another"

    board.after = taken_over
    village.approved()

    village.dispatch()

    row = village.deliveries()[0]
    assert (row.state, row.owner, row.receipt) == ("sending", "another", None)
