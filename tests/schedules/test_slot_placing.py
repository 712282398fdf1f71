"""Where an item sounds: the slot that contains its hour, else the next, else refused in a sentence."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.tz import tzrange

from schedules.hours import HoursRefused, NightOverride, Window, touches_closed
from schedules.slots import Slot, SlotRefused, SpecialDay, Timetable

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR = timedelta(hours=1)
MORNING = Slot(name="Sáng", start=time(5, 30), length=HOUR)
EVENING = Slot(name="Chiều", start=time(17), length=HOUR)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=HOME)


def at(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=HOME)


def timetable(*slots, **options):
    return Timetable(tz=HOME, slots=slots or (MORNING, EVENING), **options)


def place(asked, table=None, *, urgency="routine", zone="Cụm loa Phú Tân", now=NOW, **options):
    return (table or timetable()).place(asked, zone=zone, urgency=urgency, now=now, **options)


def refusal(*args, **options):
    with pytest.raises(SlotRefused) as caught:
        place(*args, **options)
    return caught.value.sentence


class TestPlacing:
    def test_an_item_joins_the_slot_that_contains_its_hour(self):
        found = place(at(28, 6))

        assert found.starts_at == at(28, 5, 30)
        assert found.airing.slot is MORNING

    def test_an_item_between_slots_waits_for_the_next_one(self):
        assert place(at(25, 7)).starts_at == at(25, 17)
        assert place(at(25, 18)).starts_at == at(26, 5, 30)

    def test_files_are_due_half_an_hour_before_the_slot(self):
        assert place(at(25, 17)).due_at() == at(25, 16, 30)
        assert place(at(25, 17)).due_at(timedelta(hours=2)) == at(25, 15)

    def test_a_slot_that_has_begun_takes_no_more_items(self):
        assert place(at(25, 17, 10), now=at(25, 17, 5)).starts_at == at(26, 5, 30)

    def test_no_slot_before_the_end_of_validity_is_refused_with_the_slots_listed(self):
        sentence = refusal(at(25, 7), valid_until=at(25, 17))

        assert "07:00 ngày 25/11/2026" in sentence
        assert "17:00 ngày 25/11/2026" in sentence
        assert "Sáng 05:30–06:30, Chiều 17:00–18:00" in sentence

    def test_a_slot_of_other_weekdays_or_zones_is_passed_over(self):
        monday = Slot(name="Thứ Hai", start=time(11), length=timedelta(minutes=30), days=frozenset({0}))
        hills = Slot(
            name="Đồi", start=time(12), length=timedelta(minutes=30), zones=frozenset({"Cụm loa Bù Tố"})
        )
        table = timetable(monday, hills, windows=(Window(start=time(11), end=time(13)),))

        assert place(at(24, 8), table).starts_at == at(30, 11)
        assert place(at(24, 8), table, zone="Cụm loa Bù Tố").starts_at == at(24, 12)

    def test_a_silent_day_sends_the_item_to_the_day_after(self):
        table = timetable(special_days=(SpecialDay(on=date(2026, 11, 25), name="Quốc tang"),))

        assert place(at(25, 5), table).starts_at == at(26, 5, 30)

    def test_a_day_with_its_own_hours_uses_them(self):
        late = Slot(name="Sáng Tết", start=time(6), length=timedelta(minutes=30))
        table = timetable(special_days=(SpecialDay(on=date(2026, 11, 25), name="Tết", slots=(late,)),))

        assert place(at(25, 5), table).starts_at == at(25, 6)


class TestClosedHours:
    @pytest.mark.parametrize("urgency", ["routine", "urgent"])
    def test_a_quarter_past_three_is_refused_with_advice_and_the_slots(self, urgency):
        sentence = refusal(at(3, 3, 15, month=12), urgency=urgency)

        assert "03:15 ngày 03/12/2026" in sentence
        assert "21:00–05:00" in sentence
        assert "15:15 cũng không nằm trong khung phát nào" in sentence
        assert "Sáng 05:30–06:30, Chiều 17:00–18:00" in sentence

    def test_when_twelve_hours_later_is_in_a_slot_it_is_proposed(self):
        table = timetable(
            Slot(name="Trưa", start=time(15), length=HOUR), windows=(Window(start=time(15), end=time(16)),)
        )

        assert "Có phải định ghi 15:15?" in refusal(at(26, 3, 15), table)

    def test_one_minute_to_nine_in_the_evening_is_still_an_hour(self):
        assert place(at(25, 20, 59)).starts_at == at(26, 5, 30)
        assert "21:00" in refusal(at(25, 21))

    def test_an_emergency_sounds_at_once_outside_slots(self):
        found = place(at(24, 10, 30), urgency="emergency")

        assert (found.starts_at, found.airing, found.due_at()) == (at(24, 10, 30), None, at(24, 10, 30))

    def test_an_emergency_whose_hour_has_passed_sounds_now(self):
        assert place(at(20, 10, 30), urgency="emergency").starts_at == NOW

    def test_an_emergency_at_night_needs_an_override_that_covers_it(self):
        override = NightOverride(
            person="An", reason="Vỡ đập", confirmed_by="Bình", confirmed_at=at(25, 1, 55)
        )
        night = at(25, 2)

        assert "xác nhận lần hai" in refusal(night, urgency="emergency")
        assert place(night, urgency="emergency", override=override).starts_at == night
        assert "lệnh phát đêm" in refusal(at(26, 2), urgency="emergency", override=override)

    def test_an_emergency_that_would_run_into_the_night_needs_the_override_too(self):
        late = at(25, 20, 58)

        assert place(late, urgency="emergency", length=timedelta(minutes=2)).starts_at == late
        assert "giờ cấm" in refusal(late, urgency="emergency", length=timedelta(minutes=3))

    def test_an_override_opens_nothing_for_routine_messages(self):
        override = NightOverride(person="An", reason="Gấp", confirmed_by="Bình", confirmed_at=at(25, 1))

        assert "giờ cấm" in refusal(at(25, 2), override=override)

    def test_a_clock_change_that_carries_a_slot_into_the_night_makes_it_be_passed_over(self):
        jumps = tzrange("A", 0, "B", 3600, start=relativedelta(month=3, day=1, hours=20, minutes=30))
        late = Slot(name="Tối", start=time(20), length=timedelta(minutes=45))
        table = Timetable(tz=jumps, slots=(late,), windows=(Window(start=time(19), end=time(21)),))
        asked = datetime(2027, 3, 1, 19, 0, tzinfo=jumps)

        found = table.place(asked, zone="Cụm", urgency="routine", now=asked)

        assert found.starts_at == datetime(2027, 3, 2, 20, 0, tzinfo=jumps)


class TestTimetable:
    def test_a_slot_outside_the_permitted_windows_is_refused_by_name(self):
        noon = Slot(name="Trưa", start=time(11), length=HOUR)

        with pytest.raises(HoursRefused, match=r"Trưa 11:00–12:00 nằm ngoài giờ được phép"):
            timetable(MORNING, noon)

    def test_a_slot_longer_than_its_window_is_refused(self):
        with pytest.raises(HoursRefused, match="Chiều"):
            timetable(Slot(name="Chiều", start=time(17), length=timedelta(minutes=61)))

    @pytest.mark.parametrize(
        ("start", "minutes"), [(time(4, 59), 10), (time(20, 30), 31), (time(23), 120), (time(3, 15), 5)]
    )
    def test_a_slot_in_the_closed_hours_cannot_even_be_written_down(self, start, minutes):
        with pytest.raises(HoursRefused, match="21:00–05:00"):
            Slot(name="Đêm", start=start, length=timedelta(minutes=minutes))

    def test_two_slots_at_the_same_time_in_the_same_zone_are_refused(self):
        twin = Slot(name="Sáng 2", start=time(6), length=timedelta(minutes=30))
        elsewhere = Slot(
            name="Sáng 3", start=time(6), length=timedelta(minutes=30), zones=frozenset({"Bù Tố"})
        )

        with pytest.raises(HoursRefused, match="chồng giờ"):
            timetable(MORNING, twin)
        with pytest.raises(HoursRefused, match="chồng giờ"):
            timetable(MORNING, elsewhere)

    def test_all_wrong_slots_are_named_together(self):
        noon = Slot(name="Trưa", start=time(11), length=HOUR)
        tea = Slot(name="Xế", start=time(15), length=HOUR)

        with pytest.raises(HoursRefused, match=r"Trưa.*Xế"):
            timetable(noon, tea)


ZONES = (
    "Asia/Ho_Chi_Minh",
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "UTC",
)


def random_placements(count, seed):
    """Give lawful placements out of random settings, many of them refused on the way."""
    dice = random.Random(seed)
    for _ in range(count):
        tz = ZoneInfo(dice.choice(ZONES))
        try:
            window_start, window_end = _minute(dice), _minute(dice)
            window = Window(start=window_start, end=window_end, decision=dice.choice(["", "QĐ 12"]))
            slot = Slot(
                name="Khung",
                start=_minute(dice),
                length=timedelta(minutes=dice.choice([5, 15, 30, 60, 240])),
                days=frozenset(dice.sample(range(7), dice.randint(1, 7))),
            )
            full = Slot(name="Cả khung", start=window_start, length=_span(window_start, window_end))
            table = Timetable(tz=tz, slots=(dice.choice([slot, full]),), windows=(window,))
            asked = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randint(0, 1_000_000))
            urgency = dice.choice(["routine", "urgent", "emergency"])
            now = asked - timedelta(minutes=dice.randint(-3000, 3000))
            yield tz, table.place(asked, zone="Cụm", urgency=urgency, now=now)
        except (HoursRefused, SlotRefused):
            continue


def _minute(dice):
    return time(dice.randint(0, 23), dice.randint(0, 59))


def _span(start, end):
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)


def assert_none_at_night(count, seed, *, at_least):
    placed = 0
    for tz, found in random_placements(count, seed):
        placed += 1
        starts, ends = found.starts_at, found.airing.ends_at if found.airing else found.starts_at
        last = (ends - timedelta(seconds=1)).astimezone(tz).time() if found.airing else starts.time()
        assert time(5) <= starts.astimezone(tz).time() < time(21)
        assert time(5) <= last < time(21)
        if found.airing:
            assert not touches_closed(starts, ends, tz=tz)
    assert placed >= at_least


def test_random_schedules_never_sound_in_the_closed_hours():
    assert_none_at_night(4000, seed=20261123, at_least=200)


@pytest.mark.long
def test_a_hundred_thousand_random_schedules_never_sound_in_the_closed_hours():
    assert_none_at_night(100_000, seed=1, at_least=5000)
