"""The life of deliveries explored: any order of work, answers, crashes, freezes, decisions, clock moves.

Workers stand still wherever nobody moves them, with what they claimed and did not send, or sent and did not
write. Whatever happens, each delivery is in one explained state after every step, nothing is published twice
or without its intent, and nothing leaves after its message was stopped.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from channels.base import ChannelUnavailable, ContentRejected, NotAuthorized, OutcomeUnknown
from channels.memory import BOARDS, Board
from content_queue import deliveries, holds, invariants, messages
from content_queue.db import Base
from content_queue.models import Account, Attempt, Channel, Delivery
from content_queue.states import DELIVERY_MOVES, OPEN, DeliveryState, verbs_from
from publisher.testing import NOON, Village

REFUSALS = (
    ChannelUnavailable("bận"),
    ContentRejected("cấm"),
    OutcomeUnknown("mất trả lời"),
    ZeroDivisionError(),
    NotAuthorized("hết hạn", account_wide=False),
    ChannelUnavailable("chậm lại", hold=True),
)
PROBLEMS = [("before", each) for each in REFUSALS] + [
    ("after", OutcomeUnknown("mất trả lời")),
    ("after", ZeroDivisionError()),
]
PERSONS = ("confirm", "decline", "replan", "hold", "mend", "mend", "cancel", "withdraw")
NAMES = ("Fanpage", "Nhóm một", "Nhóm hai")  # the groups share an account
KEPT = {
    "commune",
    "user_account",
    "unit",
    "hamlet",
    "topic",
    "channel",
    "account",
    "slot",
    "broadcast_window",
}
WAITS_FOR_A_PASS = ("đánh dấu lỡ", "đang gửi quá lâu", "đã thôi việc")  # nobody has looked yet
ANY = st.integers(0, 5)
MOVES = ("turn", "turn", "send", "work", "work", "renew", "freeze")
SOME_MOVES = st.lists(st.tuples(ANY, st.sampled_from(MOVES)), min_size=1, max_size=6)


def published():
    """Return (channel, reference) of all that was really published."""
    return [(name, entry.key) for name in NAMES for entry in BOARDS[name].published]


class Life(RuleBasedStateMachine):
    """A commune with three channels, two of one account; their boards are the truth of what went out."""

    village: Village
    most = 1
    steps = 0

    @initialize(workers=st.integers(1, 3))
    def settle(self, workers):
        clear(self.village)
        self.workers = [self.worker(self.village) for _ in range(min(workers, self.most))]
        self.may_be_out: dict[tuple[str, str], int] = {}  # of stopped messages
        self.unheard: list[Exception] = []
        self.open = 0
        self._write(0)

    def teardown(self):
        """All die; whoever comes next leaves nothing unexplained."""
        if not hasattr(self, "workers"):
            return
        for worker in self.workers:
            worker.freeze()
        for name in NAMES:
            BOARDS[name].before = BOARDS[name].after = None
        self.worker(self.village).work()
        assert self._problems() == []

    @precondition(lambda self: self.open < 12)
    @rule(hours=st.sampled_from((0, 0, 0, 1, 5)))
    def write(self, hours):
        self._write(hours)

    @rule(moves=SOME_MOVES)
    def work(self, moves):
        """Workers move: take, send, do all that is there, renew, or stand still past their lease."""
        for number, (who, move) in enumerate(moves):
            if number:
                self.all_is_well()
            getattr(self.workers[who % len(self.workers)], move)()

    @rule(moves=SOME_MOVES)
    def work_on(self, moves):
        """Much of a life is work."""
        self.work(moves)

    @rule(who=ANY)
    def crash(self, who):
        """A process dies with what it has claimed, sent or heard; another starts."""
        self.workers[who % len(self.workers)].freeze()
        self.workers[who % len(self.workers)] = self.worker(self.village)

    @precondition(lambda self: self.most > 1)
    @rule(where=st.sampled_from(NAMES), moment=st.sampled_from(("before", "after")))
    def freeze_while_sending(self, where, moment):
        """The next sender stops at its last word, or once it landed, and wakes up after another's work."""

        def hook(key):
            setattr(BOARDS[where], moment, None)
            self.worker.sending[-1].freeze()
            awake = [each for each in self.workers if each not in self.worker.sending]
            if not awake:
                self.workers += (awake := [self.worker(self.village)])
            try:
                awake[0].work()
            except Exception as problem:
                self.unheard.append(problem)  # the sender would take it for the channel's
                raise

        setattr(BOARDS[where], moment, hook)

    @rule(where=st.sampled_from(NAMES), problem=st.sampled_from(PROBLEMS))
    def misbehave(self, where, problem):
        """The next publication is refused, or lost before it landed, or lands and nobody hears of it."""
        moment, problem = problem

        def hook(key):
            setattr(BOARDS[where], moment, None)
            raise problem

        setattr(BOARDS[where], moment, hook)

    @rule(minutes=st.sampled_from((1, 1, 10, 10, 45, 45, 240, 900, -1, -60, -1440)))
    def move_the_clock(self, minutes):
        self.village.clock.pass_by(timedelta(minutes=minutes))

    @rule(which=st.integers(0, 40), verb=st.sampled_from(PERSONS))
    def decide(self, which, verb):
        """A person does something that may be done to a delivery, its message, or its channel."""
        with self.village.app.writing(self.village.commune) as session:
            rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
            row = rows[which % len(rows)]
            by = {"actor": self.village.user(session, "lanh-dao"), "now": self.village.clock()}
            getattr(self, f"_{verb}")(session, row, by, later=which % 2 == 1)

    def _confirm(self, session, row, by, later):
        if (row.channel.name, row.reference) in published() and _may(row, "confirm"):
            deliveries.confirm(session, row, **by)

    def _decline(self, session, row, by, later):
        there = (row.channel.name, row.reference) in published()
        if row.state == DeliveryState.UNCERTAIN and not there:
            deliveries.decline(session, row, reason="Không thấy.", **by)

    def _cancel(self, session, row, by, later):
        if _may(row, "cancel"):
            deliveries.cancel(session, row, reason="Thôi.", **by)

    def _replan(self, session, row, by, later):
        there = (row.channel.name, row.reference) in published()
        waiting = row.state in (DeliveryState.PLANNED, DeliveryState.RETRYING)
        if row.message.stopped_at is None and (waiting or (_may(row, "replan") and not there)):
            at = by["now"] + timedelta(minutes=5 if later else 0)
            timing = self.village.app.planner(session).timing(session, row, at, by["now"])
            deliveries.replan(session, row, timing=timing, **by)

    def _hold(self, session, row, by, later):
        """Until it is mended, or for a while; the account where there is one, or the channel alone."""
        held = row.channel.account or row.channel
        until = by["now"] + timedelta(minutes=30) if later else None
        holds.hold(session, held, reason="Chờ.", until=until, now=by["now"])

    def _mend(self, session, row, by, later):
        for held in (*session.scalars(select(Channel)), *session.scalars(select(Account))):
            holds.release(session, held, **by)

    def _withdraw(self, session, row, by, later):
        """What is being sent may still come out, nothing else."""
        if row.message.state == "approved":
            messages.withdraw(session, row.message, reason="Sai.", **by)
            out = Counter(published())
            for each in session.scalars(select(Delivery).filter_by(message_id=row.message_id)):
                key = (each.channel.name, each.reference)
                self.may_be_out[key] = out[key] or int(each.state == DeliveryState.SENDING)

    @invariant()
    def all_is_well(self):
        if not hasattr(self, "workers"):
            return
        type(self).steps += 1
        assert self.unheard == []
        out = Counter(published())
        assert [each for each in self._problems() if not any(late in each for late in WAITS_FOR_A_PASS)] == []
        assert [key for key, times in out.items() if times > 1] == []
        assert [key for key, times in self.may_be_out.items() if out[key] > times] == []
        self._compare_with_rows(set(out))

    def _compare_with_rows(self, out):
        sent, tried, hands, going = set(), set(), set(), set()
        with self.village.app.engine.connect() as connection:
            for row in connection.execute(ROWS):
                key = (row.name, row.reference)
                sent |= {key} if row.state == "sent" else set()
                tried |= {key} if row.number else set()
                hands |= {(row.account_id or row.name, row.owner)} if row.state == "sending" else set()
                going |= {key} if row.state in OPEN else set()
        self.open = len(going)
        assert sent <= out <= tried
        assert len(hands) == len({through for through, _ in hands})

    def _problems(self):
        with self.village.app.engine.connect() as connection:
            return invariants.problems(connection, now=self.village.clock())

    def _write(self, hours):
        at = (self.village.clock() + timedelta(hours=7 + hours)).strftime("%Y-%m-%dT%H:%M")
        self.village.approved(times=(at,))


