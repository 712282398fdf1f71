"""The desk: a message is written, kept, compared, submitted; nothing is lost, nothing foreign gets in."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from PIL import Image

from channels.base import Medium, Rendition
from content_queue.models import Message, RenditionRow, Revision, Unsaved

FORM = {
    "title": "Họp tổ dân phố",
    "body": "Mời bà con dự họp.",
    "topic": "guidance",
    "unit": "Trung tâm Dịch vụ tổng hợp",
    "media": ["facebook"],
    "when": "approved",
    "act": "save",
}


def place(answer):
    """Return the mark of a new message from where the desk led."""
    return re.search(r"place=(moi-\w+)", answer.location)[1]


def write(browser, **changes):
    new = place(browser.get("/tin/moi"))
    return browser.send(f"/tin/moi?place={new}", place=new, **{**FORM, **changes})


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


def picture(kind="PNG", size=(40, 30)):
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind)
    made.seek(0)
    return made


class TestFiles:
    def attach(self, browser, file, name, **more):
        new = place(browser.get("/tin/moi"))
        form = {**FORM, "place": new, "act": "attach", "upload": (file, name), **more}
        return new, browser.send(f"/tin/moi?place={new}", **form)

    def fields(self, text):
        return {
            "file": re.findall(r'name="file" value="([^"]+)"', text),
            "alt": re.findall(r'name="(alt@\w+)"', text),
        }

    def test_a_picture_needs_words_for_those_who_cannot_see_it(self, village, enter):
        browser = enter()
        new, shown = self.attach(browser, picture(), "sân họp.png")
        found = self.fields(shown.text)

        refused = browser.send(f"/tin/moi?place={new}", place=new, **FORM, file=found["file"])
        words = {found["alt"][0]: "Sân nhà văn hóa"}
        saved = browser.send(f"/tin/moi?place={new}", place=new, **FORM, file=found["file"], **words)

        assert "cần lời mô tả" in refused.text
        assert saved.status_code == 303
        with village.app.reading(village.commune) as session:
            [kept] = session.query(Message).one().attachments
            assert (kept.name, kept.alt, kept.media_type) == ("sân họp.png", "Sân nhà văn hóa", "image/png")

    def test_what_a_camera_noted_is_gone(self, village, enter):
        made, exif = io.BytesIO(), Image.Exif()
        exif[0x010E] = "nhà bà Tư"
        Image.new("RGB", (20, 20)).save(made, "JPEG", exif=exif)
        made.seek(0)
        _, shown = self.attach(enter(), made, "a.jpg")

        [ticket] = self.fields(shown.text)["file"]
        answer = enter().get(f"/tin/tep-moi/{ticket}", buffered=True)
        assert answer.mimetype == "image/jpeg"
        assert "nhà bà Tư".encode() not in answer.data

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.svg", b"<svg onload='alert(1)'/>"),
            ("a.html", b"<script>alert(1)</script>"),
            ("a.exe", b"MZ"),
            ("a.png", b"<svg onload='alert(1)'/>"),
            ("a.jpg", b"\xff\xd8\xff\xe0 nothing"),
            ("a.pdf", b"<html>"),
            ("a.docx", b"not a zip"),
            ("khong-duoi", b"x"),
        ],
    )
    def test_what_is_no_file_of_a_message_is_refused_with_a_sentence(self, village, enter, name, content):
        _, shown = self.attach(enter(), io.BytesIO(content), name)

        assert shown.status_code == 409
        assert 'role="alert"' in shown.text
        assert self.fields(shown.text)["file"] == []

    def test_a_picture_that_would_fill_the_memory_is_refused(self, village, enter):
        head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00"
        _, shown = self.attach(enter(), io.BytesIO(head + b"\x00" * 40), "to.png")

        assert shown.status_code == 409
        assert "to.png" in shown.text

    @pytest.mark.parametrize(
        "name", ["../../secret.key.png", "..\\..\\a.png", "/etc/a.png", "a\x00b.png", "<img onerror=x>.png"]
    )
    def test_a_name_leads_nowhere_and_is_never_markup(self, village, enter, name):
        _, shown = self.attach(enter(), picture(), name)

        assert "<img onerror" not in shown.text
        assert "../" not in re.sub(r'(href|src)="[^"]*"', "", shown.text)

    def test_a_ticket_of_another_person_is_worth_nothing(self, village, enter):
        _, shown = self.attach(enter("admin"), picture(), "a.png")
        [ticket] = self.fields(shown.text)["file"]

        assert enter().get(f"/tin/tep-moi/{ticket}", buffered=True).status_code == 404
        assert enter("admin").get(f"/tin/tep-moi/{ticket}", buffered=True).status_code == 200
        assert enter().get("/tin/tep-moi/gAAAAA").status_code == 404

    def test_a_file_can_be_taken_off_again(self, village, enter):
        browser = enter()
        new, shown = self.attach(browser, picture(), "a.png")
        found = self.fields(shown.text)
        digest = found["alt"][0].removeprefix("alt@")

        form = {**FORM, "place": new, "file": found["file"], "remove": digest}
        assert browser.send(f"/tin/moi?place={new}", **form).status_code == 303
        with village.app.reading(village.commune) as session:
            assert session.query(Message).one().attachments == []


class TestOldLettersAndWord:
    OLD = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp Tù do H¹nh phóc"

    def test_old_letters_are_shown_before_and_after_and_never_saved_as_they_are(self, village, enter):
        refused = write(enter(), body=self.OLD)

        assert refused.status_code == 409
        assert "TCVN3" in refused.text
        assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in refused.text
        assert village.all(Message) == []

    def test_with_consent_they_become_unicode(self, village, enter):
        browser = enter()
        new = place(browser.get("/tin/moi"))
        turned = browser.send(
            f"/tin/moi?place={new}", place=new, **{**FORM, "body": self.OLD, "act": "convert"}
        )

        assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in turned.text
        assert "TCVN3" not in turned.text

    def test_decomposed_letters_are_composed_and_told(self, village, enter):
        import unicodedata

        browser = enter()
        new = place(browser.get("/tin/moi"))
        form = {**FORM, "body": unicodedata.normalize("NFD", "Họp tổ dân phố"), "act": "preview"}
        assert "NFD" in browser.send(f"/tin/moi?place={new}", place=new, **form).text

        write(browser, body=form["body"])
        assert only(village).body == "Họp tổ dân phố"

    def test_a_word_file_gives_title_and_text_and_nothing_that_runs(self, village, enter):
        browser = enter()
        new = place(browser.get("/tin/moi"))
        file = word("Thông báo tiêm chủng", "Tiêm ngày <b>25/11</b>.", "javascript:alert(1)")
        shown = browser.send(f"/tin/moi?place={new}", place=new, act="word", word=(file, "a.docx"))

        assert 'value="Thông báo tiêm chủng"' in shown.text
        assert "Tiêm ngày" in shown.text
        assert "<script" not in shown.text.partition('id="desk"')[2].partition("</form>")[0]

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old word"])
    def test_what_is_no_word_file_is_refused(self, village, enter, content):
        browser = enter()
        new = place(browser.get("/tin/moi"))
        form = {"act": "word", "word": (io.BytesIO(content), "a.docx"), "title": "Còn đây"}
        shown = browser.send(f"/tin/moi?place={new}", place=new, **form)

        assert "Không đọc được tệp Word" in shown.text
        assert 'value="Còn đây"' in shown.text

    def test_a_bomb_in_a_zip_is_refused_without_opening_it(self, village, enter):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"\0" * 70_000_000)
        bomb.seek(0)
        browser = enter()
        new = place(browser.get("/tin/moi"))
        shown = browser.send(f"/tin/moi?place={new}", place=new, act="word", word=(bomb, "a.docx"))

        assert "Không đọc được tệp Word" in shown.text


def word(*paragraphs):
    from docx import Document

    made, document = io.BytesIO(), Document()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(made)
    made.seek(0)
    return made


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

    def test_they_see_nothing_of_other_units(self, village, enter):
        write(enter(), title="Của trung tâm")
        browser = enter("cong-tac")

        assert "Của trung tâm" not in browser.get("/tin/").text + browser.get("/").text
        for address in ("", "/sua", "/tep/" + "0" * 64):
            assert browser.get(f"/tin/PT-2026-0001{address}").status_code == 404
        assert browser.send("/tin/PT-2026-0001", act="submit").status_code == 404
        assert browser.send("/tin/PT-2026-0001/sua", **FORM).status_code == 404


@pytest.mark.parametrize("asked", ["hop to dan pho", "Họp tổ", "HỌP TO DAN", "pt-2026-0001", "hop%"])
def test_a_search_needs_no_marks(village, enter, asked):
    browser = enter()
    write(browser)
    write(browser, title="Lịch cắt điện")

    shown = browser.get("/tin/", query_string={"q": asked}).text

    assert "Họp tổ dân phố" in shown
    assert "Lịch cắt điện" not in shown


@pytest.mark.parametrize("asked", ["khong co gi", "%", "' OR 1=1 --", "\u202e"])
def test_a_search_for_nothing_finds_nothing(village, enter, asked):
    write(enter())

    assert "Không có tin nào như vậy." in enter().get("/tin/", query_string={"q": asked}).text


def test_the_list_goes_on_page_by_page(village, enter):
    for number in range(53):
        village.draft(title=f"Tin số {number:03}")
    browser = enter()

    first = browser.get("/tin/").text
    rest = browser.get(re.search(r'href="(/tin/\?before=\d+)"', first)[1]).text

    assert first.count("Tin số") == 50
    assert rest.count("Tin số") == 3


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

    def test_what_the_state_does_not_allow_is_refused(self, village, enter):
        write(enter())

        assert enter().send("/tin/PT-2026-0001", act="recall").status_code == 409
        assert enter().send("/tin/PT-2026-0001", act="nonsense").status_code == 400
