"""From an approved message to its deliveries: keys, references, horizon, quiet hours, slots."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from channels.base import Medium, Urgency
from channels.values import digest_of
from content_queue.messages import MessageRefused
from content_queue.models import Alert, Approval, Channel, Commune, Delivery, Message, RenditionRow, Zone

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


class TestOccurrences:
    def test_without_times_it_goes_out_at_once_under_the_plain_code(self, village):
        (row,) = village.approved()

        assert (row.due_at, row.occurrence, row.reference) == (
            village.clock(),
            "2026-11-24T12:00",
            "PT-2026-0001",
        )

    def test_each_time_has_its_key_and_its_number(self, village):
        rows = village.approved(times=("2026-11-24T15:00", "2026-11-24T13:00"))

        assert [(row.occurrence, row.reference) for row in rows] == [
            ("2026-11-24T13:00", "PT-2026-0001/01"),
            ("2026-11-24T15:00", "PT-2026-0001/02"),
        ]

    def test_all_channels_of_an_occurrence_share_its_reference(self, village):
        village.channel("Nhóm", medium="zalo")

        rows = village.approved(
            media=(Medium.FACEBOOK, Medium.ZALO), times=("2026-11-24T13:00", "2026-11-24T15:00")
        )

        assert [row.reference[-2:] for row in rows] == ["01", "01", "02", "02"]

    def test_numbers_count_what_lies_beyond_the_horizon_too(self, village):
        village.approved(times=("2026-11-24T13:00",), repeat="FREQ=DAILY;COUNT=70")

        rows = village.deliveries()
        assert (len(rows), rows[0].reference, rows[-1].reference) == (
            60,
            "PT-2026-0001/01",
            "PT-2026-0001/60",
        )

    def test_nothing_is_planned_at_or_after_the_end_of_the_message(self, village):
        until = datetime(2026, 11, 26, 13, 0, tzinfo=HERE)

        rows = village.approved(times=("2026-11-24T13:00",), repeat="FREQ=DAILY;COUNT=9", valid_until=until)

        assert [row.occurrence for row in rows] == ["2026-11-24T13:00", "2026-11-25T13:00"]

    def test_no_delivery_may_leave_after_the_end_of_its_message(self, village):
        until = village.clock() + timedelta(minutes=5)

        (row,) = village.approved(valid_until=until)

        assert row.not_after == until

    def test_what_was_approved_is_what_each_delivery_is_bound_to(self, village):
        rows = village.approved(times=("2026-11-24T13:00", "2026-11-24T15:00"))

        (approval,) = village.all(Approval)
        assert {str(row.rendition_id): row.sealed_digest for row in rows} == approval.digests

    def test_channels_that_serve_other_hamlets_are_left_out(self, village):
        from content_queue.models import Hamlet

        village.channel("Nhóm thôn Phú Lộc")
        with village.app.writing(village.commune) as session:
            loc = session.query(Hamlet).filter_by(name="thôn Phú Lộc").one()
            session.query(Channel).filter_by(name="Nhóm thôn Phú Lộc").one().hamlets = [loc]

        rows = village.approved(hamlets=("thôn Phú Tân",))

        assert len(rows) == 1


class TestExtending:
    @pytest.fixture
    def daily(self, village):
        village.approved(times=("2026-11-24T13:00",), repeat="FREQ=DAILY;COUNT=70")
        return village

    def test_a_day_later_one_more_day_is_planned(self, daily):
        daily.clock.pass_by(timedelta(hours=2))
        daily.tick()
        daily.clock.pass_by(timedelta(hours=22))
        daily.tick()

        assert extend(daily) == 1
        assert daily.deliveries()[-1].reference == "PT-2026-0001/61"

    def test_extending_again_plans_nothing_twice(self, daily):
        assert [extend(daily), extend(daily)] == [0, 0]
        assert len(daily.deliveries()) == 60

    def test_what_was_moved_is_not_planned_again(self, daily):
        with daily.app.writing(daily.commune) as session:
            row = session.query(Delivery).order_by(Delivery.id).first()
            row.due_at = row.wake_at = row.due_at + timedelta(hours=3)

        assert extend(daily) == 0

    def test_what_was_cancelled_is_not_planned_again(self, daily):
        with daily.app.writing(daily.commune) as session:
            row = session.query(Delivery).order_by(Delivery.id).first()
            row.state, row.wake_at, row.settled_at = "cancelled", None, daily.clock()

        assert extend(daily) == 0

    def test_a_new_channel_joins_from_now_on_and_not_for_what_is_past(self, daily):
        daily.clock.pass_by(timedelta(hours=2))
        daily.tick()
        daily.channel("Trang hai")

        extend(daily)

        new = [row for row in daily.deliveries() if row.channel_id == daily.all(Channel)[1].id]
        assert (len(new), new[0].occurrence) == (60, "2026-11-25T13:00")

    def test_a_stopped_message_is_not_extended(self, daily):
        with daily.app.writing(daily.commune) as session:
            session.query(Message).one().stopped_at = daily.clock()
        daily.tick()
        daily.clock.pass_by(timedelta(days=2))
        daily.tick()

        assert extend(daily) == 0


class TestQuietHours:
    def test_what_would_disturb_waits_for_the_morning(self, village):
        (row,) = village.approved(times=("2026-11-24T22:00",))

        assert (local(row), row.occurrence) == ("25/11 05:00", "2026-11-24T22:00")

    def test_an_emergency_does_not_wait(self, village):
        (row,) = village.approved(times=("2026-11-24T22:00",), urgency=Urgency.EMERGENCY)

        assert local(row) == "24/11 22:00"

    def test_a_page_disturbs_nobody(self, village):
        village.channel("Trang", medium="website")

        (row,) = village.approved(times=("2026-11-24T22:00",), media=(Medium.WEBSITE,))

        assert local(row) == "24/11 22:00"

    def test_a_commune_chooses_its_quiet_hours(self, village):
        with village.app.writing(village.commune) as session:
            session.get_one(Commune, village.commune.id).settings = {
                "quiet_from": "19:30",
                "quiet_until": "06:15",
            }

        (row,) = village.approved(times=("2026-11-24T20:00",))

        assert local(row) == "25/11 06:15"


class TestSlots:
    def test_an_item_goes_to_the_next_slot_and_is_due_half_an_hour_before(self, speaker):
        (row,) = on_air(speaker)

        assert (air(row), local(row)) == ("24/11 17:00", "24/11 16:30")
        assert row.not_after == row.airs_at

    def test_an_item_goes_to_the_slot_that_holds_its_time(self, speaker):
        (row,) = on_air(speaker, times=("2026-11-25T05:30",))

        assert air(row) == "25/11 05:30"

    def test_what_does_not_fit_any_more_goes_to_the_slot_after(self, speaker):
        on_air(speaker, seconds=3000)

        (row,) = on_air(speaker, seconds=1200)

        assert air(row) == "25/11 05:30"

    def test_a_cancelled_item_makes_room(self, speaker):
        (first,) = on_air(speaker, seconds=3000)
        with speaker.app.writing(speaker.commune) as session:
            gone = session.get_one(Delivery, first.id)
            gone.state, gone.wake_at, gone.settled_at = "cancelled", None, speaker.clock()

        (row,) = on_air(speaker, seconds=1200)

        assert air(row) == "24/11 17:00"

    def test_an_item_longer_than_every_slot_is_refused_when_it_is_approved(self, speaker):
        with pytest.raises(MessageRefused, match="quá khung phát dài nhất"):
            on_air(speaker, seconds=3700)

        assert speaker.deliveries() == []

    def test_what_finds_no_slot_before_its_end_is_refused(self, speaker):
        with pytest.raises(MessageRefused):
            on_air(speaker, valid_until=speaker.clock() + timedelta(hours=2))

    def test_two_times_in_one_broadcast_are_read_once(self, speaker):
        rows = on_air(speaker, times=("2026-11-24T14:00", "2026-11-24T15:00"))

        assert [(row.reference, air(row)) for row in rows] == [("PT-2026-0001/01", "24/11 17:00")]

    def test_a_quarter_past_three_at_night_is_refused_whole(self, speaker):
        with pytest.raises(MessageRefused):
            on_air(speaker, media=(Medium.FACEBOOK, Medium.LOUDSPEAKER), times=("2026-11-25T03:15",))

        assert speaker.deliveries() == []
        assert speaker.all(Message)[0].state == "in_review"

    def test_an_emergency_is_heard_at_once(self, speaker):
        (row,) = on_air(speaker, urgency=Urgency.EMERGENCY)

        assert (row.airs_at, row.due_at) == (speaker.clock(), speaker.clock())

    def test_one_message_without_room_does_not_keep_the_others_from_being_extended(self, speaker):
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
        assert [a.kind for a in speaker.all(Alert) if a.kind == "not-planned"] == ["not-planned"]


class TestMoving:
    def timing(self, village, at):
        with village.app.writing(village.commune) as session:
            row = session.query(Delivery).order_by(Delivery.id).first()
            return village.app.planner(session).timing(session, row, at, village.clock())

    def test_quiet_hours_hold_for_what_is_moved(self, village):
        village.approved()

        timing = self.timing(village, datetime(2026, 11, 24, 23, 0, tzinfo=HERE))

        assert timing.due_at == datetime(2026, 11, 25, 5, 0, tzinfo=HERE)

    def test_nothing_is_moved_into_the_past(self, village):
        village.approved()

        timing = self.timing(village, datetime(2026, 11, 1, 9, 0, tzinfo=UTC))

        assert timing.due_at == village.clock()

    def test_an_item_moved_within_its_slot_does_not_take_room_from_itself(self, speaker):
        on_air(speaker, seconds=3000)

        timing = self.timing(speaker, datetime(2026, 11, 24, 17, 0, tzinfo=HERE))

        assert timing.airs_at == datetime(2026, 11, 24, 17, 0, tzinfo=HERE)
