"""The life of deliveries explored: any order of answers, crashes, decisions and clock moves.

Whatever happens, each delivery is in one explained state after every step, nothing is published twice, and
nothing leaves after its message was stopped.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

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

from channels.base import ChannelUnavailable, ContentRejected, NotAuthorized, OutcomeUnknown
from channels.memory import BOARDS, Board, Published
from content_queue import deliveries, holds, invariants, messages
from content_queue.claims import Share, claim
from content_queue.models import Channel, Delivery, Message
from content_queue.states import DELIVERY_MOVES, DeliveryState, verbs_from
from publisher.testing import Village

REFUSALS = (
    ChannelUnavailable("bận"),
    ContentRejected("cấm"),
    OutcomeUnknown("mất trả lời"),
    ZeroDivisionError(),
)
NEVER_LOST = (NotAuthorized("hết hạn", account_wide=False), ChannelUnavailable("chậm lại", hold=True))
SHAPE: dict[str, Path] = {}


class DeliveryLife(RuleBasedStateMachine):
    """One commune with one channel; its board is the truth of what was published."""

    @initialize()
    def settle(self):
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        shutil.copy(SHAPE["file"], self.folder / "publisher.db")
        self.village = Village.settle(self.folder)
        name = self.folder.name
        self.village.channel(name)
        self.board = BOARDS.setdefault(name, Board())
        self.stopped: dict[str, int] = {}  # reference → how often it was out when it was stopped
        self.write()

    def teardown(self):
        if hasattr(self, "village"):
            BOARDS.pop(self.folder.name, None)
            self.village.app.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)

    @rule(hours=st.integers(0, 5))
    def write(self, hours=0):
        at = (self.village.clock() + timedelta(hours=7 + hours)).strftime("%Y-%m-%dT%H:%M")
        self.village.approved(times=(at,))

    @rule()
    def work(self):
        self.village.tick()

    @rule(problem=st.sampled_from(REFUSALS + NEVER_LOST))
    def refuse(self, problem):
        """The next publication is refused, or lost before it landed."""
        self.board.before = self._once("before", problem)

    @rule(problem=st.sampled_from((OutcomeUnknown("mất trả lời"), ZeroDivisionError())))
    def lose_the_answer(self, problem):
        """The next publication lands and nobody hears of it."""
        self.board.after = self._once("after", problem)

    @rule(minutes=st.sampled_from((1, 10, 45, 240, 900)))
    def let_time_pass(self, minutes):
        self.village.clock.pass_by(timedelta(minutes=minutes))

    @rule(minutes=st.sampled_from((1, 60, 1440)))
    def set_the_clock_back(self, minutes):
        self.village.clock.pass_by(-timedelta(minutes=minutes))

    @rule(landed=st.booleans())
    def crash(self, landed):
        """A process dies with claimed deliveries, before or after they landed."""
        clock = self.village.clock
        with self.village.app.engine.begin() as connection:
            taken = claim(connection, Share(limit=9), now=clock(), owner="dead")
        if landed:
            for each in taken:
                self.board.published.append(_entry(each.reference))
        self.village.app.dispatcher().adopt()

    @rule(chance=st.randoms(use_true_random=False))
    def decide(self, chance):
        """A person does to some delivery something that the table allows."""
        with self.village.app.writing(self.village.commune) as session:
            row = chance.choice(session.query(Delivery).order_by(Delivery.id).all())
            verbs = set(verbs_from(DELIVERY_MOVES, DeliveryState(row.state)))
            verb = chance.choice(sorted(verbs & {"confirm", "cancel", "replan", "fail"}) or [""])
            actor, now = self.village.user(session, "bien-tap"), self.village.clock()
            self._decide(session, row, verb, actor, now)

    def _decide(self, session, row, verb, actor, now):
        there = row.reference in {entry.key for entry in self.board.published}
        if verb == "confirm" and there:
            deliveries.confirm(session, row, actor=actor, now=now)
        elif verb == "fail" and not there:
            deliveries.decline(session, row, actor=actor, now=now, reason="Không thấy.")
        elif verb == "cancel":
            deliveries.cancel(session, row, actor=actor, now=now, reason="Thôi.")
        elif verb == "replan" and not there and row.message.stopped_at is None:
            timing = self.village.app.planner(session).timing(session, row, now, now)
            deliveries.replan(session, row, actor=actor, now=now, timing=timing)

    @rule()
    def mend(self):
        """A person mends what is held."""
        with self.village.app.writing(self.village.commune) as session:
            holds.release(session, session.query(Channel).one(), actor=None, now=self.village.clock())

    @precondition(lambda self: len(self.stopped) < 3)
    @rule(chance=st.randoms(use_true_random=False))
    def withdraw(self, chance):
        with self.village.app.writing(self.village.commune) as session:
            open_ones = session.query(Message).filter_by(state="approved").all()
            if not open_ones:
                return
            row = chance.choice(open_ones)
            actor = self.village.user(session, "lanh-dao")
            messages.withdraw(session, row, actor=actor, now=self.village.clock(), reason="Sai.")
            self.stopped[row.reference] = self._count()[row.reference]

    @invariant()
    def everything_is_explained(self):
        if hasattr(self, "village"):
            with self.village.app.engine.connect() as connection:
                found = invariants.problems(connection, now=self.village.clock())
            assert [each for each in found if "đánh dấu lỡ" not in each] == []

    @invariant()
    def nothing_is_published_twice(self):
        if hasattr(self, "village"):
            assert [key for key, times in self._count().items() if times > 1] == []

    @invariant()
    def nothing_leaves_after_a_stop(self):
        if hasattr(self, "village"):
            count = self._count()
            assert {key: count[key] for key in self.stopped} == self.stopped

    @invariant()
    def what_is_called_sent_is_there(self):
        if hasattr(self, "village"):
            there = set(self._count())
            assert {row.reference for row in self.village.deliveries() if row.state == "sent"} <= there

    def _count(self):
        return Counter(entry.key for entry in self.board.published)

    def _once(self, moment, problem):
        def hook(key):
            setattr(self.board, moment, None)
            raise problem

        return hook


def _entry(key):
    return Published(key=key, rendition=None, facts=None)


def explore(examples, steps):
    """Run the machine so often and so long."""
    run_state_machine_as_test(
        DeliveryLife, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )


@pytest.fixture(autouse=True)
def shape_of_databases(shaped_sqlite):
    SHAPE["file"] = shaped_sqlite


def test_any_life_stays_explained_and_publishes_once():
    explore(examples=12, steps=25)


@pytest.mark.long
def test_many_lives_stay_explained_and_publish_once():
    explore(examples=400, steps=60)
