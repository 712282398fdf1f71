"""One day for people: its deliveries, what needs attention, what waits; times local."""

from datetime import timedelta

from sqlalchemy import select

from channels.base import ChannelUnavailable, ContentRejected
from content_queue import deliveries
from content_queue.models import Channel, Delivery
from content_queue.states import DeliveryState
from content_queue.today import today
from publisher.testing import Village

D = DeliveryState


def overview(village):
    """Return the village's day as it stands."""
    with village.app.reading(village.commune) as session:
        return today(session, village.commune, now=village.clock())


def refused(key):
    """Refuse whatever is sent."""
    raise ContentRejected("Có từ bị cấm.")


def away(key):
    """Be away."""
    raise ChannelUnavailable("Mất mạng.", retry_after=timedelta(minutes=5))


def put(village, delivery, **columns):
    """Put a delivery into a state that would take long to reach, explained as the engine would."""
    if columns["state"] in {D.MISSED, D.CANCELLED}:
        columns |= {"wake_at": None, "settled_at": village.clock(), "reason": "Quá giờ."}
    if columns["state"] == D.UNCERTAIN:
        columns |= {"doubted_at": village.clock(), "reason": "Mất trả lời."}
    with village.app.writing(village.commune) as session:
        row = session.get_one(Delivery, delivery.id)
        for name, value in columns.items():
            setattr(row, name, value)


def test_a_sent_delivery_is_shown_with_its_address_and_local_hour(village):
    village.approved()
    village.dispatch()

    [line] = overview(village).lines

    assert (line.state, line.channel, line.title) == (D.SENT, "Fanpage xã", "Họp thôn")
    assert f"{line.due_at:%H:%M}" == "12:00"
    assert line.external_id


def test_what_is_due_tomorrow_is_not_of_today(village):
    village.approved(times=("2026-11-25T00:00",))

    assert overview(village).lines == ()


def test_what_is_due_late_in_the_evening_is_of_today(village):
    village.approved(times=("2026-11-24T20:59",))

    assert overview(village).count(D.PLANNED) == 1


def test_a_failed_delivery_needs_attention_and_says_why(village, board):
    board.before = refused
    village.approved()
    village.dispatch()

    [line] = overview(village).attention

    assert (line.state, line.reason) == (D.FAILED, "Có từ bị cấm.")


def test_what_came_too_late_needs_attention(village):
    village.approved()
    village.clock.pass_by(timedelta(hours=13))
    village.dispatch()

    [line] = overview(village).attention

    assert (line.state, bool(line.reason)) == (D.MISSED, True)


def test_what_only_a_person_can_tell_needs_attention(village):
    [delivery] = village.approved()
    put(village, delivery, state=D.UNCERTAIN, wake_at=None, doubted_at=village.clock(), reason="Chưa rõ.")

    assert [line.state for line in overview(village).attention] == [D.UNCERTAIN]


def test_what_is_being_looked_up_needs_nobody_yet(village):
    [delivery] = village.approved()
    put(village, delivery, state=D.UNCERTAIN, wake_at=village.clock(), doubted_at=village.clock())

    assert overview(village).attention == ()


def test_what_will_be_tried_again_needs_nobody_yet(village, board):
    board.before = away
    village.approved()
    village.dispatch()

    assert overview(village).count(D.RETRYING) == 1
    assert overview(village).attention == ()


def test_what_a_person_cancelled_needs_nobody(village):
    [delivery] = village.approved()
    with village.app.writing(village.commune) as session:
        row = session.get_one(Delivery, delivery.id)
        deliveries.cancel(session, row, actor=village.user(session, "bien-tap"), now=village.clock())

    assert overview(village).count(D.CANCELLED) == 1
    assert overview(village).attention == ()


def test_what_was_handed_over_waits_and_after_an_hour_needs_attention(village):
    [delivery] = village.approved()
    put(village, delivery, state=D.AWAITING_PERSON, wake_at=None)

    first = overview(village)
    village.clock.pass_by(timedelta(minutes=61))
    later = overview(village)

    assert ([*first.waiting], [*first.attention]) == ([*later.attention], [*later.waiting])
    assert len(first.waiting) == 1


def test_a_bulletin_is_overdue_an_hour_after_its_broadcast_not_after_its_export(village):
    [delivery] = village.approved()
    airs_at = village.clock() + timedelta(minutes=30)
    put(village, delivery, state=D.AWAITING_PERSON, wake_at=None, airs_at=airs_at)

    village.clock.pass_by(timedelta(minutes=61))

    assert len(overview(village).waiting) == 1


def test_a_message_in_review_waits_for_its_approver(village):
    village.submitted(title="Chờ đọc")

    [review] = overview(village).reviews

    assert (review.title, review.unit) == ("Chờ đọc", "Trung tâm Dịch vụ tổng hợp")


def test_a_held_channel_is_told_with_its_reason(village):
    with village.app.writing(village.commune) as session:
        session.scalars(select(Channel)).one().held_because = "Mã truy cập đã hết hạn."

    [held] = overview(village).held

    assert (held.name, held.reason) == ("Fanpage xã", "Mã truy cập đã hết hạn.")


def test_a_commune_never_sees_the_day_of_another(village, tmp_path):
    village.approved()
    other = Village.settle(tmp_path / "khác", url=village.app.home.database_url, name="xã Tân Lợi")

    assert overview(other).lines == ()
    other.app.engine.dispose()
