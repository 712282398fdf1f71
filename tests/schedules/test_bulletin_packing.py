"""Packing a bulletin: order, exact fit in seconds, best plans below and above; the table of pre-emption."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.packing import Frame, Item, fit, in_order
from schedules.preemption import PREEMPTION, Moment, Move, move_for
from schedules.slots import Slot

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
RANK = {"emergency": 0, "urgent": 1, "routine": 2}


def item(name, seconds, urgency="routine", asked=0):
    return Item(
        reference=name,
        length=timedelta(seconds=seconds),
        urgency=urgency,
        requested_at=START + timedelta(minutes=asked),
    )


def frame(seconds, **options):
    return Frame(length=timedelta(seconds=seconds), **{k: timedelta(seconds=v) for k, v in options.items()})


def names(plan):
    return [each.reference for each in plan.items]


def test_urgency_comes_first_then_the_order_of_request():
    items = [
        item("r2", 1, asked=2),
        item("r1", 1, asked=1),
        item("u", 1, "urgent", 9),
        item("e", 1, "emergency", 10),
    ]

    assert [each.reference for each in in_order(items)] == ["e", "u", "r1", "r2"]


def test_what_fits_to_the_second_has_no_over_plan():
    found = fit([item("a", 20), item("b", 30)], frame=frame(65, opening=6, closing=7, pause=2))

    assert found.asked.seconds_over == 0
    assert found.over is None
    assert found.asked.sentence() == "Bản tin vừa khít khung phát."


def test_too_much_says_by_how_many_seconds_and_offers_both_plans():
    items = [item("a", 40, asked=1), item("b", 30, asked=2), item("c", 25, asked=3)]

    found = fit(items, frame=frame(60))

    assert found.asked.sentence() == "Bản tin dài quá khung phát 35 giây."
    assert (names(found.under), found.under.seconds_over) == (["b", "c"], -5)
    assert (names(found.over), found.over.seconds_over) == (["a", "c"], 5)
    assert [each.reference for each in found.under.left_out] == ["a"]


def test_routine_items_never_push_out_an_urgent_one():
    found = fit([item("u", 31, "urgent"), item("r1", 30), item("r2", 30)], frame=frame(60))

    assert names(found.under) == ["u"]


def test_among_equal_choices_the_earlier_request_stays():
    found = fit([item("late", 30, asked=5), item("early", 30, asked=1)], frame=frame(40))

    assert names(found.under) == ["early"]


def test_the_spare_time_is_said_in_vietnamese():
    found = fit([item("a", 58.5)], frame=frame(60))

    assert found.asked.sentence() == "Bản tin còn trống 1,5 giây."


def subsets(items):
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def brute_under(items, room):
    """Return the best times by class, most urgent first, among all choices that fit."""
    fitting = [chosen for chosen in subsets(items) if room.takes(chosen) <= room.length]
    return max(_by_class(chosen) for chosen in fitting)


def _by_class(chosen):
    return tuple(
        sum((each.length + timedelta(seconds=2) for each in chosen if each.urgency == urgency), timedelta(0))
        for urgency in RANK
    )


@settings(max_examples=1000, deadline=None)
@given(
    lengths=st.lists(st.tuples(st.integers(1, 40_000), st.sampled_from(list(RANK))), min_size=1, max_size=8),
    room=st.integers(30_000, 150_000),
)
def test_the_best_plan_below_agrees_with_trying_every_choice(lengths, room):
    items = [item(str(at), ms / 1000, urgency, at) for at, (ms, urgency) in enumerate(lengths)]
    space = frame(room / 1000, opening=5, closing=5, pause=2)

    found = fit(items, frame=space)

    assert _by_class(found.under.items) == brute_under(items, space)
    assert found.under.over <= timedelta(0)
    assert sorted([*found.under.items, *found.under.left_out], key=lambda each: each.reference) == sorted(
        items, key=lambda each: each.reference
    )


@settings(max_examples=300, deadline=None)
@given(lengths=st.lists(st.integers(1, 40_000), min_size=2, max_size=8), room=st.integers(20_000, 90_000))
def test_the_best_plan_above_agrees_with_trying_every_choice(lengths, room):
    items = [item(str(at), ms / 1000, "routine", at) for at, ms in enumerate(lengths)]
    space = frame(room / 1000, pause=1)

    found = fit(items, frame=space)

    too_long = [
        over for chosen in subsets(items) if (over := space.takes(chosen) - space.length) > timedelta(0)
    ]
    assert (found.over.over if found.over else None) == min(too_long, default=None)


def test_sixty_items_are_packed_without_trying_every_choice():
    items = [item(f"{at:02}", 60 + at * 0.137, asked=at) for at in range(60)]

    found = fit(items, frame=frame(3600))

    assert -1 < found.under.seconds_over <= 0


def test_the_table_of_preemption_answers_for_every_case():
    assert set(PREEMPTION) == {(urgency, moment) for urgency in RANK for moment in Moment}


@pytest.mark.parametrize(
    ("urgency", "minute", "move"),
    [
        ("routine", -1, Move.APPEND),
        ("routine", 0, Move.NEXT_APPEND),
        ("urgent", -1, Move.LEAD),
        ("urgent", 59, Move.NEXT_LEAD),
        ("emergency", -1, Move.AT_ONCE),
        ("emergency", 30, Move.INTERRUPT),
        ("emergency", 60, Move.AT_ONCE),
    ],
)
def test_a_message_moves_a_bulletin_by_its_urgency_and_the_clock(urgency, minute, move):
    airing = Slot(name="Chiều", start=time(17), length=timedelta(hours=1)).airing(START.date(), UTC)

    assert move_for(urgency, airing, airing.starts_at + timedelta(minutes=minute)) == move
