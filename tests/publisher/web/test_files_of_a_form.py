"""Files and documents that people bring to the desk: looked into, made harmless, or refused in a sentence."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from PIL import Image

from content_queue.models import Message
from publisher.web.testing import FORM, place, write


def only(village):
    [message] = village.all(Message)
    return message


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
