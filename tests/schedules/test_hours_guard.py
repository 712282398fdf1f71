"""The guard of hours: nothing opens 21:00 to 05:00, whatever is set."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.hours import HoursRefused, NightOverride, Window, postponed, touches_closed

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia")


def at(hour, minute=0, day=24):
    return datetime(2026, 11, day, hour, minute, tzinfo=HOME)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (time(3), time(4)),
        (time(4, 59), time(6)),
        (time(20), time(21, 1)),
        (time(21), time(22)),
        (time(0), time(23)),
    ],
)
def test_no_window_opens_the_closed_hours_even_by_decision(start, end):
    with pytest.raises(HoursRefused, match="21:00–05:00"):
        Window(start=start, end=end, decision="Quyết định số 12/QĐ-UBND")


def test_five_in_the_morning_needs_a_recorded_decision():
    with pytest.raises(HoursRefused, match="số quyết định"):
        Window(start=time(5), end=time(6))

    assert Window(start=time(5), end=time(6), decision="Quyết định số 12/QĐ-UBND").start == time(5)


def test_a_midday_window_is_allowed():
    assert str(Window(start=time(11), end=time(11, 30))) == "11:00–11:30"


def test_a_window_that_ends_before_it_starts_is_refused():
    with pytest.raises(HoursRefused, match="kết thúc trước"):
        Window(start=time(18), end=time(17))


@pytest.mark.parametrize("missing", ["person", "reason", "confirmed_by"])
def test_a_night_override_needs_a_person_a_reason_and_a_second_confirmation(missing):
    fields = {"person": "Nguyễn Văn An", "reason": "Vỡ đập", "confirmed_by": "Trần Thị Bình", missing: "  "}

    with pytest.raises(HoursRefused, match="xác nhận lần hai"):
        NightOverride(**fields, confirmed_at=at(2))


def test_a_night_override_is_good_for_one_night_only():
    override = NightOverride(person="An", reason="Vỡ đập", confirmed_by="Bình", confirmed_at=at(22))

    assert override.covers(at(23, 30))
    assert not override.covers(at(21, 59))
    assert not override.covers(at(23, 30, day=25))


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 1000),
)
def test_every_minute_on_a_night_clock_is_found(zone, start, minutes):
    end = start + timedelta(minutes=minutes)
    clocks = [(start + timedelta(minutes=at)).astimezone(zone).time() for at in range(minutes)]

    if any(clock >= time(21) or clock < time(5) for clock in clocks):
        assert touches_closed(start, end, tz=zone)


def test_a_broadcast_by_day_does_not_touch_the_closed_hours():
    assert not touches_closed(at(5), at(21), tz=HOME)
    assert touches_closed(at(4, 59), at(5, 30), tz=HOME)
    assert touches_closed(at(20, 30), at(21, 1), tz=HOME)


@pytest.mark.parametrize(
    ("asked", "urgency", "goes"),
    [
        (at(20, 59), "routine", at(20, 59)),
        (at(21), "routine", at(5, day=25)),
        (at(3, 15), "urgent", at(5)),
        (at(5), "routine", at(5)),
        (at(3, 15), "emergency", at(3, 15)),
    ],
)
def test_in_quiet_hours_all_but_emergencies_wait_for_the_morning(asked, urgency, goes):
    assert postponed(asked, tz=HOME, urgency=urgency) == goes


def test_quiet_hours_by_day_and_none_at_all_can_be_set():
    noon = (time(11, 30), time(13, 30))

    assert postponed(at(12), tz=HOME, urgency="routine", quiet=noon) == at(13, 30)
    assert postponed(at(2), tz=HOME, urgency="routine", quiet=(time(0), time(0))) == at(2)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    asked=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
)
def test_what_is_postponed_goes_soon_after_and_never_in_the_quiet_hours(zone, asked):
    goes = postponed(asked, tz=zone, urgency="routine")

    assert asked <= goes.astimezone(UTC) <= asked + timedelta(hours=10)
    assert time(5) <= goes.time() < time(21)
