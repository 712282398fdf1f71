"""Markdown becomes sentences: headings, lists, tables, emphasis; what is not read is listed."""

from __future__ import annotations

import unicodedata

import pytest

from channels.loudspeaker.spoken import problems, speak
from channels.loudspeaker.spoken.unread import INSTEAD


def lines(source: str, *, markdown: bool = True) -> list[str]:
    return [sentence.text for sentence in speak(source, markdown=markdown).sentences]


def test_headings_and_list_items_are_sentences_of_their_own() -> None:
    source = "# Thông báo\n\nĐề nghị bà con:\n\n- Bơm nước;\n- Sạc đèn.\n\n1. Mở máy\n2. Tắt máy\n"

    assert lines(source) == [
        "thông báo.",
        "đề nghị bà con.",
        "bơm nước.",
        "sạc đèn.",
        "một, mở máy.",
        "hai, tắt máy.",
    ]


def test_a_table_is_said_row_by_row_with_its_column_titles() -> None:
    source = (
        "| Thôn | Từ | Phạm vi |\n|---|---|---|\n"
        "| Phú Tân | 07 giờ 30 | Toàn thôn |\n| Phú Lộc | 13 giờ 00 | - |\n"
    )

    assert lines(source) == [
        "thôn phú tân, từ bảy giờ ba mươi phút, phạm vi toàn thôn.",
        "thôn phú lộc, từ mười ba giờ.",
    ]


def test_a_cell_that_repeats_its_title_is_not_said_twice() -> None:
    source = "| Ngày | Thôn |\n|:---|---:|\n| Thứ Ba, 01/12/2026 | thôn Phú Tân |\n"

    [row] = lines(source)

    assert row.startswith("ngày, thứ ba, ngày mùng một tháng mười hai")
    assert row.endswith("thôn phú tân.")


def test_a_number_in_a_column_title_knows_its_place() -> None:
    source = "| Thôn | Đợt 2 |\n|---|---|\n| Phú Tân | 30 hộ |\n"

    said = speak(source)

    assert said.text == "thôn phú tân, đợt hai ba mươi hộ"
    assert problems(source, said) == []


def test_long_emphasis_is_a_pause_and_short_emphasis_is_silent() -> None:
    assert lines("Xã **tạm ngừng cấp điện** từ mai, **không** thu tiền.") == [
        "xã, tạm ngừng cấp điện, từ mai, không thu tiền."
    ]


def test_emphasis_does_not_hide_what_a_number_is() -> None:
    assert speak("Ngày **05/7** gọi **0271 3000 103**").text == speak("Ngày 05/7 gọi 0271 3000 103").text


def test_a_wrapped_paragraph_is_one_sentence_and_short_lines_are_several() -> None:
    wrapped = (
        "Ủy ban nhân dân xã thông báo lịch cắt điện tại các thôn trong tuần này của\n"
        "Phú Trung và vùng lân cận."
    )

    assert len(lines(wrapped)) == 1
    assert lines("ỦY BAN NHÂN DÂN XÃ PHÚ TRUNG\nBAN ĐIỀU HÀNH THÔN") == [
        "ủy ban nhân dân xã phú trung.",
        "ban điều hành thôn.",
    ]


def test_plain_text_keeps_each_line() -> None:
    assert lines("Một dòng\nHai dòng", markdown=False) == ["một dòng.", "hai dòng."]


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        ("Xem tại https://phutrung.example/a?b=1.", "https://phutrung.example/a?b=1"),
        ("Gửi về thư điện tử a.b@xa.example nhé", "a.b@xa.example"),
        ("số CCCD: 070123456789", "070123456789"),
        ("mã hồ sơ 000.12.34.H19-250101-0001", "000.12.34.H19-250101-0001"),
        ("STK 0123456789 tại ngân hàng", "0123456789"),
    ],
)
def test_addresses_and_identities_are_not_read_and_the_editor_is_told(source: str, left_out: str) -> None:
    said = speak(source)

    assert said.left_out == (left_out,)
    assert INSTEAD in said.text
    assert said.unknown == ()


def test_a_known_site_is_said_by_its_name() -> None:
    said = speak("Nộp tại <https://dichvucong.gov.vn>.")

    assert said.text == "nộp tại cổng dịch vụ công quốc gia."
    assert said.left_out == ("https://dichvucong.gov.vn",)


def test_a_link_is_said_by_its_text() -> None:
    said = speak("Xem [trang của xã](https://phutrung.example/a).")

    assert (said.text, said.left_out) == ("xem trang của xã.", ("https://phutrung.example/a",))


def test_pictures_and_hashtags_are_left_out_visibly() -> None:
    said = speak("⚠️ Chú ý 👨‍👩‍👧 bà con! #PhuTrung #Ngay10Thang10")

    assert said.text == "chú ý bà con!"
    assert said.left_out == ("⚠️", "👨‍👩‍👧", "#PhuTrung", "#Ngay10Thang10")


def test_markup_is_not_spoken_and_its_words_are() -> None:
    source = (
        '<p>Xin <b>chào</b></p>\n<script>alert("a")</script>\n<!-- bỏ -->\n\nBà con &amp; các cháu, 3 &lt; 5'
    )

    said = speak(source)

    assert said.text == "xin chào. bà con và các cháu, ba nhỏ hơn năm."
    assert '<script>alert("a")</script>' in said.left_out


def test_words_know_their_place_in_the_source() -> None:
    source = "## Họp\n\n- **UBND xã** họp lúc 7h30, theo [kế hoạch](http://a.example) 45/KH-UBND"

    places = {word.spoken: source[word.start : word.end] for word in speak(source).words}

    assert places["ủy ban nhân dân"] == "UBND"
    assert places["bảy giờ ba mươi phút"] == "7h30"
    assert places["bốn mươi lăm"] == "45"
    assert places["hoạch"] == "hoạch"


def test_decomposed_text_is_spoken_like_composed() -> None:
    source = "Vườn điều ở thôn Phú Lộc, 2,5 ha"

    assert speak(unicodedata.normalize("NFD", source)) == speak(source)


def test_a_bare_phrase_stays_without_an_end_mark_but_the_voice_gets_one() -> None:
    said = speak("ngày 05/7")

    assert said.text == "ngày mùng năm tháng bảy"
    assert said.sentences[0].text == "ngày mùng năm tháng bảy."


def test_the_message_of_a_commune_speaks_with_nothing_unknown() -> None:
    source = (
        "Căn cứ Kế hoạch số 45/KH-UBND ngày 12/8/2025 của Ủy ban nhân dân tỉnh Đồng Nai;\n\n"
        "a) Giai đoạn 2025 - 2026: trên 80% người dân (trạm truyền thanh, tivi, internet...) tiếp cận;\n\n"
        "Ngày Khoa học và Công nghệ Việt Nam (18/5), fanpage “Phú Trung ngày mới”, các nhóm Zalo.\n\n"
        "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"
    )

    said = speak(source)

    assert said.unknown == ()
    assert said.sentences[-1].text == "ký thay chủ tịch, phó chủ tịch."
