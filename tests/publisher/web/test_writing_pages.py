"""The desk: a message is written, kept, compared, submitted; nothing is lost, nothing foreign gets in."""

from __future__ import annotations

import re

import pytest

from channels.base import Medium, Rendition
from content_queue.models import Message, RenditionRow, Revision, Unsaved
from publisher.web.testing import FORM, place, write


def only(village):
    [message] = village.all(Message)
    return message


def test_a_message_is_written_and_shown(village, enter):
    browser = enter()

    answer = write(browser)

    assert answer.location == "/tin/PT-2026-0001?said=saved"
    shown = browser.get(answer.location).text
    assert "Họp tổ dân phố" in shown
    assert "Đã lưu bản nháp." in shown
    assert (only(village).state, only(village).media) == ("draft", ["facebook"])


def test_a_message_is_written_and_submitted_in_one_act(village, enter):
    write(enter(), act="submit")

    assert only(village).state == "in_review"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "Tin cần có tiêu đề."),
        ({"body": "  "}, "Tin cần có nội dung."),
        ({"media": []}, "Hãy chọn ít nhất một nơi đăng."),
        ({"title": "a" * 301}, "Tiêu đề dài 301 ký tự, nhiều nhất 300."),
        ({"link": "javascript:alert(1)"}, "không phải địa chỉ web"),
        ({"when": "set"}, "Hãy ghi giờ đăng"),
        ({"when": "set", "time": "mai"}, "“mai” không phải ngày giờ"),
        ({"repeat": "daily"}, "Tin lặp lại cần có ngày cuối."),
        ({"repeat": "other", "rule": "FREQ=X"}, "FREQ"),
        ({"topic": "khong-co"}, "Không có chuyên mục “khong-co”."),
        ({"unit": "Sở"}, "Không có đơn vị “Sở”."),
        ({"act": "submit", "body": "Cắt điện từ ‹giờ›."}, "Còn chỗ chưa điền: ‹giờ›."),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(village, enter, changes, told):
    answer = write(enter(), source="Chú Ba", **changes)

    assert answer.status_code == 409
    assert told in answer.text
    assert 'value="Chú Ba"' in answer.text
    assert village.all(Message) == []


def test_what_is_typed_is_kept_and_comes_back(village, enter):
    browser = enter()
    new = place(browser.get("/tin/moi"))

    kept = browser.send("/tin/tu-luu", at=new, title="Đang gõ dở", body="Một nửa", based_on="0")

    assert re.fullmatch(r"\d\d:\d\d:\d\d", kept.json["kept"])
    assert "Đang gõ dở" in browser.get("/tin/").text
    again = enter().get(f"/tin/moi?place={new}").text
    assert 'value="Đang gõ dở"' in again
    assert "Một nửa" in again


def test_what_one_person_typed_is_nobody_elses(village, enter):
    browser = enter()
    new = place(browser.get("/tin/moi"))
    browser.send("/tin/tu-luu", at=new, title="Chuyện riêng", based_on="0")

    assert "Chuyện riêng" not in enter("lanh-dao").get(f"/tin/moi?place={new}").text


def test_saving_ends_what_was_kept_and_dropping_it_too(village, enter):
    browser = enter()
    write(browser)
    new = place(browser.get("/tin/moi"))
    browser.send("/tin/tu-luu", at=new, title="Bỏ đi", based_on="0")

    browser.send(f"/tin/moi?place={new}", place=new, act="drop")

    assert village.all(Unsaved) == []


def test_submitting_again_without_a_change_is_no_mistake(village, enter):
    write(enter(), act="submit")

    answer = enter().send("/tin/PT-2026-0001/sua", based_on="1", **{**FORM, "act": "submit"})

    assert answer.status_code == 303
    assert (only(village).state, only(village).revision) == ("in_review", 1)


def test_a_form_too_large_is_not_kept_and_loses_nothing(village, enter):
    answer = enter().send("/tin/tu-luu", at="moi-" + "0" * 12, body="ă" * 400_001, based_on="0")

    assert answer.status_code == 413
    assert village.all(Unsaved) == []


