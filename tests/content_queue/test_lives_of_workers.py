"""One to three workers over one PostgreSQL explored: death, freezing, lost leases, lost answers, decisions.

After every step each delivery is in one explained state, nothing is out twice, and what is called sent is so.
A worker holds its errands between claim and request, so that it can be frozen there, lose its lease, and wake
up when another has taken over.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text, update

from channels.base import ChannelUnavailable, OutcomeUnknown
from channels.memory import BOARDS, Board
from content_queue import deliveries, invariants, messages, upkeep
from content_queue.claims import Share, claim
from content_queue.db import Base
from content_queue.errands import errand_of, first_tries
from content_queue.leases import Lease
from content_queue.lookups import claim_looks
from content_queue.models import Delivery, Message, Worker
from content_queue.settling import settle
from publisher.testing import NOON, Village

PLACE: dict[str, str] = {}
STEPS = Counter()
OF_HOURS = ("đánh dấu lỡ", "đang gửi quá lâu")  # a rule has just moved the clock, a worker is frozen
NAMES = ("một", "hai", "ba")


@dataclass
class Hand:
    """A worker taken apart: what it has claimed waits here until a rule lets it go on."""

    village: Village
    name: str
    seconds: float = 0.0  # its steady clock
    errands: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)

    def __post_init__(self):
        self.begin()
        self.desk = self.village.app.dispatcher()
        self.desk.lease = self.lease

    def begin(self):
        engine, clock = self.village.app.engine, self.village.clock
        self.lease = Lease(engine, name=self.name, clock=clock, steady=lambda: self.seconds)
        self.lease.begin()

    def take(self):
        """Claim and set out, as a turn does, up to the request."""
        if not self.lease.holds(self.lease.owner):
            return
        now, owner, engine = self.village.clock(), self.lease.owner, self.village.app.engine
        with engine.begin() as connection:
            upkeep.tidy(connection, now=now, shared=True)
            claimed = claim(connection, Share(limit=3), now=now, owner=owner)
            looks = claim_looks(connection, now=now, owner=owner, limit=3)
        around = self.desk.surroundings
        adapters = around.adapters({each.channel_id for each in (*claimed, *looks)})
        known = {**around.facts(claimed, now), **first_tries(engine, looks)}
        self.errands += [
            errand_of(self.desk, each, adapters[each.channel_id], known[each.id])
            for each in (*claimed, *looks)
        ]

    def go_on(self):
        """Let every request that waits leave, if it still may."""
        self.outcomes += [errand.work() for errand in self.errands]
        self.errands.clear()

    def settle(self):
        with self.village.app.engine.begin() as connection:
            settle(connection, self.outcomes, now=self.village.clock(), chance=Random(1))
        self.outcomes.clear()

    def lose_the_lease(self):
        self.seconds += 1_000.0
        past = text("clock_timestamp() - interval '1 second'")
        with self.village.app.engine.begin() as connection:
            connection.execute(update(Worker).where(Worker.name == self.lease.owner).values(lease_until=past))


class WorkersLife(RuleBasedStateMachine):
    """A commune with two channels; their boards are the truth of what was published."""

    @initialize(workers=st.integers(1, 3))
    def settle_down(self, workers):
        self.village = village = PLACE["village"]
        empty(village)
        village.clock.now = NOON
        self.boards = [BOARDS.setdefault(name, Board()) for name in ("Trang A", "Trang B")]
        for board in self.boards:
            board.published.clear()
            board.before = board.after = None
        self.hands = [Hand(village, name) for name in NAMES[:workers]]
        self.write()

    @rule(hours=st.integers(0, 3))
    def write(self, hours=0):
        at = (self.village.clock() + timedelta(hours=7 + hours)).strftime("%Y-%m-%dT%H:%M")
        self.village.approved(times=(at,))

    @rule(number=st.integers(0, 2))
    def work(self, number):
        hand = self.hand(number)
        hand.take()
        hand.go_on()
        hand.settle()

    @rule(number=st.integers(0, 2))
    def claim_and_freeze(self, number):
        self.hand(number).take()

    @rule(number=st.integers(0, 2))
    def send_and_freeze(self, number):
        self.hand(number).go_on()

    @rule(number=st.integers(0, 2))
    def thaw(self, number):
        hand = self.hand(number)
        hand.go_on()
        hand.settle()

    @rule(number=st.integers(0, 2))
    def lose_the_lease(self, number):
        self.hand(number).lose_the_lease()

    @rule(number=st.integers(0, 2))
    def renew(self, number):
        self.hand(number).lease.renew()

    @rule(number=st.integers(0, 2), landed=st.booleans())
    def die(self, number, landed):
        """A worker is gone with what it had claimed, before or after its requests left."""
        hand = self.hand(number)
        if landed:
            hand.go_on()
        hand.lose_the_lease()
        self.hands[self.hands.index(hand)] = Hand(self.village, f"{hand.name}+")

    @rule(board=st.integers(0, 1), moment=st.sampled_from(["before", "after"]))
    def lose_an_answer(self, board, moment):
        """The next request is lost on its way, or its answer is."""

        def lose(key):
            setattr(self.boards[board], moment, None)
            raise OutcomeUnknown("mất trả lời") if moment == "after" else ChannelUnavailable("bận")

        setattr(self.boards[board], moment, lose)

    @rule(minutes=st.sampled_from((1, 5, 45, 800)))
    def let_time_pass(self, minutes):
        self.village.clock.pass_by(timedelta(minutes=minutes))

    @rule(minutes=st.sampled_from((1, 60)))
    def set_the_clock_back(self, minutes):
        self.village.clock.pass_by(-timedelta(minutes=minutes))

    @rule(chance=st.randoms(use_true_random=False), verb=st.sampled_from(["cancel", "retime", "replan"]))
    def decide(self, chance, verb):
        """A person cancels or moves some delivery."""
        village = self.village
        with village.app.writing(village.commune) as session, contextlib.suppress(Exception):
            row = chance.choice(session.query(Delivery).order_by(Delivery.id).all())
            actor, now = village.user(session, "bien-tap"), village.clock()
            is_out = self.count()[self.key(row)]
            if verb == "cancel" and row.state in {"planned", "retrying"}:
                deliveries.cancel(session, row, actor=actor, now=now, reason="Thôi.")
            elif row.state in ({"planned"} if verb == "retime" else {"missed", "failed"}) and not is_out:
                timing = village.app.planner(session).timing(session, row, now, now)
                deliveries.replan(session, row, actor=actor, now=now, timing=timing)

    @rule(chance=st.randoms(use_true_random=False))
    def withdraw(self, chance):
        village = self.village
        with village.app.writing(village.commune) as session:
            rows = session.query(Message).filter_by(state="approved").order_by(Message.id).all()
            if len(rows) < 2:
                return
            row = chance.choice(rows)
            actor = village.user(session, "lanh-dao")
            messages.withdraw(session, row, actor=actor, now=village.clock(), reason="Sai.")

    @invariant()
    def all_is_explained_and_nothing_is_out_twice(self):
        if not hasattr(self, "village"):
            return
        STEPS["taken"] += 1
        with self.village.app.engine.connect() as connection:
            found = invariants.problems(connection, now=self.village.clock())
        assert [each for each in found if not any(words in each for words in OF_HOURS)] == []
        count = self.count()
        assert [key for key, times in count.items() if times > 1] == []
        sent = {self.key(row) for row in self.village.deliveries() if row.state == "sent"}
        assert sent <= set(count)

    def hand(self, number):
        return self.hands[number % len(self.hands)]

    def key(self, row):
        return row.channel_id, row.reference

    def count(self):
        return Counter(
            (channel, entry.key)
            for channel, board in zip(PLACE["channels"], self.boards, strict=True)
            for entry in board.published
        )


def empty(village):
    """Let nothing be written, and nobody at work."""
    names = (
        "delivery_part",
        "attempt",
        "alert",
        "audit_entry",
        "delivery",
        "approval",
        "rendition",
        "worker",
    )
    tables = ", ".join(name for name in names if name in Base.metadata.tables)
    with village.app.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables}, revision, message_hamlet, attachment, message CASCADE"))


def explore(examples, steps):
    """Run the machine so often and so long; return how many steps were taken."""
    STEPS.clear()
    run_state_machine_as_test(
        WorkersLife, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )
    return STEPS["taken"]


@pytest.fixture(autouse=True)
def place(tmp_path, postgres, shaped_postgres):
    village = Village.settle(tmp_path / "tỉnh", url=postgres.database(like=shaped_postgres))
    rows = [village.channel(name) for name in ("Trang A", "Trang B")]
    PLACE.update(village=village, channels=[row.id for row in rows])
    yield
    for name in village.boards:
        BOARDS.pop(name, None)
    village.app.engine.dispose()


def test_any_life_of_workers_stays_explained_and_publishes_once():
    assert explore(examples=230, steps=30) >= 5_000


@pytest.mark.long
def test_many_lives_of_workers_stay_explained_and_publish_once():
    assert explore(examples=1_600, steps=50) >= 50_000
