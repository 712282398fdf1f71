"""What stands on the page after sending: text, link, photos; corrected and taken back."""

from __future__ import annotations

import io
import random

import pytest

from channels.base import ChannelUnavailable, ContentRejected, NotAuthorized, OutcomeUnknown
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts, stored_image
from publisher.sandbox.faults import Fault
from publisher.sandbox.graph.complaints import error_body

LINK = "https://phutrung.example.vn/tin/pt-2026-0117"


def send(page, *, progress=None, key=KEY, facts=None, **content):
    rendition = page.render(sample_content(**content))
    return page.send(rendition, key=key, facts=facts or sample_facts(), progress=progress or MemoryProgress())


def photos(page, count):
    return tuple(stored_image(page.supplies, width=200 + at, name=f"anh-{at}.png") for at in range(count))


def only_post(sandbox):
    (entry,) = sandbox.ledger.publications()
    return entry


class TestText:
    def test_the_text_begins_with_the_title_and_ends_with_the_reference(self, page, sandbox):
        send(page)

        text = only_post(sandbox).text
        assert text.startswith("Lịch tiêm chủng tháng 12\n\n")
        assert text.endswith("\n\nMã tin: PT-2026-0117")

    def test_the_receipt_names_the_post_and_its_address(self, page, sandbox):
        receipt = send(page)

        assert receipt.external_id == only_post(sandbox).id
        assert receipt.url == f"{sandbox.url}/fanpage/{page.page_id}#{receipt.external_id}"

    def test_the_page_of_the_message_is_shown_as_a_preview(self, page, sandbox):
        send(page, facts=sample_facts(link=LINK))

        assert only_post(sandbox).details["link"] == LINK
        assert LINK not in only_post(sandbox).text

    def test_an_editors_own_link_stands_in_the_text(self, page, sandbox):
        send(page, facts=sample_facts(link=LINK), link="https://dichvucong.gov.vn")

        assert only_post(sandbox).details["link"] == LINK
        assert "Xem thêm: https://dichvucong.gov.vn" in only_post(sandbox).text

    def test_an_editors_own_link_is_the_preview_when_there_is_no_page(self, page, sandbox):
        send(page, link="https://dichvucong.gov.vn")

        assert only_post(sandbox).details["link"] == "https://dichvucong.gov.vn"

    def test_source_and_correction_are_said(self, page, sandbox):
        send(page, source="Trạm Y tế xã", corrects="Lịch tiêm chủng")

        assert only_post(sandbox).text.startswith("ĐÍNH CHÍNH tin “Lịch tiêm chủng”")
        assert "Nguồn: Trạm Y tế xã" in only_post(sandbox).text

    def test_no_link_is_lost_beside_photos(self, page, sandbox):
        send(page, images=photos(page, 2), facts=sample_facts(link=LINK), link="https://dichvucong.gov.vn")

        text = only_post(sandbox).text
        assert "https://dichvucong.gov.vn" in text
        assert LINK in text

    def test_a_notice_stands_above_the_text(self, page, sandbox):
        send(page, facts=sample_facts(notice="Đính chính tin ngày 20/11"))

        assert only_post(sandbox).text.startswith("Đính chính tin ngày 20/11\n\nLịch tiêm chủng")


