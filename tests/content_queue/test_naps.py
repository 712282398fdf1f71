"""Between two turns the engine sleeps until the next due time, and never past one."""

from datetime import timedelta


class AtRest:
    """Traffic with nothing in hand."""

    free, in_hand, next_start = 200, 0, timedelta(minutes=1)


def test_what_falls_due_while_a_turn_is_taken_is_not_slept_past(village, board):
    at = village.clock() + timedelta(hours=7, minutes=1)
    [row] = village.approved(times=(f"{at:%Y-%m-%dT%H:%M}",))
    claimed_at = row.due_at - timedelta(milliseconds=3)
    village.clock.now = row.due_at + timedelta(milliseconds=2)

    with village.app.engine.connect() as connection:
        nap = village.app.dispatcher()._nap(connection, AtRest(), claimed_at)

    assert nap == timedelta(milliseconds=1)
    village.dispatch()
