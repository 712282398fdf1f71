"""The words of a post and how they are counted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import ContentRejected, StoredFile
from channels.facebook import wording
from channels.testing import KEY, sample_content, sample_facts

TAIL = len("\n\nMã tin: PT-2026-0117")
HEAD = len("Lịch tiêm chủng tháng 12\n\n")
VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯáàảãạấầẩẫậ 0123456789.,;:!?🙂\n", max_size=400
)


def test_the_longest_text_that_fits_is_taken_whole():
    body = "a" * (wording.MAX_TEXT - TAIL - HEAD)

    rendition = wording.render(sample_content(body=body))

    assert len(wording.message(rendition, key=KEY, facts=sample_facts())) == wording.MAX_TEXT


def test_one_character_more_is_refused_before_anybody_approves():
    with pytest.raises(ContentRejected) as caught:
        wording.render(sample_content(body="a" * (wording.MAX_TEXT - TAIL - HEAD + 1)))

    assert "63207" in caught.value.sentence


def test_the_number_of_an_occurrence_is_counted_too():
    body = "a" * (wording.MAX_TEXT - TAIL - HEAD)

    with pytest.raises(ContentRejected):
        wording.render(sample_content(body=body, occurrences=12))


def test_the_line_to_the_page_gives_way_when_there_is_no_room():
    image = StoredFile(digest="0" * 64, name="anh.png", media_type="image/png", size=9, alt="Ảnh")
    body = "a" * (wording.MAX_TEXT - TAIL - HEAD)
    rendition = wording.render(sample_content(body=body, images=(image,)))

    message = wording.message(rendition, key=KEY, facts=sample_facts(link="https://phutrung.example.vn/1"))

    assert "Xem đầy đủ" not in message


def test_hashtags_stay():
    rendition = wording.render(sample_content(body="#NgàyChuyểnĐổiSố #PhúTrung\n\nMời bà con."))

    assert "#NgàyChuyểnĐổiSố #PhúTrung" in rendition.parts[0]


@given(VIETNAMESE)
def test_composed_and_decomposed_letters_give_the_same_post(words):
    composed = wording.render(sample_content(body=unicodedata.normalize("NFC", words)))
    decomposed = wording.render(sample_content(body=unicodedata.normalize("NFD", words)))

    assert composed.digest == decomposed.digest


@given(VIETNAMESE)
def test_what_goes_out_is_what_was_sealed_between_declared_lines(words):
    rendition = wording.render(sample_content(body=words))

    message = wording.message(rendition, key=KEY, facts=sample_facts())

    assert message == f"{rendition.parts[0]}\n\nMã tin: {KEY}"
    assert unicodedata.is_normalized("NFC", message)
