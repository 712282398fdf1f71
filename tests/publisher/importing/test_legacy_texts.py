"""TCVN3 and VNI are noticed by evidence and converted; correct text is never touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.importing.legacy import Legacy, convert
from publisher.importing.syllables import is_syllable
from publisher.importing.texts import decoded, guess_encoding, suspect

TCVN3 = (
    "Th«ng b¸o vÒ viÖc söa ®­êng bª t«ng th«n Phó Léc. §Ò nghÞ bµ con thu dän n«ng s¶n ph¬i trªn lßng ®­êng."
)
TCVN3_READ = (
    "Thông báo về việc sửa đường bê tông thôn Phú Lộc. Đề nghị bà con thu dọn nông sản phơi trên lòng đường."
)
VNI = (
    "Thoâng baùo veà vieäc söûa ñöôøng beâ toâng thoân Phuù Loäc. "
    "Ñeà nghò baø con thu doïn noâng saûn phôi treân loøng ñöôøng."
)

VIETNAMESE = (
    "Bà con nhớ mang theo thẻ căn cước và sổ hộ khẩu cũ.",
    "Hội nghị bắt đầu lúc 07 giờ 30 tại nhà văn hóa thôn Phú Hòa.",
    "Cà phê, hồ tiêu và điều là cây trồng chính của xã.",
    "Đồng bào S'tiêng ở Bù Đốp, Krông Pa, Đắk Lắk cùng dự lễ hội.",
    "Nhiệt độ 37,5°C; diện tích 200 m²; tỷ lệ ½; giá 5 × 3 = 15; © 2026 ®.",
    "Là, và, có, đó, thì, mà, ô, à, ờ.",
    "Công an xã khuyến cáo: không đọc mã OTP cho bất kỳ ai!",
    "Xe ô tô đỗ ở sân, xe máy đi lối sau.",
    "• Vận động quyên góp • Ủng hộ vùng lũ",
    "cô giáo Hà có ba cô con gái",
    "Ngoằn ngoèo, khuỷu tay, xoong nồi, quýt, quỳnh, giếng, gìn giữ, nghĩa.",
)
ENGLISH = (
    "The committee meets on Friday at nine o'clock.",
    "Café, naïve, résumé, façade and São Paulo are written with accents.",
    "10 µm and 20 µm filters, 5 × 3, ½ cup, ©2026, ®, £5, §12 ¶3.",
    "Så gick han på vägen, då älvor när året började för länge sedan över ån.",
    "",
)


@pytest.mark.parametrize(("text", "encoding"), [(TCVN3, Legacy.TCVN3), (VNI, Legacy.VNI)])
def test_a_legacy_text_is_told_with_its_conversion(text, encoding):
    found = suspect(text)

    assert found.encoding is encoding
    assert found.converted == TCVN3_READ
    assert text.startswith(found.before.rstrip("…"))
    assert TCVN3_READ.startswith(found.after.rstrip("…"))


@pytest.mark.parametrize(
    ("text", "encoding", "read"),
    [
        ("tr­ëng", Legacy.TCVN3, "trưởng"),
        ("ñY BAN", Legacy.TCVN3, "ỦY BAN"),
        ("X· PHó TRUNG", Legacy.TCVN3, "XÃ PHÚ TRUNG"),
        ("Bµ", Legacy.TCVN3, "Bà"),
        ("UÛY BAN", Legacy.VNI, "ỦY BAN"),
        ("Uûy ban, kyõ thuaät, nghó, thaúng, kyù", Legacy.VNI, "Ủy ban, kỹ thuật, nghĩ, thẳng, ký"),
    ],
)
def test_capitals_and_rare_letters_are_converted(text, encoding, read):
    assert convert(text, encoding) == read


LETTERS = {
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
} | {"đ"}
HIGH = [chr(code) for code in range(0xA1, 0x100) if code != 0xE0]  # U+00E0 means nothing in TCVN3


def spellings(encoding):
    """Return every way to write a Vietnamese letter in an encoding."""
    bases = [""] if encoding is Legacy.TCVN3 else ["", *"aeouyôö"]
    marks = HIGH if encoding is Legacy.TCVN3 else [each for each in [*HIGH, "\u00e0"] if each.islower()]
    written = [base + mark for base in bases for mark in marks]
    found = {
        letter: [each for each in written if convert(each, encoding) == letter]
        for letter in LETTERS - set("aeiouy")
    }
    # A Latin-1 letter that the encoding does not use stays itself: no spelling when there is a real one.
    return {letter: [each for each in ways if each != letter] or ways for letter, ways in found.items()}


@pytest.mark.parametrize("encoding", list(Legacy))
def test_every_vietnamese_letter_can_be_written_in_each_encoding(encoding):
    missing = [letter for letter, ways in spellings(encoding).items() if not ways]

    assert missing == []


@pytest.mark.parametrize("text", [*VIETNAMESE, *ENGLISH])
def test_correct_text_is_never_suspected(text):
    assert suspect(text) is None


@given(lines=st.lists(st.sampled_from(VIETNAMESE + ENGLISH), min_size=1, max_size=12))
def test_no_mixture_of_correct_sentences_is_suspected(lines):
    assert suspect("\n".join(lines)) is None


# Two words of a third language alone (“µm ån”) can be anything: heaps are of Vietnamese and English.
WORDS = [word for sentence in (*VIETNAMESE, *ENGLISH[:3]) for word in sentence.split()]


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_no_heap_of_correct_words_is_suspected(words):
    assert suspect(" ".join(words)) is None


SPELLINGS = {
    encoding: {letter: ways[0] for letter, ways in spellings(encoding).items()} for encoding in Legacy
}
SMALL = [word.lower() for sentence in VIETNAMESE[:7] for word in sentence.split() if word.isalpha()]


@given(words=st.lists(st.sampled_from(SMALL), min_size=1, max_size=30), encoding=st.sampled_from(Legacy))
def test_words_written_in_tcvn3_or_vni_read_back_as_they_were(words, encoding):
    written = " ".join("".join(SPELLINGS[encoding].get(letter, letter) for letter in word) for word in words)

    assert convert(written, encoding) == " ".join(words)


@given(
    words=st.lists(st.sampled_from(SMALL), min_size=20, max_size=40, unique=True),
    encoding=st.sampled_from(Legacy),
)
def test_a_sentence_in_either_encoding_is_noticed(words, encoding):
    written = " ".join("".join(SPELLINGS[encoding].get(letter, letter) for letter in word) for word in words)

    found = suspect(written)

    assert (found.encoding, found.converted) == (encoding, " ".join(words))


def test_a_line_typed_in_unicode_among_legacy_ones_stays():
    body = TCVN3 + "\nĐiện thoại: Hội Nông dân xã, gặp chị Thắm.\n" + TCVN3

    converted = suspect(body).converted

    assert converted == f"{TCVN3_READ}\nĐiện thoại: Hội Nông dân xã, gặp chị Thắm.\n{TCVN3_READ}"


def test_one_legacy_word_counts_only_with_a_hint_from_the_rest_of_the_file():
    assert suspect("Tr¹m") is None
    assert suspect("Tr¹m", hint=Legacy.TCVN3).converted == "Trạm"


def test_the_soft_hyphen_of_correct_text_is_left_alone():
    assert suspect("Thông\u00adbáo về lịch cắt điện của xã") is None


@pytest.mark.parametrize(
    ("raw", "guess"),
    [
        (TCVN3.encode("latin-1"), "TCVN3 (ABC)"),
        (VNI.encode("latin-1"), "VNI"),
        ("Thông báo".encode("utf-16"), "UTF-16 (“Unicode” của Notepad cũ)"),
        (unicodedata.normalize("NFC", "cà phê").encode("cp1258") + b" \xe2n", "Windows-1258"),
        (b"\xff\xfa\x81\x82", ""),
    ],
)
def test_the_encoding_of_bytes_that_are_not_utf8_is_guessed(raw, guess):
    assert decoded(raw) is None
    assert guess_encoding(raw) == guess


def test_a_byte_order_mark_and_windows_line_ends_go_unnoticed():
    assert decoded("\ufeffmột\r\nhai\rba".encode()) == "một\nhai\nba"


@pytest.mark.parametrize(
    "word", ["nghiêng", "quốc", "giếng", "khuya", "Ủy", "ướt", "quyển", "yến", "gì", "xoong"]
)
def test_vietnamese_syllables_are_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Thêi", "kà", "ngê", "tìp", "cafộ", "đđ", "µm", "xyz"])
def test_what_is_no_vietnamese_syllable_is_known(word):
    assert not is_syllable(word)
