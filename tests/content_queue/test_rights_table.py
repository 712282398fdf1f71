"""Who may do what: one table."""

import pytest

from content_queue.models import Role, User
from content_queue.rights import MAY, NotPermitted, may, require

EVERYBODY = "contributor editor approver operator monitor admin"
TABLE = {
    "read": EVERYBODY,
    "see deliveries": "editor approver operator monitor admin",
    "see the record": "approver monitor admin",
    "hand over": "editor operator admin",
    "write": "contributor editor approver admin",
    "write for every unit": "editor approver admin",
    "submit": "contributor editor approver admin",
    "approve": "approver",
    "withdraw": "approver editor",
    "settle deliveries": "editor approver operator admin",
    "broadcast": "editor operator admin",
    "teach words": "editor operator admin",
    "set up": "admin",
}
EACH = [(act, role) for act in TABLE for role in Role]


def person(role, *, active=True):
    return User(name="an", role=role, active=active)


@pytest.mark.parametrize(("act", "role"), EACH)
def test_a_role_may_do_what_the_table_gives_it(act, role):
    assert may(person(role), act) == (role.value in TABLE[act].split())


def test_nobody_who_has_left_may_do_anything():
    assert not any(may(person(role, active=False), act) for act in MAY for role in Role)


def test_a_refusal_says_who_may():
    with pytest.raises(NotPermitted, match="người duyệt"):
        require(person(Role.EDITOR), "approve")


def test_every_act_stands_in_the_table():
    assert set(TABLE) == set(MAY)


def test_a_monitor_only_reads():
    allowed = {act for act in MAY if may(person(Role.MONITOR), act)}

    assert allowed == {"read", "see deliveries", "see the record"}
