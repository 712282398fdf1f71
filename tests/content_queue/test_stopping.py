"""Withdrawing and correcting: from that moment nothing more of the old message leaves."""

from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable, Medium, NotAuthorized, OutcomeUnknown
from channels.handover import HandOver
from content_queue import deliveries, messages
from content_queue.deliveries import DeliveryRefused
from content_queue.messages import MessageRefused
from content_queue.models import Account, AuditEntry, Channel, Delivery, Message
from content_queue.rights import NotPermitted


def withdraw(village, *, by="lanh-dao", reason="Sai số liệu."):
    with village.app.writing(village.commune) as session:
        row = session.query(Message).order_by(Message.id).first()
        messages.withdraw(session, row, actor=village.user(session, by), now=village.clock(), reason=reason)


def correct(village, **changes):
    """Approve a message that corrects the first one."""
    with village.app.writing(village.commune) as session:
        old = session.query(Message).order_by(Message.id).first()
        new = messages.create(
            session,
            village.words(title="Đính chính", **changes),
            actor=village.user(session, "bien-tap"),
            now=village.clock(),
            corrects=old,
        )
    return village.approve(village.submit(new))


def stop_when_sending(village, board, problem):
    """Withdraw the message while it is being sent, and let the channel then say this."""

    def hook(key):
        board.before = None
        withdraw(village)
        raise problem

    board.before = hook


def test_a_withdrawn_message_never_leaves(village, board):
    village.approved()

    withdraw(village)
    village.dispatch()

    assert village.states() == ["cancelled"]
    assert board.published == []


def test_what_is_out_stays_and_what_is_to_come_does_not(village, board):
    village.approved(times=("2026-11-24T12:00", "2026-11-24T15:00"))
    village.dispatch()

    withdraw(village)
    village.clock.pass_by(timedelta(hours=4))
    village.dispatch()

    assert village.states() == ["sent", "cancelled"]
    assert len(board.published) == 1


@pytest.mark.parametrize(
    "problem", [ChannelUnavailable("bận"), OutcomeUnknown("mất trả lời"), NotAuthorized("hết hạn")]
)
def test_nothing_comes_back_after_the_stop(village, board, problem):
    village.approved()
    stop_when_sending(village, board, problem)

    village.dispatch()
    for _ in range(3):
        village.clock.pass_by(timedelta(minutes=40))
        with village.app.writing(village.commune) as session:
            for held in (*session.query(Account), *session.query(Channel)):
                held.held_because, held.held_until = "", None
        village.dispatch()

    assert village.states() == ["cancelled"]
    assert board.published == []


def test_what_landed_before_the_stop_is_known_as_sent(village, board):
    village.approved()

    def hook(key):
        withdraw(village)
        raise OutcomeUnknown("mất trả lời")

    board.after = hook
    village.dispatch()

    assert village.states() == ["sent"]
    assert len(board.published) == 1


def test_withdrawing_needs_a_reason_and_the_right(office):
    office.approved()

    with pytest.raises(MessageRefused, match="lý do"):
        withdraw(office, reason=" ")
    with pytest.raises(NotPermitted):
        withdraw(office, by="theo-doi")

    assert office.states() == ["planned"]


def test_every_cancelled_delivery_says_why(village):
    village.approved(times=("2026-11-24T12:00", "2026-11-24T15:00"))

    withdraw(village)

    assert {row.reason for row in village.deliveries()} == {"Sai số liệu."}
    verbs = [entry.verb for entry in village.all(AuditEntry) if entry.subject != "message_case"]
    assert verbs[-3:] == ["withdraw", "cancel", "cancel"]


def test_a_package_handed_over_after_the_stop_is_cancelled(village, monkeypatch):
    village.channel("Nhóm", kind="handover", medium=Medium.ZALO.value, destination="Nhóm phụ huynh")
    village.approved(media=(Medium.ZALO,))
    send = HandOver.send

    def stopped_meanwhile(channel, rendition, **given):
        withdraw(village)
        return send(channel, rendition, **given)

    monkeypatch.setattr(HandOver, "send", stopped_meanwhile)
    village.dispatch()

    assert village.states() == ["cancelled"]


def test_a_stopped_delivery_is_not_planned_again(village, board):
    board.before = _refuse
    village.approved()
    village.dispatch()
    withdraw(village)
    with village.app.writing(village.commune) as session:
        row = session.query(Delivery).one()
        row.state, row.wake_at, row.settled_at = "missed", None, village.clock()
        timing = deliveries.Timing(due_at=village.clock(), not_after=village.clock() + timedelta(hours=1))

        with pytest.raises(DeliveryRefused, match="dừng"):
            deliveries.replan(
                session, row, actor=village.user(session, "bien-tap"), now=village.clock(), timing=timing
            )


def test_approving_a_correction_stops_the_old_message(village, board):
    village.approved(times=("2026-11-24T12:00", "2026-11-24T15:00"))
    village.dispatch()

    correct(village)
    village.clock.pass_by(timedelta(hours=4))
    village.dispatch()

    assert village.states() == ["sent", "cancelled", "sent"]
    assert [entry.key for entry in board.published] == ["PT-2026-0001/01", "PT-2026-0002"]
    assert "PT-2026-0002" in village.deliveries()[1].reason


def test_a_correction_that_is_not_approved_stops_nothing(village):
    first = village.approved()[0]
    with village.app.writing(village.commune) as session:
        messages.create(
            session,
            village.words(title="Đính chính"),
            actor=village.user(session, "bien-tap"),
            now=village.clock(),
            corrects=session.get_one(Message, first.message_id),
        )

    village.dispatch()

    assert village.states() == ["sent"]


def _refuse(key):
    raise ChannelUnavailable("bận")
