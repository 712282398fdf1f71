"""Corrections and withdrawals: same address, told as such, nothing old left."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest

from channels.base import ContentRejected, Receipt
from channels.testing import NOW, MemoryProgress, sample_content, sample_facts, stored_image

LONG_AGO = NOW - timedelta(days=3650)
NEW = "PT-2026-0300"


@pytest.fixture
def correct(website):
    def act(receipt, *, notice="Giờ tiêm đổi sang 8 giờ.", at=NOW + timedelta(days=1), **changes):
        new = website.render(sample_content(reference=NEW, **changes))
        return website.correct(receipt, new, key=NEW, facts=sample_facts(published_at=at, notice=notice))

    return act


def test_a_correction_stands_at_the_same_address_with_its_notice(publish, correct, page):
    receipt = publish(title="Lịch tiêm chủng")

    corrected = correct(receipt, title="Lịch tiêm chủng (đã sửa)", body="Tám giờ.")

    assert corrected.url == receipt.url
    assert "Giờ tiêm đổi sang 8 giờ." in page(corrected)
    assert "Tám giờ." in page(corrected)
    assert "Trạm Y tế mời bà con" not in page(corrected)


def test_a_correction_keeps_the_day_of_the_first_and_adds_its_own(publish, correct, page):
    text = page(correct(publish()))

    assert "Thứ Ba, 24/11/2026, 7 giờ 05" in text
    assert "Thứ Tư, 25/11/2026" in text


def test_a_corrected_page_no_longer_prints_the_old_code(publish, correct, page):
    text = page(correct(publish(117)))

    assert NEW in text
    assert "PT-2026-0117" not in text


def test_a_correction_moves_atom_s_date_and_keeps_the_identifiers(publish, correct, www):
    receipt = publish()
    atom, rss = feedparser.parse(www / "atom.xml"), feedparser.parse(www / "rss.xml")

    correct(receipt)

    atom_after, rss_after = feedparser.parse(www / "atom.xml"), feedparser.parse(www / "rss.xml")
    assert atom_after.entries[0].id == atom.entries[0].id
    assert rss_after.entries[0].id == rss.entries[0].id
    assert atom_after.entries[0].updated_parsed > atom.entries[0].updated_parsed
    assert atom_after.entries[0].published == atom.entries[0].published


def test_a_correction_that_changes_the_topic_leaves_the_old_section(publish, correct, www):
    receipt = publish(topic="health", title="Tin cần sửa")

    correct(receipt, topic="power", topic_name="Điện", title="Tin đã sửa")

    assert "Tin cần sửa" not in (www / "chuyen-muc/health.html").read_text()
    assert "Tin đã sửa" in (www / "chuyen-muc/power.html").read_text()


def test_an_old_message_corrected_is_in_the_feeds_again(publish, correct, www):
    old = publish(1, title="Tin đầu tiên", published_at=NOW - timedelta(days=30))
    for number in range(2, 34):
        publish(number)
    assert "Tin đầu tiên" not in (www / "rss.xml").read_text()

    correct(old, title="Tin đầu tiên, đã sửa")

    assert feedparser.parse(www / "rss.xml").entries[0].title == "Tin đầu tiên, đã sửa"


def test_the_old_message_s_next_occurrence_never_undoes_a_correction(publish, correct, page):
    corrected = correct(publish(117, key="PT-2026-0117/01"), body="Lời đúng.")

    later = publish(117, key="PT-2026-0117/02")

    assert later.url == corrected.url
    assert "Lời đúng." in page(later)


def test_a_correction_is_found_by_its_own_code(publish, correct, website):
    receipt = correct(publish())

    rendition = website.render(sample_content(reference=NEW))

    assert website.find(rendition, key=NEW, since=LONG_AGO) == receipt


def test_other_words_under_a_code_already_out_are_rejected(publish, page):
    receipt = publish(body="Lời đã duyệt.")

    with pytest.raises(ContentRejected, match="đính chính"):
        publish(body="Lời khác.")

    assert "Lời đã duyệt." in page(receipt)


def test_a_withdrawn_message_leaves_a_notice_and_nothing_else(publish, website, page, www):
    picture = stored_image(website.supplies)
    receipt = publish(title="Tin sai", body="Nội dung riêng tư.", images=(picture,))

    website.retract(receipt)

    assert "đã được thu hồi" in page(receipt)
    left = b"".join(each.read_bytes() for each in www.rglob("*") if each.is_file())
    assert "Nội dung riêng tư".encode() not in left
    assert b"Tin sai" not in left
    assert not list((www / "tep").iterdir())


def test_a_picture_another_page_shows_stays_when_one_is_withdrawn(publish, website, www):
    picture = stored_image(website.supplies)
    publish(1, images=(picture,))

    website.retract(publish(2, images=(picture,)))

    assert (www / "tep" / f"{picture.digest}.png").exists()


def test_a_withdrawn_message_is_out_of_every_list(publish, website, www):
    publish(1, title="Tin ở lại")
    receipt = publish(2, title="Tin rút lại")

    website.retract(receipt)

    for place in ("index.html", "chuyen-muc/health.html", "luu-tru/2026-11.html", "rss.xml", "feed.json"):
        assert "Tin rút lại" not in (www / place).read_text()
        assert "Tin ở lại" in (www / place).read_text()
    assert receipt.external_id not in (www / "sitemap/2026-11.xml").read_text()


def test_a_withdrawn_message_is_not_found_and_withdrawing_twice_is_done(publish, website):
    receipt = publish()
    website.retract(receipt)
    website.retract(receipt)

    assert website.find(website.render(sample_content()), key="PT-2026-0117", since=LONG_AGO) is None


def test_withdrawing_what_was_never_here_is_done(website, www):
    website.retract(Receipt(external_id="../../etc/passwd"))

    assert not www.exists()


def test_a_withdrawn_message_planned_again_comes_back_at_its_address(publish, website, page):
    receipt = publish()
    website.retract(receipt)

    assert publish() == receipt
    assert "đã được thu hồi" not in page(receipt)


def test_withdrawing_needs_no_more_than_the_receipt(publish, website, page):
    receipt = publish()

    website.retract(Receipt(external_id=receipt.external_id))

    assert "đã được thu hồi" in page(receipt)
    assert website.send(
        website.render(sample_content(reference="PT-2026-0002")),
        key="PT-2026-0002",
        facts=sample_facts(),
        progress=MemoryProgress(),
    )
