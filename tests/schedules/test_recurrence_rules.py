"""Repeats: which occurrences a message has, their keys, and how a bad rule is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.recurrence import BadRepeat, Recurrence

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = datetime(2026, 11, 24, 17, 0)  # a Tuesday


def keys(repeat="", *times, zone=HOME):
    occurrences = Recurrence(times=times or (FIRST,), zone=zone, repeat=repeat).occurrences()
    return [each.key for each in occurrences]


def refusal(repeat):
    with pytest.raises(BadRepeat) as caught:
        Recurrence(times=(FIRST,), zone=HOME, repeat=repeat)
    return caught.value


def test_one_time_is_one_occurrence_known_by_its_local_start():
    assert keys() == ["2026-11-24T17:00"]


def test_a_date_only_until_includes_that_day():
    assert keys("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208") == [
        "2026-11-24T17:00",
        "2026-12-01T17:00",
        "2026-12-08T17:00",
    ]


def test_an_until_in_utc_is_an_instant():
    assert keys("FREQ=DAILY;UNTIL=20261125T100000Z") == ["2026-11-24T17:00", "2026-11-25T17:00"]
    assert keys("FREQ=DAILY;UNTIL=20261125T095900Z") == ["2026-11-24T17:00"]


def test_a_local_until_with_an_hour_cuts_at_that_hour():
    assert keys("FREQ=DAILY;UNTIL=20261126T165900")[-1] == "2026-11-25T17:00"


def test_the_first_time_counts_even_when_the_rule_does_not_fall_on_it():
    assert keys("FREQ=WEEKLY;BYDAY=FR;COUNT=3") == [
        "2026-11-24T17:00",
        "2026-11-27T17:00",
        "2026-12-04T17:00",
    ]


def test_a_first_time_off_its_rule_is_told():
    off = Recurrence(times=(FIRST,), zone=HOME, repeat="FREQ=WEEKLY;BYDAY=FR;COUNT=3")
    on = Recurrence(times=(FIRST,), zone=HOME, repeat="FREQ=WEEKLY;BYDAY=TU;COUNT=3")

    assert off.strays() == (FIRST,)
    assert on.strays() == ()


def test_several_times_with_a_repeat_are_the_union_in_order_each_once():
    morning = datetime(2026, 11, 25, 6, 0)

    assert keys("FREQ=DAILY;COUNT=2", FIRST, morning, FIRST) == [
        "2026-11-24T17:00",
        "2026-11-25T06:00",
        "2026-11-25T17:00",
        "2026-11-26T06:00",
    ]


def test_a_window_holds_its_start_and_not_its_end():
    series = Recurrence(times=(FIRST,), zone=HOME, repeat="FREQ=DAILY;COUNT=4")
    start = datetime(2026, 11, 25, 17, 0, tzinfo=HOME)

    found = series.between(start, start + timedelta(days=1))

    assert [each.key for each in found] == ["2026-11-25T17:00"]


def test_planning_looks_sixty_days_ahead_and_never_back():
    series = Recurrence(times=(FIRST,), zone=HOME, repeat="FREQ=DAILY;COUNT=200")

    planned = series.ahead(datetime(2026, 12, 1, 8, 0, tzinfo=HOME))

    assert (planned[0].key, planned[-1].key, len(planned)) == ("2026-12-01T17:00", "2027-01-29T17:00", 60)


def test_an_hour_the_clocks_jump_over_sounds_as_long_after_the_jump():
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2027, 3, 28, 2, 30)

    (only,) = Recurrence(times=(night,), zone=berlin).occurrences()

    assert only.key == "2027-03-28T02:30"
    assert only.starts_at.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_an_hour_the_clocks_pass_twice_sounds_once_at_the_first_passage():
    berlin = ZoneInfo("Europe/Berlin")

    (only,) = Recurrence(times=(datetime(2027, 10, 31, 2, 30),), zone=berlin).occurrences()

    assert only.starts_at.astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_two_times_that_a_clock_change_makes_one_go_out_once():
    berlin = ZoneInfo("Europe/Berlin")
    times = (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 3, 30))

    assert keys("", *times, zone=berlin) == ["2027-03-28T02:30"]


@pytest.mark.parametrize(
    ("repeat", "piece", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY", "không có điểm dừng"),
        ("FREQ=WEKLY;COUNT=2", "FREQ=WEKLY", "FREQ phải là"),
        ("FREQ=SECONDLY;COUNT=2", "FREQ=SECONDLY", "FREQ phải là"),
        ("FREQ=DAILY;COUNT=ba", "COUNT=BA", "COUNT phải là"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0", "COUNT phải là"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261201", "COUNT=2", "chỉ được chọn một"),
        ("FREQ=DAILY;BYDYA=MO;COUNT=2", "BYDYA=MO", "Có phải “BYDAY”"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL=20260230", "không phải ngày giờ có thật"),
        ("FREQ=DAILY;UNTIL=20251231", "UNTIL=20251231", "trước lần đầu"),
        ("FREQ=DAILY;UNTIL=20991231", "UNTIL=20991231", "quá 10 năm"),
        ("FREQ=HOURLY;UNTIL=20300101", "", "quá 2000 lần"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "COUNT=2", "không đạt được"),
        ("FREQ=WEEKLY;BYDAY=2MO;COUNT=2", "BYDAY=2MO", "MONTHLY"),
        ("FREQ=DAILY;BYSETPOS=1;COUNT=2", "BYSETPOS=1", "BYSETPOS"),
        ("FREQ=DAILY;FREQ=DAILY;COUNT=2", "FREQ=DAILY", "hai lần"),
        ("COUNT=2", "COUNT=2", "thiếu FREQ"),
        ("hằng tuần", "hằng tuần", "TÊN=GIÁ TRỊ"),
    ],
)
def test_a_bad_rule_is_refused_in_a_sentence_that_names_the_piece(repeat, piece, words):
    error = refusal(repeat)

    assert error.piece == piece
    assert words in error.sentence


def test_a_rule_may_be_written_in_small_letters_and_with_its_name():
    assert keys("rrule:freq=daily;count=2") == ["2026-11-24T17:00", "2026-11-25T17:00"]


@given(text=st.text(alphabet="FREQDAILYBCOUNTUNTIL=;,0123456789-+ xấ", max_size=60))
def test_any_text_is_either_a_rule_that_ends_or_refused_in_words(text):
    try:
        count = len(Recurrence(times=(FIRST,), zone=HOME, repeat=text).occurrences())
        sentence = ""
    except BadRepeat as error:
        count, sentence = 0, error.sentence

    assert 1 <= count <= 2000 or sentence


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@given(
    offset=st.integers(0, 400),
    interval=st.integers(1, 4),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    length=st.integers(0, 120),
)
def test_weekly_rules_agree_with_counting_the_days_one_by_one(offset, interval, weekdays, length):
    first = FIRST + timedelta(days=offset)
    last = first.date() + timedelta(days=length)
    named = ",".join(WEEKDAYS[day] for day in sorted(weekdays))
    monday = first.date() - timedelta(days=first.weekday())

    found = keys(f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={named};UNTIL={last:%Y%m%d}", first)

    days = [first.date() + timedelta(days=ahead) for ahead in range(length + 1)]
    wanted = [
        day
        for day in days
        if day == first.date() or (day.weekday() in weekdays and (day - monday).days // 7 % interval == 0)
    ]
    assert found == [f"{day}T17:00" for day in wanted]


@given(interval=st.integers(1, 9), count=st.integers(1, 60))
def test_daily_rules_agree_with_counting(interval, count):
    found = keys(f"FREQ=DAILY;INTERVAL={interval};COUNT={count}")

    assert found == [f"{date(2026, 11, 24) + timedelta(days=interval * at)}T17:00" for at in range(count)]


@given(day=st.integers(1, 31), count=st.integers(1, 20))
def test_monthly_rules_skip_the_months_without_that_day(day, count):
    first = datetime(2027, 1, day, 6, 0)
    months = [(2027 + at // 12, at % 12 + 1) for at in range(60)]
    real = [(year, month) for year, month in months if day <= _last_day(year, month)]

    found = keys(f"FREQ=MONTHLY;BYMONTHDAY={day};COUNT={count}", first)

    assert found == [f"{year}-{month:02}-{day:02}T06:00" for year, month in real[:count]]


def _last_day(year, month):
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca")


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    first=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
        lambda t: t.replace(second=0, microsecond=0)
    ),
    count=st.integers(2, 120),
)
def test_in_zones_that_change_their_clocks_every_day_comes_once_in_order(zone, first, count):
    found = Recurrence(times=(first,), zone=zone, repeat=f"FREQ=DAILY;COUNT={count}").occurrences()

    instants = [each.starts_at.astimezone(UTC) for each in found]
    assert len(found) == count
    assert instants == sorted(set(instants))
    for each in found:
        wall = datetime.fromisoformat(each.key)
        shift = each.starts_at.replace(tzinfo=None) - wall
        assert timedelta(0) <= shift <= timedelta(hours=1)
