"""A database in trouble: no send without a written intent, nothing doubled, no hand needed afterwards."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from content_queue import db
from content_queue import dispatcher as engine_room
from content_queue.db import make_engine
from content_queue.leases import Lease
from content_queue.models import Attempt, Delivery
from content_queue.turns import Turn, wait_for
from publisher import running

PATIENCE = 60
SHORT = timedelta(milliseconds=1)
LEASE = timedelta(seconds=3)  # what could not be given back is taken up after it


@pytest.fixture
def quick(monkeypatch):
    """An engine that hardly rests between its turns."""
    monkeypatch.setattr(engine_room, "NAP", SHORT)
    monkeypatch.setattr(running, "REST", SHORT)


def until(settled: Callable[[], bool]) -> None:
    """Wait for a condition."""
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while not settled():
        assert time.monotonic() < end, "it did not recover by itself"
        pause.wait(0.01)


def all_sent(village):
    """Say whether all is sent; the clock goes on meanwhile, as retries are spaced."""
    village.clock.pass_by(timedelta(seconds=2))
    return set(village.states()) == {"sent"}


@contextmanager
def kept_sending(village):
    """Do beside the test what a publisher that stays up does."""
    dispatcher = village.app.dispatcher(threads=2)
    dispatcher.lease = Lease(village.app.engine, name=uuid.uuid4().hex, clock=village.clock, length=LEASE)
    with ThreadPoolExecutor(1, thread_name_prefix="keeper") as pool:
        ended = pool.submit(running.keep_sending, dispatcher)
        try:
            yield
        finally:
            dispatcher.stop.set()
            ended.result(PATIENCE)


@contextmanager
def each_send_witnessed(village, board):
    """Look at each send whether its open try can be read from the database; give the keys without one."""
    onlooker = make_engine(village.app.home.database_url)
    bare = []

    def look(key):
        tries = select(Attempt.id).join(Delivery, Delivery.id == Attempt.delivery_id)
        ours = tries.where(Delivery.reference == key, Attempt.ended_at.is_(None))
        with onlooker.execution_options(reading=True).connect() as connection:
            if connection.scalar(ours) is None:
                bare.append(key)

    board.before = look
    yield bare
    board.before = None
    onlooker.dispose()


class Trouble:
    """Strikes one step of the engine (a statement or a commit), and perhaps those right after it."""

    def __init__(self, engine, strike, *, at, times):
        self._engine, self._strike, self._at, self._times = engine, strike, at, times
        self._step = 0
        self.struck = 0

    def statement(self, connection, cursor, statement, parameters, context, many):
        self._count(connection, "statement")

    def commit(self, connection):
        self._count(connection, "commit")

    def _count(self, connection, what):
        if not threading.current_thread().name.startswith("keeper"):
            return
        self._step += 1
        if self._at <= self._step < self._at + self._times:
            self.struck += 1
            self._strike(connection, what)

    @contextmanager
    def at_work(self):
        event.listen(self._engine, "before_cursor_execute", self.statement)
        event.listen(self._engine, "commit", self.commit)
        try:
            yield self
        finally:
            event.remove(self._engine, "before_cursor_execute", self.statement)
            event.remove(self._engine, "commit", self.commit)


def busy(connection, what):
    """Refuse the step, as a locked database or a bad disk does."""
    raise OperationalError(what, {}, sqlite3.OperationalError("database is locked"))


def unforeseen(connection, what):
    """Refuse the step with an error that ends the run."""
    raise DatabaseError(what, {}, sqlite3.DatabaseError("disk I/O error"))


def answer_lost(connection, what):
    """Let a commit come through and say that it failed; refuse anything else."""
    if what == "commit":
        connection.connection.dbapi_connection.commit()
    busy(connection, what)


def cut(connection, what):
    """End the session at the server, so that the step really fails there."""
    if connection.dialect.name != "postgresql":
        unforeseen(connection, what)
    session = connection.connection.dbapi_connection.info.backend_pid
    onlooker = make_engine(connection.engine.url)
    with onlooker.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:session, 5000)"), {"session": session})
    onlooker.dispose()


def silent(connection, what):
    """Say nothing for so long that the server ends the session, as when the machine was frozen."""
    with connection.connection.dbapi_connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 100")
    threading.Event().wait(0.3)


STEPS = 40  # more than a run takes until two deliveries are settled
SAMPLE = pytest.param(3, 1, id="sample")
ALL_STEPS = pytest.param(1, 1, id="each", marks=pytest.mark.long)
ALL_IN_A_ROW = pytest.param(1, 4, id="four in a row", marks=pytest.mark.long)


def strike_each_step(village, board, strike, *, every, times):
    """Let trouble begin at one step after the other; all must be sent once, each with its intent."""
    struck = 0
    for at in range(1, STEPS + 1, every):
        approved = [village.approved()[0].reference for _ in range(2)]
        board.published.clear()
        trouble = Trouble(village.app.engine, strike, at=at, times=times)

        with each_send_witnessed(village, board) as bare, trouble.at_work(), kept_sending(village):
            until(lambda: all_sent(village))

        struck += trouble.struck
        assert sorted(each.key for each in board.published) == approved, f"trouble at step {at}"
        assert bare == [], f"trouble at step {at}"
    assert struck > 5


@pytest.mark.parametrize(("every", "times"), [SAMPLE, ALL_STEPS, ALL_IN_A_ROW])
@pytest.mark.parametrize("strike", [busy, answer_lost, unforeseen])
def test_whichever_step_fails_all_is_sent_once(village, board, quick, strike, every, times):
    strike_each_step(village, board, strike, every=every, times=times)


@pytest.mark.parametrize(("every", "times"), [SAMPLE, ALL_STEPS, ALL_IN_A_ROW])
def test_whichever_step_loses_its_session_all_is_sent_once(province, board, quick, every, times):
    strike_each_step(province, board, cut, every=every, times=times)


def test_whichever_step_stays_silent_too_long_all_is_sent_once(province, board, quick):
    strike_each_step(province, board, silent, every=3, times=1)


def test_a_frozen_machine_s_transaction_holds_nobody_up(province, board, quick, monkeypatch):
    monkeypatch.setattr(db, "IDLE_MILLISECONDS", 200)
    approved = [province.approved()[0].reference]
    frozen = make_engine(province.app.home.database_url)

    with frozen.connect() as connection:
        wait_for(connection, Turn.CLAIM)
        with kept_sending(province):
            until(lambda: all_sent(province))
        connection.invalidate()

    frozen.dispose()
    assert [each.key for each in board.published] == approved


@contextmanager
def sqlite_spoiled(engine, *pragmas):
    """Say something to each connection as it is used; give the errors that the engine meets."""
    met = []

    def say(connection, record, proxy):
        for pragma in pragmas:
            connection.execute(pragma())

    def meet(context):
        met.append(str(context.original_exception))

    event.listen(engine, "checkout", say)
    event.listen(engine, "handle_error", meet)
    yield met
    event.remove(engine, "checkout", say)
    event.remove(engine, "handle_error", meet)


@pytest.mark.parametrize("while_sending", [False, True], ids=["at the claim", "while sending"])
def test_a_full_disk_loses_nothing_and_doubles_nothing(office, board, quick, while_sending):
    approved = sorted(office.approved(body="Mời bà con dự họp. " * 20)[0].reference for _ in range(80))
    with office.app.engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text("DELETE FROM worker"))
    full = threading.Event()
    board.before = lambda key: full.set()
    if not while_sending:
        full.set()

    def room():
        return f"PRAGMA max_page_count = {pages if full.is_set() and len(met) < 3 else 1_000_000}"

    with sqlite_spoiled(office.app.engine, room) as met, kept_sending(office):
        until(lambda: all_sent(office))

    assert met[:3] == ["database or disk is full"] * 3
    assert sorted(each.key for each in board.published) == approved


def test_a_database_locked_by_another_program_is_waited_for(office, board, quick):
    approved = sorted(office.approved()[0].reference for _ in range(5))
    other = sqlite3.connect(office.app.home.database_file, isolation_level=None, check_same_thread=False)
    board.before = lambda key: other.in_transaction or other.execute("BEGIN IMMEDIATE")

    def impatience():
        if len(met) == 3 and other.in_transaction:
            board.before = None
            other.execute("ROLLBACK")
        return "PRAGMA busy_timeout = 1"

    with sqlite_spoiled(office.app.engine, impatience) as met, kept_sending(office):
        until(lambda: all_sent(office))

    other.close()
    assert met[:3] == ["database is locked"] * 3
    assert sorted(each.key for each in board.published) == approved