class TestTwoPeopleWriting:
    @pytest.fixture
    def overtaken(self, village, enter):
        """An editor's save on a message that somebody else has saved meanwhile."""
        write(enter())
        theirs, mine = enter("admin"), enter()
        theirs.send("/tin/PT-2026-0001/sua", based_on="1", **{**FORM, "body": "Bản của quản trị."})
        return mine.send("/tin/PT-2026-0001/sua", based_on="1", **{**FORM, "body": "Bản của tôi."})

    def test_the_second_sees_both_versions(self, village, overtaken):
        assert overtaken.status_code == 409
        assert "Có người vừa sửa tin này" in overtaken.text
        assert "Bản của quản trị." in overtaken.text
        assert "Bản của tôi." in overtaken.text
        assert only(village).body == "Bản của quản trị."

    def test_the_second_may_save_over_it_and_both_revisions_stay(self, village, enter, overtaken):
        enter().send("/tin/PT-2026-0001/sua", based_on="2", **{**FORM, "body": "Bản của tôi."})

        assert only(village).body == "Bản của tôi."
        assert [each.number for each in village.all(Revision)] == [1, 2, 3]


class TestVersions:
    def test_a_medium_and_a_channel_have_words_of_their_own(self, village, enter):
        village.channel("Fanpage thôn")
        write(
            enter(),
            act="submit",
            media=["website", "facebook"],
            version=["facebook", "facebook:Fanpage thôn"],
            **{"body@facebook": "Bản fanpage.", "title@facebook:Fanpage thôn": "Chỉ thôn này"},
        )

        with village.app.reading(village.commune) as session:
            rows = session.query(RenditionRow).order_by(RenditionRow.id)
            said = [Rendition.from_document(row.document).parts[0] for row in rows]
        assert "Mời bà con dự họp." in said[0]
        assert said[1].startswith("Họp tổ dân phố\n\nBản fanpage.")
        assert said[2].startswith("Chỉ thôn này\n\nMời bà con")

    def test_the_form_shows_them_again(self, village, enter):
        browser = enter()
        write(browser, version=["facebook"], **{"body@facebook": "Bản fanpage."})

        assert "Bản fanpage." in browser.get("/tin/PT-2026-0001/sua").text

    def test_the_preview_counts_what_each_place_would_say(self, village, enter):
        form = {**FORM, "media": ["website", "facebook", "zalo", "loudspeaker"], "at": "moi-" + "0" * 12}
        shown = enter().send("/tin/xem-thu", **form).text

        for place_of in ("Trang xã", "Fanpage xã", "Nhóm thôn Phú Tân", "Loa xã"):
            assert place_of in shown
        assert re.search(r"Phần 1/1: \d+/2000 ký tự", shown)
        assert "mời bà con dự họp." in shown

    def test_the_preview_tells_what_the_voice_cannot_read(self, village, enter):
        form = {**FORM, "media": ["loudspeaker"], "body": "Gặp ông XQZT.", "at": "moi-" + "0" * 12}

        assert "XQZT" in enter().send("/tin/xem-thu", **form).text


class TestContributor:
    def test_they_write_for_their_own_unit_only(self, village, enter):
        own = write(enter("cong-tac"), unit="Đoàn Thanh niên xã")
        other = write(enter("cong-tac"))

        assert own.status_code == 303
        assert "chỉ soạn được tin của đơn vị mình" in other.text
        assert len(village.all(Message)) == 1

    def test_they_see_what_became_of_their_own(self, village, enter):
        write(enter("cong-tac"), unit="Đoàn Thanh niên xã", title="Của đoàn", act="submit")
        village.approve(only(village))

        assert "Của đoàn" in enter("cong-tac").get("/").text

    def test_they_see_nothing_of_other_units(self, village, enter):
        village.approved(media=(Medium.FACEBOOK, Medium.ZALO), title="Của trung tâm")
        village.dispatch()
        browser = enter("cong-tac")

        assert "Của trung tâm" not in browser.get("/tin/").text + browser.get("/").text
        for address in ("", "/sua", "/tep/" + "0" * 64):
            assert browser.get(f"/tin/PT-2026-0001{address}").status_code == 404
        assert browser.send("/tin/PT-2026-0001", act="submit").status_code == 404
        assert browser.send("/tin/PT-2026-0001/sua", **FORM).status_code == 404


