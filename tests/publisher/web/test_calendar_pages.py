"""The calendar: what stands in it, and moving: looked at first, nothing but the time, undone in one act."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from channels.base import Medium
from content_queue.models import AuditEntry, Message
from schedules.slots import SpecialDay
from schedules.timetables import set_special_day

POSTS = (Medium.FACEBOOK,)


def planned(village, **changes):
    """Approve a message for tomorrow, 08:00 in the commune."""
    given = {"media": POSTS, "title": "Lịch tiêm chủng", "times": ("2026-11-25T08:00",), **changes}
    return village.approved(**given)


def move(browser, to, occurrence="2026-11-25T08:00", **more):
    return browser.send(f"/lich/doi/PT-2026-0001/{occurrence}", to=to, **more)


def due(village):
    return [f"{row.due_at.astimezone(village.app_zone):%d/%m %H:%M}" for row in village.deliveries()]


def test_a_month_shows_messages_lunar_dates_public_and_campaign_days(village, enter):
    planned(village)
    browser = enter()

    november = browser.get("/lich/?thang=2026-11").text
    october = browser.get("/lich/?thang=2026-10").text

    assert re.search(r'data-day="2026-11-25".*?08:00</time><span lang="vi">Lịch tiêm chủng', november, re.S)
    assert "16/10 ÂL" in november
    assert "Ngày Chuyển đổi số quốc gia" in october
    assert "Quốc khánh" in browser.get("/lich/?thang=2026-09").text


def test_a_week_shows_slots_and_days_with_their_own_hours(village, enter):
    with village.app.writing(village.commune) as session:
        day = SpecialDay(on=date(2026, 11, 26), name="Quốc tang")
        admin = village.user(session, "admin")
        set_special_day(session, village.commune, day, actor=admin, now=village.clock())

    shown = enter().get("/lich/tuan?ngay=2026-11-24").text

    assert "Khung Sáng 05:30–06:30" in shown
    assert re.search(r"Quốc tang</span>: Không phát loa", shown)


@pytest.mark.parametrize("asked", ["2026-13", "abc", "", "9999-12", "0001-01", "1800-01"])
def test_a_month_that_is_none_is_this_one(village, enter, asked):
    assert "Tháng 11/2026" in enter().get("/lich/", query_string={"thang": asked}).text


def test_a_message_in_review_stands_at_the_hour_it_hopes_for(village, enter):
    village.submitted(times=("2026-11-27T09:30",), title="Chờ duyệt")

    assert re.search(
        r'data-day="2026-11-27".*?09:30</time><span lang="vi">Chờ duyệt',
        enter().get("/lich/").text,
        re.S,
    )


def test_what_lies_beyond_the_plan_is_shown_too(village, enter):
    planned(village, repeat="FREQ=WEEKLY;UNTIL=20270401", title="Hằng tuần")

    assert enter().get("/lich/?thang=2027-03").text.count('lang="vi">Hằng tuần') == 5


def test_a_move_changes_the_time_and_nothing_else(village, enter):
    [before] = planned(village)

    answer = move(enter(), "2026-11-26T09:00")

    [after] = village.deliveries()
    assert due(village) == ["26/11 09:00"]
    assert after.due_at - after.not_after == before.due_at - before.not_after
    for kept in ("rendition_id", "sealed_digest", "occurrence", "reference", "state"):
        assert getattr(after, kept) == getattr(before, kept)
    assert answer.status_code == 303
    assert "re-time" in {each.verb for each in village.all(AuditEntry)}


def test_a_move_is_undone_by_one_button(village, enter):
    planned(village)
    browser = enter()
    shown = browser.get(move(browser, "2026-11-26T09:00").location).text

    form = re.search(r'<form class="done undo".*?</form>', shown, re.S)[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    browser.client.post(re.search(r'action="([^"]+)"', form)[1], data=fields)

    assert due(village) == ["25/11 08:00"]


def test_quiet_hours_are_told_before_anything_moves(village, enter):
    planned(village)
    browser = enter()

    asked = move(browser, "2026-11-25T22:00")
    assert "đang giờ yên tĩnh, sẽ gửi lúc 05:00 ngày 26/11/2026" in asked.text
    assert due(village) == ["25/11 08:00"]

    move(browser, "2026-11-25T22:00", sure="1")
    assert due(village) == ["26/11 05:00"]


def test_another_message_close_by_is_told(village, enter):
    planned(village)
    planned(village, times=("2026-11-26T09:10",), title="Tin khác")

    assert "gần giờ tin PT-2026-0002 (09:10 26/11/2026)" in move(enter(), "2026-11-26T09:00").text


def test_the_slot_is_told_into_which_a_loudspeaker_item_goes(village, enter):
    message = village.submitted(media=(Medium.LOUDSPEAKER,), times=("2026-11-25T17:00",))
    village.app.recorder().run()
    village.approve(message)

    asked = move(enter(), "2026-11-26T08:00", occurrence="2026-11-25T17:00")

    assert "sẽ phát vào khung 17:00 ngày 26/11/2026" in asked.text


@pytest.mark.parametrize(
    ("to", "told"),
    [("2026-11-23T08:00", "đã qua"), ("2026-11-25T03:15", "giờ cấm phát loa")],
)
def test_what_may_not_be_is_refused(village, enter, to, told):
    message = village.submitted(media=(Medium.LOUDSPEAKER,), times=("2026-11-25T17:00",))
    village.app.recorder().run()
    village.approve(message)

    refused = move(enter(), to, occurrence="2026-11-25T17:00")

    assert refused.status_code == 409
    assert told in refused.text


class TestNotApproved:
    def test_its_time_moves_and_its_seals_stay(self, village, enter):
        village.submitted(times=("2026-11-25T08:00",))

        move(enter(), "2026-11-28T10:00")

        [message] = village.all(Message)
        assert (message.times, message.state, message.revision) == (["2026-11-28T10:00"], "in_review", 1)

    def test_the_approver_sees_the_new_time_or_reads_again(self, village, enter):
        village.submitted(times=("2026-11-25T08:00",))
        leader = enter("lanh-dao")
        seal = re.search(r'name="seal" value="(\w+)"', leader.get("/duyet/PT-2026-0001").text)[1]
        move(enter(), "2026-11-28T10:00")

        refused = leader.send("/duyet/PT-2026-0001", act="approve", seal=seal)

        assert refused.status_code == 409
        assert "10:00 28/11/2026" in refused.text
        assert village.all(Message)[0].state == "in_review"

    def test_a_series_is_changed_where_it_is_written(self, village, enter):
        village.draft(times=("2026-11-25T08:00",), repeat="FREQ=DAILY;COUNT=3")

        assert "lặp lại theo quy tắc" in move(enter(), "2026-11-28T10:00").text

    def test_a_contributor_moves_only_what_is_their_units(self, village, enter):
        village.draft(times=("2026-11-25T08:00",))

        assert move(enter("cong-tac"), "2026-11-28T10:00").status_code == 404

    def test_who_only_reads_moves_nothing(self, village, enter):
        planned(village)

        assert move(enter("theo-doi"), "2026-11-26T09:00").status_code == 409
        assert due(village) == ["25/11 08:00"]


class TestPublishNow:
    def test_it_goes_out_after_two_minutes(self, village, enter):
        planned(village)

        enter().send("/lich/doi/PT-2026-0001/2026-11-25T08:00", act="now")

        village.tick()
        assert village.states() == ["planned"]
        village.clock.pass_by(timedelta(minutes=3))
        village.tick()
        assert village.states() == ["sent"]

    def test_within_two_minutes_it_is_undone(self, village, enter):
        planned(village)
        browser = enter()
        answer = browser.send("/lich/doi/PT-2026-0001/2026-11-25T08:00", act="now")
        village.clock.pass_by(timedelta(minutes=1, seconds=50))
        village.tick()
        form = re.search(r'<form class="done undo".*?</form>', browser.get(answer.location).text, re.S)[0]
        browser.client.post(
            re.search(r'action="([^"]+)"', form)[1],
            data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)),
        )

        village.clock.pass_by(timedelta(minutes=5))
        village.tick()

        assert village.states() == ["planned"]
        assert due(village) == ["25/11 08:00"]
