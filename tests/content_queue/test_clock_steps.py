"""Clock steps under the whole engine: nothing repeated, nothing silently skipped, nothing early."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from channels.base import Medium
from content_queue.clockwatch import STEADY, ClockDoubted, ClockWatch
from content_queue.leases import confirm_clock, last_known
from content_queue.models import Worker

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Machine:
    """The village's clock with a steady one beside it, and a publisher that lives as long as the test."""

    def __init__(self, village):
        self.village, self.seconds = village, 1000.0
        self.watch = ClockWatch(village.clock, steady=lambda: self.seconds)

    def passes(self, span):
        self.village.clock.pass_by(span)
        self.seconds += span.total_seconds()

    def turns(self, span):
        self.village.clock.pass_by(span)

    def dispatch(self):
        """Take turns until idle; False when the clock is not believed."""
        try:
            self.village.app.dispatcher(clock_watch=self.watch).run(until_idle=True)
        except ClockDoubted:
            return False
        return True


@pytest.fixture
def machine(village):
    return Machine(village)


def plan(village, hours):
    """Approve a message for each of these hours from now."""
    for each in hours:
        at = village.clock() + timedelta(hours=7 + each)
        village.approved(title=f"Tin {each}", times=(at.strftime("%Y-%m-%dT%H:%M"),))


@pytest.mark.parametrize("step", [HOUR, DAY])
def test_after_a_step_forward_nothing_goes_early_and_nothing_is_missed(machine, village, board, step):
    plan(village, [0, 0.5, 5])
    assert machine.dispatch()

    machine.turns(step)

    assert not machine.dispatch()
    assert village.states() == ["sent", "planned", "planned"]
    machine.turns(-step)
    assert not machine.dispatch()
    machine.passes(STEADY)
    assert machine.dispatch()
    assert village.states() == ["sent", "planned", "planned"]
    machine.passes(HOUR)
    assert machine.dispatch()
    assert village.states() == ["sent", "sent", "planned"]
    assert len(board.published) == 2


@pytest.mark.parametrize("step", [HOUR, DAY])
def test_after_a_step_back_nothing_is_sent_again_and_the_rest_goes_when_it_is_due(
    machine, village, board, step
):
    plan(village, [0, 1])
    assert machine.dispatch()

    machine.turns(-step)

    assert not machine.dispatch()
    machine.passes(STEADY)
    assert machine.dispatch()
    assert village.states() == ["sent", "planned"]
    machine.passes(step + HOUR)
    assert machine.dispatch()
    assert village.states() == ["sent", "sent"]
    assert len(board.published) == 2


def test_from_the_year_2000_to_now_nothing_goes_until_the_clock_is_right(village, board):
    plan(village, [0, 2])
    first = Machine(village)
    assert first.dispatch()
    with village.app.engine.connect() as connection:
        known = last_known(connection)

    rightly, village.clock.now = village.clock.now, datetime(2000, 1, 1, tzinfo=known.tzinfo)
    second = Machine(village)
    second.watch = ClockWatch(village.clock, known=known, steady=lambda: second.seconds)
    assert not second.dispatch()
    second.passes(DAY)
    assert not second.dispatch()
    assert village.states() == ["sent", "planned"]

    village.clock.now = rightly + 2 * HOUR
    assert not second.dispatch()
    second.passes(STEADY)
    assert second.dispatch()
    assert village.states() == ["sent", "sent"]
    assert len(board.published) == 2


def test_a_step_that_stays_ends_in_one_summary_of_what_was_missed(machine, village, board):
    plan(village, [1, 2, 3])
    assert machine.dispatch()

    machine.turns(3 * DAY)
    assert not machine.dispatch()
    machine.passes(STEADY)
    assert machine.dispatch()

    assert village.states() == ["missed"] * 3
    told = [alert.sentence for alert in village.troubles() if alert.kind == "missed"]
    assert len(told) == 1
    assert "3 lượt bị lỡ giờ (Fanpage xã 3)" in told[0]


def test_loudspeakers_wait_for_a_person_even_when_the_clock_has_run_steadily(machine, village, board):
    village.channel("Bảng loa", medium="loudspeaker")
    at = village.clock() + timedelta(hours=7 + 6)
    village.approved(media=(Medium.FACEBOOK, Medium.LOUDSPEAKER), times=(at.strftime("%Y-%m-%dT17:00"),))
    machine.dispatch()
    machine.passes(4 * HOUR)
    machine.turns(timedelta(minutes=50))
    assert not machine.dispatch()

    machine.passes(STEADY)

    assert machine.dispatch()
    states = {row.channel_id: row.state for row in village.deliveries()}
    assert list(states.values()) == ["sent", "planned"]
    machine.watch.confirm()
    machine.dispatch()
    assert village.states() == ["sent", "sent"]


def test_a_person_s_word_reaches_the_running_publisher(machine, village, board):
    plan(village, [0])
    dispatcher = village.app.dispatcher(clock_watch=machine.watch)
    machine.watch.read()
    machine.turns(HOUR / 2)
    machine.watch.read()
    dispatcher.lease.begin()

    with village.app.engine.begin() as connection:
        assert confirm_clock(connection, now=village.clock()) == 1
    dispatcher.lease.renew()

    assert machine.watch.read().trouble == ""
    dispatcher.lease.end()


def test_what_troubles_the_clock_can_be_read_by_others(machine, village, board):
    machine.watch.read()
    machine.turns(HOUR)
    dispatcher = village.app.dispatcher(clock_watch=machine.watch)
    dispatcher.lease.begin()

    dispatcher._read_clock()
    dispatcher.lease.renew()

    [worker] = village.all(Worker)
    assert "+1:00:00" in worker.trouble
    dispatcher.lease.end()
