"""Loudspeaker items find their broadcast when the message is approved, or the approval says why not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from channels.base import Medium, Urgency
from channels.values import digest_of
from content_queue.messages import MessageRefused
from content_queue.models import Channel, Delivery, Message, RenditionRow, Zone

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
AIR = {"media": (Medium.LOUDSPEAKER,)}


def local(row):
    return row.due_at.astimezone(HERE).strftime("%d/%m %H:%M")


def air(row):
    return row.airs_at.astimezone(HERE).strftime("%d/%m %H:%M")


def extend(village):
    with village.app.writing(village.commune) as session:
        return village.app.planner(session).extend(session, village.clock())


@pytest.fixture
def speaker(office):
    """The village with a loudspeaker zone."""
    office.channel("Loa Phú Tân", medium="loudspeaker")
    with office.app.writing(office.commune) as session:
        zone = Zone(name="Cụm loa Phú Tân")
        session.add(zone)
        session.query(Channel).filter_by(medium="loudspeaker").one().zone = zone
    return office


def on_air(village, *, seconds=60, **changes):
    """Approve a message for the loudspeakers that lasts so long."""
    message = village.submitted(**{**AIR, **changes})
    with village.app.writing(village.commune) as session:
        row = session.query(RenditionRow).filter_by(message_id=message.id, medium="loudspeaker").one()
        document = json.loads(row.document)
        document["details"]["seconds"] = str(seconds)
        row.document = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        row.digest = digest_of(row.document)
    return village.approve(message)


def test_an_item_goes_to_the_next_slot_and_is_due_half_an_hour_before(speaker):
    (row,) = on_air(speaker)

    assert (air(row), local(row)) == ("24/11 17:00", "24/11 16:30")
    assert row.not_after == row.airs_at


def test_an_item_goes_to_the_slot_that_holds_its_time(speaker):
    (row,) = on_air(speaker, times=("2026-11-25T05:30",))

    assert air(row) == "25/11 05:30"


def test_what_does_not_fit_any_more_goes_to_the_slot_after(speaker):
    on_air(speaker, seconds=3000)

    (row,) = on_air(speaker, seconds=1200)

    assert air(row) == "25/11 05:30"


def test_a_cancelled_item_makes_room(speaker):
    (first,) = on_air(speaker, seconds=3000)
    with speaker.app.writing(speaker.commune) as session:
        gone = session.get_one(Delivery, first.id)
        gone.state, gone.wake_at, gone.settled_at = "cancelled", None, speaker.clock()

    (row,) = on_air(speaker, seconds=1200)

    assert air(row) == "24/11 17:00"


def test_an_item_longer_than_every_slot_is_refused_when_it_is_approved(speaker):
    with pytest.raises(MessageRefused, match="quá khung phát dài nhất"):
        on_air(speaker, seconds=3700)

    assert speaker.deliveries() == []


def test_what_finds_no_slot_before_its_end_is_refused(speaker):
    with pytest.raises(MessageRefused):
        on_air(speaker, valid_until=speaker.clock() + timedelta(hours=2))


def test_two_times_in_one_broadcast_are_read_once(speaker):
    rows = on_air(speaker, times=("2026-11-24T14:00", "2026-11-24T15:00"))

    assert [(row.reference, air(row)) for row in rows] == [("PT-2026-0001/01", "24/11 17:00")]


def test_a_quarter_past_three_at_night_is_refused_whole(speaker):
    with pytest.raises(MessageRefused):
        on_air(speaker, media=(Medium.FACEBOOK, Medium.LOUDSPEAKER), times=("2026-11-25T03:15",))

    assert speaker.deliveries() == []
    assert speaker.all(Message)[0].state == "in_review"


def test_an_emergency_is_heard_at_once(speaker):
    (row,) = on_air(speaker, urgency=Urgency.EMERGENCY)

    assert (row.airs_at, row.due_at) == (speaker.clock(), speaker.clock())


def test_one_message_without_room_does_not_keep_the_others_from_being_extended(speaker):
    on_air(speaker, seconds=3000, times=("2026-11-24T17:00",), repeat="FREQ=DAILY;COUNT=70")
    speaker.approved(times=("2026-11-24T13:00",), repeat="FREQ=DAILY;COUNT=70")
    with speaker.app.writing(speaker.commune) as session:
        row = session.query(RenditionRow).filter_by(medium="loudspeaker").one()
        row.document = row.document.replace('"3000"', '"9000"')
    speaker.clock.pass_by(timedelta(hours=3))
    speaker.tick()
    speaker.clock.pass_by(timedelta(hours=23))
    speaker.tick()

    assert extend(speaker) == 2  # two days of the fanpage
    assert [a.kind for a in speaker.troubles() if a.kind == "not-planned"] == ["not-planned"]


def test_an_item_moved_within_its_slot_does_not_take_room_from_itself(speaker):
    on_air(speaker, seconds=3000)

    at = datetime(2026, 11, 24, 17, 0, tzinfo=HERE)
    with speaker.app.writing(speaker.commune) as session:
        row = session.query(Delivery).one()
        timing = speaker.app.planner(session).timing(session, row, at, speaker.clock())

    assert timing.airs_at == datetime(2026, 11, 24, 17, 0, tzinfo=HERE)