def test_a_frequent_notice_begins_a_message(village, enter):
    browser = enter()
    shown = browser.get("/tin/moi?mau=cat-dien", follow_redirects=True).text

    assert "Thông báo tạm ngừng cấp điện" in shown
    assert "‹khu vực›" in shown
    assert 'value="power" selected' in shown


def test_words_of_a_message_are_never_markup(village, enter):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    browser = enter()
    write(browser, title=f"Tin {evil}", body=f"Lời {evil} [x](javascript:alert(3))", source=evil)

    for address in ("/tin/", "/tin/PT-2026-0001", "/tin/PT-2026-0001/sua", "/", "/lich/"):
        shown = browser.get(address).text
        assert not re.search(r"<script(?! src)|<img src=x|href=\"javascript", shown), address


class TestActs:
    def test_a_message_is_taken_back_withdrawn_corrected_and_copied(self, village, enter):
        browser = enter()
        write(browser, act="submit")
        browser.send("/tin/PT-2026-0001", act="recall")
        assert only(village).state == "draft"

        browser.send("/tin/PT-2026-0001", act="submit")
        village.approve(only(village))
        corrected = browser.send("/tin/PT-2026-0001", act="correct")
        copied = browser.send("/tin/PT-2026-0001", act="copy")
        browser.send("/tin/PT-2026-0001", act="withdraw", reason="Hoãn họp.")

        assert corrected.location == "/tin/PT-2026-0002/sua"
        assert copied.location == "/tin/PT-2026-0003/sua"
        states = {each.reference: each.state for each in village.all(Message)}
        assert states == {"PT-2026-0001": "withdrawn", "PT-2026-0002": "draft", "PT-2026-0003": "draft"}

    def test_withdrawing_needs_a_reason(self, village, enter):
        [delivery] = village.approved(media=(Medium.FACEBOOK,))
        refused = enter().send("/tin/PT-2026-0001", act="withdraw", reason=" ")

        assert refused.status_code == 409
        assert "lý do" in refused.text
        assert village.deliveries()[0].id == delivery.id
        assert only(village).state == "approved"

    def test_what_the_state_does_not_allow_is_refused_in_the_words_of_staff(self, village, enter):
        write(enter())

        refused = enter().send("/tin/PT-2026-0001", act="recall")
        assert refused.status_code == 409
        assert "Việc này không làm được khi đang “đang soạn”" in refused.text
        assert enter().send("/tin/PT-2026-0001", act="nonsense").status_code == 400


class TestAfterwards:
    def test_what_only_a_person_can_take_down_is_settled_on_the_messages_page(self, village, enter):
        village.approved(media=(Medium.ZALO,), title="Mời họp")
        village.dispatch()
        browser = enter()
        browser.send(f"/luot/{village.deliveries()[0].id}", act="confirm")
        browser.send("/tin/PT-2026-0001", act="withdraw", reason="Hoãn họp.")
        step = re.search(r'name="step" value="(\d+)"', browser.get("/tin/PT-2026-0001").text)[1]

        assert browser.get("/tin/viec/1").location == "/tin/PT-2026-0001"
        answer = browser.send("/tin/PT-2026-0001/viec", step=step, note="Đã xóa trong nhóm.")

        assert answer.location == "/tin/PT-2026-0001?said=settled"
        assert browser.send("/tin/PT-2026-0001/viec", step=step).status_code == 409  # a second tap
        assert 'name="step"' not in browser.get("/tin/PT-2026-0001").text

    def test_a_recording_that_broke_is_made_again(self, village, enter):
        write(enter(), act="submit", media=["loudspeaker"])
        with village.app.writing(village.commune) as session:
            row = session.query(RenditionRow).one()
            row.state, row.problem = "broken", "Giọng đọc hỏng."
        browser = enter()
        assert "Giọng đọc hỏng." in browser.get("/tin/PT-2026-0001").text

        browser.send("/tin/PT-2026-0001", act="record")
        village.app.recorder().run()

        assert village.all(RenditionRow)[0].state == "sealed"

    def test_a_number_that_is_none_is_not_found(self, enter):
        assert enter().get("/tin/so/99").status_code == enter().get("/tin/viec/99").status_code == 404
