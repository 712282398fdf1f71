"""Cutting a text in numbered parts: nothing is lost, no limit is passed, no character is torn."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.text import length, nfc, number_mark, split_parts

EMOJI = ["👨‍👩‍👧‍👦", "🇻🇳", "👍🏽", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🧑🏻‍🌾"]
VIETNAMESE = [
    "Nguyễn",
    "Phú Trung",
    "độc",
    "ưỡn",
    "Kỳ",
    "xã.",
    "thôn,",
    "giờ:",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "TP. ",
]
pieces = st.one_of(
    st.sampled_from(VIETNAMESE + EMOJI),
    st.text(max_size=12),
    st.text(alphabet="đa\u0323\u0306ê", min_size=1, max_size=90),
)
texts = st.lists(pieces, max_size=60).map(" ".join)
forms = st.sampled_from(["NFC", "NFD"])


def squeezed(text):
    return unicodedata.normalize("NFD", "".join(nfc(text).split()))


def bare(parts):
    """Return the parts without their numbers, checking the numbers on the way."""
    if len(parts) == 1:
        return list(parts)
    marks = [f"({at}/{len(parts)}) " for at in range(1, len(parts) + 1)]
    assert all(part.startswith(mark) for part, mark in zip(parts, marks, strict=True))
    return [part.removeprefix(mark) for part, mark in zip(parts, marks, strict=True)]


@given(text=texts, form=forms, limit=st.integers(60, 300), tail=st.integers(0, 25))
def test_parts_joined_are_the_text_and_each_keeps_within_the_limit(text, form, limit, tail):
    parts = split_parts(unicodedata.normalize(form, text), limit=limit, tail=tail)

    assert squeezed("".join(bare(parts))) == squeezed(text)
    assert all(length(part) + tail <= limit for part in parts)


@given(text=texts, limit=st.integers(60, 200))
def test_both_forms_of_letters_are_cut_alike(text, limit):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert split_parts(composed, limit=limit, tail=10) == split_parts(decomposed, limit=limit, tail=10)


@given(words=st.lists(st.sampled_from(EMOJI), min_size=30, max_size=200), limit=st.integers(60, 90))
def test_no_emoji_is_torn_even_without_a_single_space(words, limit):
    parts = bare(split_parts("".join(words), limit=limit, tail=10))

    whole = re.compile("|".join(sorted(map(re.escape, EMOJI), key=len, reverse=True)))
    assert all(whole.sub("", part) == "" for part in parts)


def test_no_accent_is_torn_from_its_letter():
    parts = bare(split_parts("x\u0302\u0323" * 100, limit=60, tail=10))

    assert all(not unicodedata.combining(part[0]) for part in parts)


@pytest.mark.parametrize(
    ("before", "after"),
    [("Một câu dài hơn một phần ba chỗ có được ở đây.", "Câu sau nữa vẫn còn dài và hết chỗ mất rồi")],
)
def test_a_cut_falls_after_a_sentence(before, after):
    parts = bare(split_parts(f"{before} {after}", limit=90, tail=10))

    assert parts == [before, after]


@pytest.mark.parametrize("short", ["TP.", "ThS.", "3.", "A."])
def test_a_short_form_or_a_list_number_ends_no_sentence(short):
    text = f"Câu một khá dài để vượt một phần ba. Ngày mai {short} Hồ Chí Minh đón khách của xã nhà"

    parts = bare(split_parts(text, limit=75, tail=10))

    assert parts[0].endswith("một phần ba.")


def test_a_heading_stays_with_what_follows():
    text = "Bà con chú ý giữ vệ sinh chung.\n\nC. KHI CÓ SỰ CỐ\n\n- Gọi ngay số máy trực của xã nhà mình"

    parts = bare(split_parts(text, limit=90, tail=10))

    assert parts[1].startswith("C. KHI CÓ SỰ CỐ\n\n- Gọi")


def test_words_bound_by_a_hard_space_stay_together():
    parts = bare(
        split_parts(
            "một hai ba bốn năm sáu bảy tám chín 30\u00a0phút nữa thôi nhé bà con ơi", limit=60, tail=13
        )
    )

    assert "30\u00a0phút" in "|".join(parts)


def test_a_limit_without_room_is_refused():
    with pytest.raises(ValueError, match="no room"):
        split_parts("dài " * 40, limit=40, tail=30)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("(2/3) Tin", "(2/3)"), (" (10/12) Tin", "(10/12)"), ("Tin (2/3)", ""), ("(2/3)Tin", "")],
)
def test_a_number_mark_is_read_back(text, mark):
    assert number_mark(text) == mark
