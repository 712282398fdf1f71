"""Each rule is seen to notice what it forbids, and says it in a sentence with the reference."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from content_queue import invariants
from content_queue.claims import Share, claim
from content_queue.models import Attempt, Delivery, Message, Worker
from content_queue.states import DeliveryState

NOW = object()
SPOILED = {
    "không có trong bảng": {"state": "lost"},
    "không ghi lúc kết thúc": {"state": "failed", "reason": "x", "wake_at": None},
    "còn hẹn giờ xử lý": {"state": "cancelled", "settled_at": NOW},
    "đã ghi lúc kết thúc": {"settled_at": NOW},
    "mà không hẹn giờ": {"wake_at": None},
    "không có lần thử nào còn mở": {"state": "sending", "wake_at": None},
    "không có bằng chứng": {"state": "sent", "wake_at": None, "settled_at": NOW},
    "không ai tra": {"state": "uncertain", "wake_at": None, "doubted_at": NOW},
    "chưa rõ từ lúc nào": {"state": "uncertain", "reason": "x"},
    "không nói vì sao": {"state": "missed", "wake_at": None, "settled_at": NOW},
    "chờ người báo": {"state": "awaiting_person"},
    "chưa được đánh dấu lỡ": {"not_after": timedelta(minutes=-6)},
    "bản của xã khác": {"rendition_id": 2},
}


@pytest.fixture
def spoil(office):
    """Change the first delivery behind the engine's back, see what is said, and put it right again."""

    def said(**values):
        with Session(office.app.engine) as session:
            session.execute(update(Delivery).where(Delivery.id == 1).values(**values))
            found = invariants.problems(session.connection(), now=office.clock())
            session.rollback()
        return found

    office.approved()
    office.approved()
    return said


@pytest.mark.parametrize("sentence", SPOILED)
def test_it_is_noticed(office, spoil, sentence):
    given = {
        name: office.clock()
        if value is NOW
        else office.clock() + value
        if isinstance(value, timedelta)
        else value
        for name, value in SPOILED[sentence].items()
    }

    found = spoil(**given)

    assert [each for each in found if sentence in each and "PT-2026-0001" in each] == found


def test_nothing_is_said_of_what_is_in_order(office, board):
    office.approved(times=("2026-11-24T12:00", "2026-11-24T15:00"))
    office.dispatch()

    with office.app.engine.connect() as connection:
        assert invariants.problems(connection, now=office.clock()) == []


def test_a_try_left_open_is_noticed(office, spoil):
    office.dispatch()
    with Session(office.app.engine) as session:
        session.execute(update(Attempt).values(ended_at=None))

        found = invariants.problems(session.connection(), now=office.clock())

    assert found == ["Lượt PT-2026-0001, PT-2026-0002: không còn đang gửi mà lần thử vẫn mở."]


def test_what_is_being_sent_for_too_long_is_noticed(office, spoil):
    with Session(office.app.engine) as session:
        session.execute(
            update(Delivery).where(Delivery.id == 1).values(state="sending", wake_at=None, owner="w")
        )
        begun = office.clock() - timedelta(minutes=21)
        session.execute(
            insert(Attempt).values(
                commune_id=office.commune.id,
                delivery_id=1,
                number=1,
                owner="w",
                begun_at=begun,
                outcome="",
                sentence="",
            )
        )
        found = invariants.problems(session.connection(), now=office.clock())

    assert found == ["Lượt PT-2026-0001: đang gửi quá lâu."]


def test_what_is_being_sent_under_an_ended_worker_is_noticed(office, spoil):
    office.dispatch()
    office.approved()
    with office.app.engine.begin() as connection:
        taken = claim(connection, Share(limit=1), now=office.clock(), owner=office.all(Worker)[0].name)
    office.clock.pass_by(timedelta(minutes=6))

    with office.app.engine.connect() as connection:
        found = invariants.problems(connection, now=office.clock())

    assert found == [f"Lượt {taken[0].reference}: đang gửi dưới tên một máy gửi đã thôi việc."]
    office.app.dispatcher().adopt()


def test_a_delivery_of_what_was_never_approved_is_noticed(office, spoil):
    with Session(office.app.engine) as session:
        session.execute(update(Message).where(Message.id == 1).values(state="draft"))

        found = invariants.problems(session.connection(), now=office.clock())

    assert found == ["Lượt PT-2026-0001: thuộc tin chưa được duyệt."]


def test_an_approved_message_without_deliveries_is_noticed(office, spoil):
    with Session(office.app.engine) as session:
        session.execute(delete(Delivery).where(Delivery.message_id == 2))

        found = invariants.problems(session.connection(), now=office.clock())

    assert found == ["Tin PT-2026-0002: đã duyệt mà không có lượt đăng nào."]


def test_many_are_named_and_the_rest_hinted_at(office, spoil):
    for _ in range(6):
        office.approved()
    with Session(office.app.engine) as session:
        session.execute(update(Delivery).values(wake_at=None))

        (sentence,) = invariants.problems(session.connection(), now=office.clock())

    assert sentence.count("PT-2026-") == invariants.NAMED
    assert " …:" in sentence


def test_every_rule_is_tried_here():
    assert len(invariants.RULES) == len(SPOILED) + 4
    assert set(invariants.FINAL) == {
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.MISSED,
        DeliveryState.CANCELLED,
        DeliveryState.RETRACTED,
    }
