"""From an approved message to its deliveries: keys, references, horizon, quiet hours, slots."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from channels.base import Medium, Urgency
from content_queue.models import Approval, Channel, Commune, Delivery, Message

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def local(row):
    return row.due_at.astimezone(HERE).strftime("%d/%m %H:%M")


def extend(village):
    with village.app.writing(village.commune) as session:
        return village.app.planner(session).extend(session, village.clock())


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

    def test_a_new_channel_joins_with_what_was_not_planned_before_it_came(self, daily):
        daily.clock.pass_by(timedelta(hours=2))
        daily.tick()
        daily.channel("Trang hai")

        extend(daily)

        new = [row for row in daily.deliveries() if row.channel_id == daily.all(Channel)[1].id]
        assert [row.occurrence for row in new] == ["2027-01-23T13:00"]

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


def test_what_has_no_time_is_due_at_once_even_for_a_clock_some_seconds_behind(village):
    approved_at = village.clock.now.replace(second=40)
    village.clock.now = approved_at

    [delivery] = village.approved()

    assert delivery.due_at == approved_at.replace(second=0)