ROWS = (
    select(
        Delivery.reference, Delivery.state, Delivery.owner, Channel.name, Channel.account_id, Attempt.number
    )
    .join(Channel, Channel.id == Delivery.channel_id)
    .outerjoin(Attempt, Attempt.delivery_id == Delivery.id)
)


def _may(row, verb):
    return verb in verbs_from(DELIVERY_MOVES, DeliveryState(row.state))


def clear(village):
    """Make the commune as it was at first, which is cheaper than another database."""
    village.clock.now = NOON
    BOARDS.update({name: Board() for name in NAMES})
    with village.app.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in KEPT:
                connection.execute(table.delete())
        for holder in (Channel, Account):
            connection.execute(update(holder).values(held_because="", held_until=None))


def explore(village, worker, *, steps):
    """Live lives until there were so many steps; return how many there were."""
    most = 1 if village.app.home.on_sqlite else 3
    life = type("Life", (Life,), {"village": village, "worker": worker, "most": most, "steps": 0})
    while life.steps < steps:
        run_state_machine_as_test(
            life, settings=settings(max_examples=18, stateful_step_count=120, deadline=None)
        )
    return life.steps


def test_any_life_stays_explained_and_publishes_once(home, worker):
    assert explore(home, worker, steps=5_000) >= 5_000


@pytest.mark.long
def test_many_lives_stay_explained_and_publish_once(home, worker):
    assert explore(home, worker, steps=50_000) >= 50_000
