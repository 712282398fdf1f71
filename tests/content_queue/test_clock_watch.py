"""The wall clock held against one that never steps, and against the last time that was sure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_queue.clockwatch import BUILT, OFF, STEADY, STEP, ClockWatch, Trust

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
YEAR_2000 = datetime(2000, 1, 1, tzinfo=UTC)


class Machine:
    """A machine whose clock somebody turns; `passes` is time that really goes by."""

    def __init__(self, shows=NOON, known=None):
        self.now, self.seconds = shows, 1000.0
        self.watch = ClockWatch(lambda: self.now, known=known, steady=lambda: self.seconds)

    def passes(self, span):
        self.now += span
        self.seconds += span.total_seconds()

    @property
    def trust(self):
        return self.watch.read().trust


def test_a_clock_that_runs_is_believed():
    machine = Machine(known=NOON - DAY)

    for _ in range(100):
        machine.passes(MINUTE)
        assert machine.trust is Trust.SURE
    assert machine.watch.known == machine.now


@pytest.mark.parametrize("step", [HOUR, -HOUR, DAY, -DAY, 30 * DAY, timedelta(seconds=3)])
def test_after_a_step_nothing_is_believed_until_it_has_run_steadily(step):
    machine = Machine()
    machine.watch.read()

    machine.now += step

    assert machine.trust is Trust.NONE
    machine.passes(STEADY - MINUTE)
    assert machine.trust is Trust.NONE
    machine.passes(MINUTE)
    assert machine.trust is Trust.STEADY


def test_each_further_step_begins_the_waiting_anew():
    machine = Machine()
    machine.watch.read()
    machine.now += HOUR
    machine.watch.read()
    machine.passes(STEADY - MINUTE)
    machine.watch.read()

    machine.now += HOUR
    machine.passes(MINUTE)

    assert machine.trust is Trust.NONE


def test_a_person_ends_the_waiting():
    machine = Machine()
    machine.watch.read()
    machine.now += HOUR
    machine.watch.read()

    machine.watch.confirm()

    assert machine.trust is Trust.SURE


def test_the_year_2000_of_a_dead_battery_is_never_believed_however_steady():
    machine = Machine(shows=YEAR_2000, known=NOON)

    for _ in range(30):
        assert machine.trust is Trust.NONE
        machine.passes(DAY)
    assert machine.watch.known == NOON


def test_set_right_again_it_is_believed_wholly_once_it_has_run_steadily():
    machine = Machine(shows=YEAR_2000, known=NOON)
    machine.watch.read()
    machine.passes(MINUTE)
    machine.watch.read()

    machine.now = NOON + HOUR

    assert machine.trust is Trust.NONE
    machine.passes(STEADY)
    assert machine.trust is Trust.SURE


def test_a_fresh_installation_does_not_believe_a_time_before_there_was_a_program():
    assert Machine(shows=YEAR_2000).trust is Trust.NONE
    assert Machine(shows=BUILT + DAY).trust is Trust.SURE


@pytest.mark.parametrize(
    ("behind", "trust"),
    [(timedelta(0), Trust.SURE), (OFF, Trust.SURE), (OFF + timedelta(seconds=1), Trust.NONE)],
)
def test_at_start_it_may_be_two_minutes_behind_the_last_known_time(behind, trust):
    assert Machine(shows=NOON - behind, known=NOON).trust is trust


def test_the_sentence_says_how_far_it_stepped_and_what_helps():
    machine = Machine()
    machine.watch.read()
    machine.now += DAY + MINUTE

    trouble = machine.watch.read().trouble

    assert "+24:01:00" in trouble
    assert "publisher clock confirm" in trouble


def test_the_database_s_clock_confirms_ours_or_puts_it_in_doubt():
    machine = Machine()
    machine.watch.read()

    machine.watch.hold_against(machine.now - HOUR)
    assert machine.trust is Trust.NONE
    machine.passes(DAY)
    assert machine.trust is Trust.NONE

    machine.watch.hold_against(machine.now + MINUTE)
    assert machine.trust is Trust.SURE


def test_a_process_that_was_stopped_between_the_two_looks_draws_no_conclusion():
    seconds = iter([0.0, 0.0, 10.0, 40.0, 41.0, 41.0])
    now = [NOON]
    watch = ClockWatch(lambda: now[0], steady=lambda: next(seconds))
    watch.read()

    now[0] += timedelta(seconds=10)
    assert watch.read().trust is Trust.NONE

    now[0] += timedelta(seconds=31)
    assert watch.read().trust is Trust.SURE


@given(
    st.lists(st.tuples(st.integers(0, 600), st.sampled_from([0, 0, 0, 3, -3, 3600, -86_400])), max_size=40)
)
def test_it_is_sure_exactly_as_long_as_nobody_has_turned_it(moves):
    machine = Machine()
    machine.watch.read()
    turned = False

    for seconds, step in moves:
        machine.passes(timedelta(seconds=seconds))
        machine.now += timedelta(seconds=step)
        turned = turned or abs(step) > STEP.total_seconds()
        assert (machine.trust is Trust.SURE) is not turned
