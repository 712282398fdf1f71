"""When a message goes out: times that are over, validity, and hours closed to loudspeakers."""

from __future__ import annotations

from datetime import datetime

import pytest

from publisher.importing.problems import Severity
from publisher.importing.testing import codes, only_error


class TestTimes:
    def test_a_time_that_is_over_needs_an_explicit_choice(self, read):
        problem = only_error(read(at="2026-11-18 17:00", valid_until="2026-12-31 17:00"))

        assert problem.code == "past-at"
        assert "--past-at now" in problem.remedy
        assert "--past-at skip" in problem.remedy

    def test_chosen_now_it_goes_out_now(self, read):
        reading = read(at="2026-11-18 17:00", options={"past_at": "now"})

        assert reading.draft.times == (datetime(2026, 11, 23, 8, 0),)
        assert codes(reading) == ["past-at-now"]

    def test_at_now_it_goes_out_when_it_is_approved(self, read):
        reading = read(at="now")

        assert reading.draft.times == ()
        assert codes(reading) == []

    def test_now_can_not_be_repeated(self, read):
        assert only_error(read(at="now", repeat="FREQ=DAILY;COUNT=3")).code == "bad-at"

    def test_chosen_skip_only_the_times_to_come_are_left(self, read):
        draft = read(at="[2026-11-18 17:00, 2026-11-25 17:00]", options={"past_at": "skip"}).draft

        assert draft.times == (datetime(2026, 11, 25, 17, 0),)

    def test_chosen_skip_a_repeat_keeps_its_later_occurrences(self, read):
        repeat = "FREQ=WEEKLY;BYDAY=WE;COUNT=3"

        draft = read(at="2026-11-18 17:00", repeat=repeat, options={"past_at": "skip"}).draft

        assert draft.times == (datetime(2026, 11, 25, 17, 0), datetime(2026, 12, 2, 17, 0))
        assert draft.repeat == ""

    def test_chosen_skip_with_nothing_left_is_refused(self, read):
        assert only_error(read(at="2026-11-18 17:00", options={"past_at": "skip"})).code == "nothing-left"

    @pytest.mark.parametrize("past_at", [None, "now", "skip"])
    def test_what_is_over_and_no_longer_valid_is_refused_whatever_the_choice(self, read, past_at):
        options = {"past_at": past_at}

        assert (
            only_error(read(at="2026-11-18 17:00", valid_until="2026-11-20", options=options)).code
            == "expired"
        )

    def test_the_present_minute_is_not_over(self, read):
        assert read(at="2026-11-23 08:00", media="website").draft.times == (datetime(2026, 11, 23, 8, 0),)

    def test_a_validity_that_ends_before_the_first_time_is_refused(self, read):
        assert only_error(read(valid_until="2026-11-24 16:59")).code == "valid-until-before-at"

    def test_repeats_after_the_validity_are_counted_in_a_warning(self, read):
        reading = read(repeat="FREQ=DAILY;COUNT=5", valid_until="2026-11-26 12:00")

        (warning,) = reading.problems
        assert (warning.code, warning.severity) == ("repeat-after-valid-until", Severity.WARNING)
        assert warning.sentence.startswith("3 lần")

    def test_a_first_time_off_its_repeat_is_a_warning(self, read):
        assert codes(read(repeat="FREQ=WEEKLY;BYDAY=MO;COUNT=5")) == ["first-off-repeat"]


class TestClosedHours:
    @pytest.mark.parametrize("urgency", ["routine", "urgent"])
    def test_a_quarter_past_three_on_loudspeakers_refuses_the_whole_message(self, read, urgency):
        problem = only_error(read(at="2026-12-03 03:15", urgency=urgency))

        assert (problem.code, problem.line) == ("closed-hour", 7)
        assert "03:15 ngày 03/12/2026" in problem.sentence
        assert "15:15" in problem.sentence
        assert "Sáng 05:30–06:30, Chiều 17:00–18:00" in problem.sentence

    def test_without_loudspeakers_the_hour_is_allowed(self, read):
        assert read(at="2026-12-03 03:15", media="[website, zalo]").draft

    def test_a_repeat_that_comes_round_at_night_is_refused(self, read):
        assert only_error(read(repeat="FREQ=DAILY;BYHOUR=3,17;COUNT=4")).code == "closed-hour"

    def test_an_emergency_at_night_is_imported_with_a_warning(self, read):
        reading = read(at="2026-12-03 03:15", urgency="emergency")

        assert reading.draft
        assert [(each.code, each.severity) for each in reading.problems] == [
            ("closed-hour", Severity.WARNING)
        ]
