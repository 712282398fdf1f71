"""Deliveries and what is sent by hand: every state with its reason, what a person decides, nothing hidden."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from channels.base import ContentRejected, Medium, OutcomeUnknown
from channels.memory import BOARDS, Board
from content_queue.communes import settings_of
from content_queue.models import Commune, Delivery
from content_queue.states import DeliveryState
from publisher.wording import STATES

POST = (Medium.FACEBOOK,)


def trouble(problem):
    def hook(key):
        raise problem

    BOARDS.setdefault("Fanpage xã", Board()).before = hook


@pytest.fixture
def failed(village):
    trouble(ContentRejected("Facebook từ chối ảnh này."))
    [row] = village.approved(media=POST, title="Lịch tiêm chủng")
    village.dispatch()
    BOARDS["Fanpage xã"].before = None
    return row.id


def states(village):
    return [row.state for row in village.deliveries()]


def test_what_needs_a_person_comes_first_with_its_reason(village, enter, failed):
    shown = enter().get("/luot/").text

    assert "Facebook từ chối ảnh này." in shown
    assert re.search(r"Cần xử lý <b class=\"badge\">1</b>", shown)


@pytest.mark.parametrize("view", ["open", "today", "every", "nonsense"])
def test_what_needs_a_person_is_counted_on_every_view(village, enter, failed, view):
    assert re.search(r'class="badge">1<', enter().get(f"/luot/?view={view}").text)


@pytest.mark.parametrize("state", list(DeliveryState))
def test_every_state_has_its_word_and_its_page(village, enter, state):
    [row] = village.approved(media=POST)
    with village.app.writing(village.commune) as session:
        session.get_one(Delivery, row.id).state = state
    browser = enter()

    assert STATES["vi"][state] in browser.get("/luot/?view=every").text
    assert STATES["en"][state] in browser.get(f"/luot/{row.id}?lang=en").text


def test_a_delivery_tells_what_was_tried(village, enter, failed):
    shown = enter().get(f"/luot/{failed}").text

    assert "Lần 1" in shown
    assert "không gửi được" in shown


def test_a_failed_one_is_planned_again(village, enter, failed):
    browser = enter("van-hanh")

    answer = browser.send(f"/luot/{failed}", act="replan", moment="2026-11-25T09:00")

    assert "Đã đặt lại giờ." in browser.get(answer.location).text
    [row] = village.deliveries()
    assert (row.state, f"{row.due_at.astimezone(village.app_zone):%d/%m %H:%M}") == ("planned", "25/11 09:00")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"act": "replan", "moment": "2026-11-20T09:00"}, "đã qua"),
        ({"act": "replan", "moment": "mai"}, "không phải ngày giờ"),
        ({"act": "decline", "reason": ""}, "lý do"),
        ({"act": "confirm"}, "không làm được khi đang “không đăng được”"),
        ({"act": "retract", "reason": ""}, "lý do"),
    ],
)
def test_what_may_not_be_is_refused_with_a_sentence(village, enter, failed, form, told):
    refused = enter().send(f"/luot/{failed}", **form)

    assert refused.status_code == 409
    assert told in refused.text
    assert states(village) == ["failed"]


def test_nonsense_is_no_decision(village, enter, failed):
    assert enter().send(f"/luot/{failed}", act="drop table").status_code == 400
    assert enter().get("/luot/99").status_code == 404


def test_a_planned_one_is_cancelled_with_a_reason(village, enter):
    [row] = village.approved(media=POST, times=("2026-11-25T08:00",))

    enter().send(f"/luot/{row.id}", act="cancel", reason="Hoãn.")

    assert states(village) == ["cancelled"]


def test_a_doubted_one_is_settled_by_who_looked(village, enter):
    trouble(OutcomeUnknown("Mất kết nối giữa chừng."))
    [row] = village.approved(media=POST)
    village.dispatch()
    with village.app.writing(village.commune) as session:
        there = session.get_one(Delivery, row.id)
        there.state, there.wake_at = "uncertain", None
    browser = enter()
    assert '<span class="state uncertain">chưa rõ</span>' in browser.get("/luot/").text

    browser.send(f"/luot/{row.id}", act="confirm", proof="https://facebook.com/1")

    [row] = village.deliveries()
    assert (row.state, row.receipt["url"]) == ("sent", "https://facebook.com/1")


def test_what_was_sent_is_taken_back_where_the_channel_can(village, enter):
    [row] = village.approved(media=(Medium.WEBSITE,))
    village.dispatch()
    browser = enter()
    assert "Gỡ bài đã đăng" in browser.get(f"/luot/{row.id}").text

    browser.send(f"/luot/{row.id}", act="retract", reason="Sai ngày.")

    assert states(village) == ["retracted"]


def test_a_proof_that_is_no_web_address_is_not_kept(village, enter):
    [row] = village.approved(media=(Medium.ZALO,))
    village.dispatch()

    enter("van-hanh").send(f"/luot/{row.id}", act="confirm", proof="javascript:alert(1)")

    assert village.deliveries()[0].receipt["url"] != "javascript:alert(1)"


def test_a_search_and_a_channel_narrow_the_list(village, enter, failed):
    village.approved(media=(Medium.ZALO,), title="Mời họp")
    browser = enter()

    assert "Mời họp" not in browser.get("/luot/?view=every&q=lich tiem").text
    by_channel = browser.get(f"/luot/?view=every&channel={village.deliveries()[-1].channel_id}").text
    assert "Lịch tiêm chủng" not in by_channel
    assert "Mời họp" in by_channel


class TestByHand:
    @pytest.fixture
    def waiting(self, village):
        [row] = village.approved(media=(Medium.ZALO,), title="Mời họp thôn", body="Mời bà con & các cháu.")
        village.dispatch()
        return row.id

    def test_the_words_are_there_to_copy_with_their_group(self, village, enter, waiting):
        shown = enter("van-hanh").get("/gui-tay/").text

        assert "Nhóm thôn Phú Tân" in shown
        assert "chị Năm" in shown
        assert "Mời bà con &amp; các cháu." in shown
        assert 'data-copies="part-' in shown

    def test_sent_is_noted_once(self, village, enter, waiting):
        browser = enter("van-hanh")

        browser.send(f"/gui-tay/{waiting}", act="confirm")
        again = browser.send(f"/gui-tay/{waiting}", act="confirm")

        assert states(village) == ["sent"]
        assert again.status_code == 409
        assert "Không có gì phải gửi tay." in browser.get("/gui-tay/").text

    def test_not_sent_needs_its_reason(self, village, enter, waiting):
        browser = enter("van-hanh")

        assert browser.send(f"/gui-tay/{waiting}", act="decline", reason=" ").status_code == 409
        browser.send(f"/gui-tay/{waiting}", act="decline", reason="Nhóm bị khóa.")

        assert states(village) == ["failed"]

    def test_the_overdue_alarm_and_come_first(self, village, enter, waiting):
        village.clock.pass_by(timedelta(hours=5))
        village.approved(media=(Medium.ZALO,), title="Tin mới")
        village.dispatch()

        shown = enter("van-hanh").get("/gui-tay/").text

        assert shown.index("Mời họp thôn") < shown.index("Tin mới")
        assert shown.count("quá giờ") == 1

    def test_somebody_else_may_send_it_from_a_phone(self, village, enter, waiting):
        with village.app.writing(village.commune) as session:
            row = session.get_one(Commune, village.commune.id)
            row.settings = {**row.settings, "console_url": "https://lich.phutrung.example"}
            assert settings_of(row).console_url

        shown = enter("van-hanh").send(f"/gui-tay/{waiting}", act="link").text

        address = re.search(r'href="https://lich.phutrung.example(/g/[\w-]+)"', shown)[1]
        assert "<svg" in shown
        assert "Mời bà con" in enter("theo-doi").client.get(address).text

    def test_without_an_address_for_phones_it_says_how_to_set_one(self, village, enter, waiting):
        refused = enter("van-hanh").send(f"/gui-tay/{waiting}", act="link")

        assert "Chưa biết địa chỉ bảng điều khiển" in refused.text
