"""Vietnamese syllables are known by their build."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.loudspeaker.spoken import is_syllable
from channels.loudspeaker.spoken.numbers import cardinal

GOOD = (
    "nghiêng khuya quốc giếng gì gìn giữa già quyết khuỷu khoẻ khỏe hòa hoà thủy thuỷ xoong "
    "boong ngoằn ngoèo rượu hươu nguệch ngoạc quạnh quýt quý yêu yếm uyên oanh ương ước ích êm "
    "ôi ơi ở đắp tuýp xuýt nghịch ngách ghế gắng kẽm cuốc quay quây quả quên quen phở tách tịch "
    "đếch rốc poóc khuếch loắt choắt huơ thuở quở ngoáy khuấy"
)
BAD = (
    "internet website zalo bac hoc tich mat nghề̀ ngie kắp cế gê ghà ngià qa quk fan jun wifi "
    "xyz str abc tttt b đđ aa yy hoaa nguyenn kon tờr bắcc thưp̣ êà"
)


@pytest.mark.parametrize("word", GOOD.split())
def test_a_vietnamese_syllable_is_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", [*BAD.split(), "", "5", "a1"])
def test_what_no_vietnamese_mouth_says_is_refused(word: str) -> None:
    assert not is_syllable(unicodedata.normalize("NFC", word))


@given(st.integers(0, 10**12))
def test_every_word_of_a_number_is_a_syllable(number: int) -> None:
    assert all(is_syllable(word) for word in cardinal(number).split())


@given(st.text("bcfghjklmnpqrstvwxz0123456789", min_size=1, max_size=6))
def test_letters_without_a_vowel_are_no_syllable(word: str) -> None:
    assert not is_syllable(word)


@given(st.sampled_from(["ac", "ich", "êp", "ot", "uôt", "ươc"]), st.sampled_from("\u0300\u0309\u0303"))
def test_a_stopped_rhyme_takes_only_the_two_sharp_tones(rhyme: str, tone: str) -> None:
    vowel = max(at for at, char in enumerate(rhyme) if char in "aieêoôuươ")
    word = unicodedata.normalize("NFC", f"b{rhyme[: vowel + 1]}{tone}{rhyme[vowel + 1 :]}")

    assert not is_syllable(word)
