"""How one delivery is put right when its message is corrected or withdrawn: one table."""

import pytest

from content_queue.cases import Act, Way, way_of
from content_queue.states import OPEN, DeliveryState

D = DeliveryState
CAN, CANNOT = True, False


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", D)
def test_a_delivery_that_never_left_needs_nothing_whatever_its_channel_can(act, state):
    if state in OPEN or state is D.SENT:
        return

    way = way_of(act, state, can_edit=True, can_delete=True, is_followed=True)

    assert way is Way.NEVER_OUT


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", [D.SENDING, D.UNCERTAIN, D.AWAITING_PERSON])
def test_what_may_be_out_is_waited_for(act, state):
    assert way_of(act, state, can_edit=True, can_delete=True, is_followed=True) is Way.WAIT


@pytest.mark.parametrize(
    ("act", "can_edit", "can_delete", "is_followed", "way"),
    [
        (Act.WITHDRAW, CAN, CAN, False, Way.DELETE),
        (Act.WITHDRAW, CANNOT, CAN, False, Way.DELETE),
        (Act.WITHDRAW, CAN, CANNOT, True, Way.PERSON),
        (Act.CORRECT, CAN, CAN, True, Way.EDIT),
        (Act.CORRECT, CAN, CANNOT, False, Way.EDIT),
        (Act.CORRECT, CANNOT, CAN, True, Way.FOLLOW),
        (Act.CORRECT, CANNOT, CANNOT, False, Way.PERSON),
    ],
)
def test_what_is_out_is_put_right_as_its_channel_can(act, can_edit, can_delete, is_followed, way):
    found = way_of(act, D.SENT, can_edit=can_edit, can_delete=can_delete, is_followed=is_followed)

    assert found is way
