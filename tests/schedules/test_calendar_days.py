"""What a day is: public days, lunar dates, campaign days."""

from __future__ import annotations

from datetime import date

import pytest

from schedules.calendars import CampaignDay, campaigns_on, day_of, lunar_day, public_day


@pytest.mark.parametrize(
    ("on", "name"),
    [(date(2026, 2, 17), "Tết Nguyên Đán"), (date(2026, 9, 2), "Quốc khánh"), (date(2026, 11, 23), "")],
)
def test_public_days_have_their_vietnamese_names(on, name):
    assert public_day(on) == name


@pytest.mark.parametrize(
    ("on", "short", "words"),
    [
        (date(2026, 2, 17), "1/1", "mùng 1 tháng Giêng năm Bính Ngọ"),
        (date(2026, 9, 25), "15/8", "ngày 15 tháng 8 năm Bính Ngọ"),
        (date(2025, 8, 1), "8/6N", "mùng 8 tháng 6 nhuận năm Ất Tỵ"),
        (date(2027, 2, 5), "29/12", "ngày 29 tháng Chạp năm Bính Ngọ"),
    ],
)
def test_lunar_dates_read_as_people_say_them(on, short, words):
    lunar = lunar_day(on)

    assert lunar.short == short
    assert str(lunar) == words


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2027, 5, 18), "science"), (date(2027, 10, 1), "innovation"), (date(2030, 10, 10), "digital")],
)
def test_the_campaign_days_of_the_plan_come_every_year(on, code):
    assert [each.code for each in campaigns_on(on)] == [code]


def test_staff_add_their_own_campaign_days():
    own = CampaignDay(code="harvest", name="Ngày hội mùa điều", month=3, day=8)

    day = day_of(date(2027, 3, 8), campaigns=[own])

    assert day.campaigns == (own,)
    assert day.public == ""
