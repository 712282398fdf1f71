"""What a message's page says, and that nothing a writer types becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from channels.base import ContentRejected, StoredFile, Urgency
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts, stored_image

NASTY = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='alert(3)' &lt;b&gt;"


class Tags(HTMLParser):
    """Collects the elements of a page and the names of their attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def shape(page):
    """The elements and attribute names of a page, without any text."""
    return [(tag, tuple(attributes)) for tag, attributes in Tags(page).found]


def test_the_address_comes_from_the_code_and_the_title(publish):
    receipt = publish(117, title="Lịch tiêm chủng đầu tháng 12")

    assert (
        receipt.url == "https://phutrung.example/tin-tuc/tin/pt-2026-0117-lich-tiem-chung-dau-thang-12.html"
    )


def test_what_was_sealed_is_in_the_page_byte_for_byte(website, publish, page):
    sealed = website.render(sample_content(source="Trạm Y tế")).parts[0]

    receipt = publish(source="Trạm Y tế")

    assert sealed in page(receipt)


def test_the_page_names_source_unit_date_office_and_code(publish, page):
    text = page(publish(source="Sở Y tế", unit="Trạm Y tế xã", office="Văn phòng UBND"))

    for fact in ("Sở Y tế", "Trạm Y tế xã", "Thứ Ba, 24/11/2026, 7 giờ 05", "Văn phòng UBND", KEY):
        assert fact in text


def test_the_page_names_the_hamlets_the_urgency_and_what_it_corrects(publish, page):
    text = page(publish(hamlets=("thôn Bù Tố",), urgency=Urgency.EMERGENCY, corrects="Lịch cắt điện"))

    for fact in ("thôn Bù Tố", "Khẩn cấp", "Đính chính tin “Lịch cắt điện”"):
        assert fact in text


def test_a_picture_is_shown_with_its_words_and_lies_beside_the_page(website, publish, page, www):
    picture = stored_image(website.supplies)

    text = page(publish(images=(picture,)))

    assert f'<img src="../tep/{picture.digest}.png" alt="Ảnh minh họa">' in text
    stored = website.supplies.files.path(picture.digest).read_bytes()
    assert (www / "tep" / f"{picture.digest}.png").read_bytes() == stored
    assert f'content="https://phutrung.example/tin-tuc/tep/{picture.digest}.png"' in text


def test_a_file_that_is_no_picture_is_left_out_and_noted(website):
    drawing = StoredFile(digest="0" * 64, name="so-do.svg", media_type="image/svg+xml", size=9)

    rendition = website.render(sample_content(images=(drawing,)))

    assert rendition.files == ()
    assert "so-do.svg" in rendition.notes[0]


def test_a_picture_altered_after_approval_goes_nowhere(website, www):
    picture = stored_image(website.supplies)
    rendition = website.render(sample_content(images=(picture,)))
    website.supplies.files.path(picture.digest).write_bytes(b"khac")

    with pytest.raises(ContentRejected, match=r"anh\.png"):
        website.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())

    assert not list(www.glob("tin/*"))


def test_a_recording_is_played_with_its_words_beside_it(publish, page, recording, www):
    text = page(publish(spoken=recording))

    assert f'src="../tep/{recording.files[0].digest}.mp3"' in text
    assert "Từ bảy giờ ba mươi phút." in text
    assert (www / "tep" / f"{recording.files[0].digest}.mp3").exists()


def test_a_recording_shows_its_text_in_ordinary_writing_when_it_has_it(publish, page, recording):
    text = page(publish(spoken=replace(recording, details={"source": "Từ **7 giờ 30**."})))

    assert "<p>Từ 7 giờ 30.</p>" in text


def test_a_message_without_recording_has_no_player(publish, page):
    assert "<audio" not in page(publish())


@pytest.mark.parametrize("field", ["title", "body", "source", "unit", "topic_name", "commune", "corrects"])
def test_markup_typed_by_a_writer_stays_text(field, publish, page, www):
    plain, nasty = publish(1, **{field: "chữ"}), publish(2, **{field: NASTY})

    assert shape(page(nasty)) == shape(page(plain))
    assert not {"script", "iframe", "style"} & {
        tag for tag, _ in Tags((www / "index.html").read_text()).found
    }


def test_the_words_of_a_picture_and_an_office_stay_text(website, publish, page):
    picture = stored_image(website.supplies)

    plain = publish(1, images=(picture,))
    nasty = publish(2, images=(replace(picture, alt=NASTY),), office=NASTY)

    assert shape(page(nasty)) == shape(page(plain))


def test_a_link_that_is_no_web_address_is_left_out_and_noted(website):
    rendition = website.render(sample_content(link="javascript:alert(1)"))

    assert "javascript:" not in rendition.parts[0]
    assert rendition.notes


@pytest.mark.parametrize("changes", [{"title": " "}, {"body": "\n"}])
def test_a_message_without_title_or_text_is_rejected(website, changes):
    with pytest.raises(ContentRejected):
        website.render(sample_content(**changes))


def test_a_wide_table_scrolls_in_a_frame_of_its_own(website):
    fragment = website.render(sample_content(body="| Thôn | Giờ |\n|---|--:|\n| Bù Tố | 7h |")).parts[0]

    assert '<div class="table" role="region" aria-label="Bảng 1" tabindex="0"><table>' in fragment
    assert fragment.count('<th scope="col">') == 2


def test_every_link_of_the_site_leads_to_a_file(publish, www, website, recording):
    publish(1, images=(stored_image(website.supplies),), spoken=recording)
    publish(2, topic="resolution")

    for file in www.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^":#]+)"', file.read_text()):
            assert (file.parent / link.partition("?")[0]).is_file(), f"{file}: {link}"
