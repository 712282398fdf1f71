"""The two state machines are exactly the tables of docs/architecture.md; every other verb is refused."""

import pytest

from content_queue.states import (
    DELIVERY_MOVES,
    MESSAGE_MOVES,
    OPEN,
    DeliveryState,
    MessageState,
    NotAllowed,
    next_state,
    verbs_from,
)

MESSAGE = """
draft: edit→draft submit→in_review
in_review: approve→approved return→returned reject→rejected recall→draft edit→draft
returned: edit→returned submit→in_review
approved: withdraw→withdrawn
rejected:
withdrawn:
"""
DELIVERY = """
planned: claim→sending cancel→cancelled miss→missed
sending: complete→sent hand_over→awaiting_person retry→retrying hold→planned fail→failed doubt→uncertain
sent: retract→retracted
awaiting_person: confirm→sent decline→failed cancel→cancelled miss→missed
retrying: claim→sending cancel→cancelled miss→missed
uncertain: found→sent absent→retrying confirm→sent cancel→cancelled miss→missed fail→failed
failed: replan→planned
missed: replan→planned
cancelled:
retracted:
"""


def read(table):
    """Return {(state, verb): state} of a table as it is written above."""
    moves = {}
    for line in table.strip().splitlines():
        state, _, leaving = line.partition(":")
        for each in leaving.split():
            verb, _, after = each.partition("→")
            moves[state, verb] = after
    return moves


MACHINES = {
    "message": (MessageState, MESSAGE_MOVES, read(MESSAGE)),
    "delivery": (DeliveryState, DELIVERY_MOVES, read(DELIVERY)),
}
EVERY_MOVE = [
    pytest.param(states, moves, expected, state, verb, id=f"{name}-{state}-{verb}")
    for name, (states, moves, expected) in MACHINES.items()
    for state in states
    for verb in sorted({verb for _, verb in expected})
]


@pytest.mark.parametrize(("states", "moves", "expected"), MACHINES.values(), ids=MACHINES)
def test_the_table_holds_these_moves_and_no_other(states, moves, expected):
    assert {(str(state), verb): str(after) for (state, verb), after in moves.items()} == expected


@pytest.mark.parametrize(("states", "moves", "expected", "state", "verb"), EVERY_MOVE)
def test_a_verb_leads_where_the_table_says_or_is_refused(states, moves, expected, state, verb):
    after = expected.get((str(state), verb))

    if after is None:
        with pytest.raises(NotAllowed, match=verb):
            next_state(moves, state, verb)
    else:
        assert next_state(moves, state, verb) == states(after)


def test_a_refusal_lists_what_can_be_done_instead():
    with pytest.raises(NotAllowed, match="claim, cancel, miss"):
        next_state(DELIVERY_MOVES, DeliveryState.PLANNED, "confirm")


def test_a_final_state_says_so():
    with pytest.raises(NotAllowed, match="cuối cùng"):
        next_state(MESSAGE_MOVES, MessageState.WITHDRAWN, "edit")


def test_only_a_person_opens_what_is_closed():
    closed = set(DeliveryState) - OPEN

    assert {verb for state in closed for verb in verbs_from(DELIVERY_MOVES, state)} == {"replan", "retract"}