class TestPhotos:
    def test_one_photo_is_posted_with_its_text_and_alternative_text(self, page, sandbox):
        receipt = send(page, images=photos(page, 1), facts=sample_facts(link=LINK))

        entry = only_post(sandbox)
        assert entry.id == receipt.external_id
        assert entry.details["media"][0]["alt"] == "Ảnh minh họa"
        assert f"Xem đầy đủ: {LINK}" in entry.text
        assert receipt.url.endswith(f"#{entry.id}")

    def test_a_lost_address_does_not_lose_the_post(self, page, sandbox):
        sandbox.misbehave(Fault(method="GET", before=True, status=500, body=error_body(2)))

        receipt = send(page, images=photos(page, 1))

        assert receipt.url == f"https://www.facebook.com/{receipt.external_id}"

    def test_several_photos_make_one_post_in_their_order(self, page, sandbox):
        images = photos(page, 3)

        send(page, images=images)

        assert [each["digest"] for each in only_post(sandbox).details["media"]] == [
            each.digest for each in images
        ]

    def test_a_lost_answer_to_the_only_photo_leaves_the_outcome_open(self, page, sandbox):
        sandbox.misbehave(Fault(method="POST", path="/photos", drop=True))

        with pytest.raises(OutcomeUnknown):
            send(page, images=photos(page, 1))

    def test_sending_goes_on_at_the_first_photo_not_uploaded(self, page, sandbox):
        progress, images = MemoryProgress(), photos(page, 3)
        sandbox.misbehave(Fault(method="POST", path="/photos", skip=1, drop=True))
        with pytest.raises(ChannelUnavailable):
            send(page, images=images, progress=progress)
        assert sandbox.ledger.publications() == []

        send(page, images=images, progress=progress)

        kept = progress.of("photo-1").receipt.external_id
        assert only_post(sandbox).details["photo_ids"][0] == kept
        uploads = [each for each in sandbox.ledger.entries() if each.kind == "upload"]
        assert len(uploads) == 4  # the second was taken twice, nobody saw the first copy

    def test_photos_already_shown_by_a_post_may_be_there_already(self, page, sandbox):
        progress, images = MemoryProgress(), photos(page, 2)
        sandbox.misbehave(Fault(method="POST", path="/feed", drop=True))
        with pytest.raises(OutcomeUnknown):
            send(page, images=images, progress=progress)

        with pytest.raises(OutcomeUnknown):
            send(page, images=images, progress=progress)

        assert len(sandbox.ledger.publications()) == 1

    def test_more_than_ten_photos_are_left_out_and_said(self, page):
        rendition = page.render(sample_content(images=photos(page, 11)))

        assert len(rendition.files) == 10
        assert "10 ảnh đầu" in rendition.notes[0]

    def test_a_photo_above_the_limit_is_made_smaller(self, page, sandbox):
        from PIL import Image

        noise = Image.frombytes("RGB", (1600, 1200), random.Random(1).randbytes(1600 * 1200 * 3))
        target = io.BytesIO()
        noise.save(target, "PNG")
        target.seek(0)
        big = page.supplies.files.add(target, name="lớn.png", media_type="image/png")
        assert big.size > 4_000_000

        send(page, images=(big,))

        assert only_post(sandbox).details["media"][0]["media_type"] == "image/jpeg"

    def test_a_type_facebook_does_not_take_is_sent_as_jpeg(self, page, sandbox):
        from PIL import Image

        target = io.BytesIO()
        Image.new("RGBA", (64, 64), (10, 108, 116, 0)).save(target, "WEBP")
        target.seek(0)
        odd = page.supplies.files.add(target, name="anh.webp", media_type="image/webp")

        send(page, images=(odd,))

        shown = only_post(sandbox).details["media"][0]
        assert shown["media_type"] == "image/jpeg"
        with Image.open(sandbox.ledger.media.path(shown["digest"])) as picture:
            assert picture.getpixel((9, 9)) == (255, 255, 255)

    def test_a_photo_taken_sideways_stands_upright(self, page, sandbox):
        from PIL import Image

        taken = Image.new("RGB", (64, 32), "#0a6c74")
        turned = taken.getexif()
        turned[274] = 6  # orientation: turn right to see it upright
        target = io.BytesIO()
        taken.save(target, "WEBP", exif=turned.tobytes())
        target.seek(0)
        image = page.supplies.files.add(target, name="anh.webp", media_type="image/webp")

        send(page, images=(image,))

        shown = only_post(sandbox).details["media"][0]
        with Image.open(sandbox.ledger.media.path(shown["digest"])) as picture:
            assert picture.size == (32, 64)

    def test_what_is_no_picture_is_rejected(self, page, sandbox):
        false = page.supplies.files.add(io.BytesIO(b"khong phai anh"), name="a.webp", media_type="image/webp")

        with pytest.raises(ContentRejected):
            send(page, images=(false,))

        assert sandbox.ledger.entries() == []


class TestAfterwards:
    def test_a_post_can_be_taken_back(self, page, sandbox):
        rendition = page.render(sample_content())
        receipt = send(page)

        page.retract(receipt)

        assert page.find(rendition, key=KEY, since=sample_facts().published_at) is None

    def test_taking_back_twice_is_done_once(self, page, sandbox):
        receipt = send(page)

        page.retract(receipt)
        page.retract(receipt)

        assert [each.kind for each in sandbox.ledger.entries()] == ["post", "withdrawn"]

    def test_taking_back_with_a_dead_token_is_not_done(self, page, graph, sandbox):
        receipt = send(page)
        graph.page(page.page_id).dead = (190, 460)

        with pytest.raises(NotAuthorized):
            page.retract(receipt)

    def test_a_post_hidden_from_a_page_we_cannot_read_is_not_called_gone(self, page, sandbox):
        receipt = send(page)
        sandbox.misbehave(
            Fault(method="DELETE", before=True, status=400, body=error_body(100, 33)),
            Fault(method="GET", before=True, status=400, body=error_body(10)),
        )

        with pytest.raises(NotAuthorized):
            page.retract(receipt)

    def test_a_post_can_be_corrected_in_place(self, page, sandbox):
        receipt = send(page)
        better = page.render(sample_content(body="Trạm Y tế dời lịch sang thứ Năm."))

        again = page.correct(receipt, better, key="PT-2026-0118", facts=sample_facts(notice="Đính chính"))

        assert again.external_id == receipt.external_id
        edited = sandbox.ledger.entries()[-1]
        assert edited.kind == "edited"
        assert edited.text.startswith("Đính chính\n\n")
        assert edited.text.endswith("Mã tin: PT-2026-0118")
