from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.english import in_language
from publisher.english.catalogue import CatalogueBroken, Entry, _read, entries, slots_of
from publisher.english.recognition import in_english

WORDS = st.text("abcxyzăâđêôơư ABCĐ0123456789-", min_size=1, max_size=30).map(str.strip).filter(bool)


def test_a_sentence_with_names_keeps_the_names() -> None:
    said = in_english("Không có thôn “Phú Lợi”. Hiện có: thôn Phú Tân, thôn Phú Lộc.")

    assert said == "There is no hamlet “Phú Lợi”. Known: thôn Phú Tân, thôn Phú Lộc."


def test_several_sentences_in_a_row_are_all_given_in_english() -> None:
    said = in_english(
        "Mã truy cập fanpage đã hết hạn. Quản trị viên kết nối lại fanpage (lấy mã truy cập trang mới). "
        "(Facebook, mã 190/463, dấu vết AbC: Session has expired)"
    )

    assert said == (
        "The page's access token has expired. An administrator connects the fanpage again (gets a new page "
        "access token). (Facebook, code 190/463, trace AbC: Session has expired)"
    )


def test_a_sentence_inside_a_sentence_is_given_in_english() -> None:
    said = in_english("Bản loudspeaker: Không có lời nào để đọc trên loa.")

    assert said == "loudspeaker version: There is nothing to read on loudspeakers."


def test_a_problem_of_an_import_keeps_its_file_and_line() -> None:
    said = in_english(
        "tin/họp thôn.md:3: lỗi: Không có chuyên mục “y te”. Có phải “health” (Y tế)? Các chuyên mục: health."
    )

    assert said == (
        "tin/họp thôn.md:3: error: There is no topic “y te”. Did you mean “health” (Y tế)? Topics: health."
    )


def test_a_moment_inside_a_sentence_is_given_in_english() -> None:
    said = in_english("Giờ phát 17:00 ngày 24/11/2026 đã qua (và 3 lần sau đó); không tự gửi ngay.")

    assert (
        said == "The time 17:00 on 24/11/2026 is over (and 3 later times); it is not sent at once by itself."
    )


def test_a_long_list_does_not_hide_its_sentence() -> None:
    names = ", ".join(f"thôn {number}" for number in range(60))

    assert in_english(f"Tin đã dừng. Không có kênh “x”. Hiện có: {names}. Tin chưa có nội dung.") == (
        f"The message was stopped. There is no channel “x”. Known: {names}. The message has no text."
    )


def test_quoted_words_are_nobodys_to_change() -> None:
    said = in_english("Đã có thôn “cụm loa”.")

    assert said == "The hamlet “cụm loa” exists already."


def test_what_is_not_recognised_stays_vietnamese() -> None:
    said = in_english("Mưa to, hoãn họp đến chiều mai.")

    assert said == "Mưa to, hoãn họp đến chiều mai."


def test_a_strange_sentence_between_known_ones_stays_alone() -> None:
    said = in_english("Tin đã dừng. Mất điện cả xã. Tin chưa có nội dung.")

    assert said == "The message was stopped. Mất điện cả xã. The message has no text."


def test_vietnamese_is_left_alone() -> None:
    assert in_language("Tin đã dừng.", "vi") == "Tin đã dừng."
    assert in_language("Tin đã dừng.", "en") == "The message was stopped."


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(entries()), st.data())
def test_every_template_keeps_what_stands_in_its_quotes(entry: Entry, words: st.DataObject) -> None:
    slots = {name: words.draw(WORDS) if name in entry.quoted else "7" for name in slots_of(entry.vietnamese)}
    sentence = Entry(vietnamese="", english=entry.vietnamese, place="").filled(slots)

    said = in_english(sentence)

    assert all(slots[name] in said for name in entry.quoted)


@given(st.text(max_size=300))
def test_any_text_comes_back(text: str) -> None:
    assert isinstance(in_english(text), str)


def test_long_text_is_read_in_no_time() -> None:
    text = "Mất điện, xem lại: đường dây, máy nổ (nhà A). Zalo báo gọi quá nhiều. " * 200

    assert in_english(text).count("Zalo says there are too many calls.") == 200


def test_a_template_without_english_is_refused(tmp_path) -> None:
    broken = tmp_path / "area.txt"
    broken.write_text("vi: Một câu.\nen: \n", encoding="utf-8")

    with pytest.raises(CatalogueBroken, match=r"area\.txt:2"):
        list(_read(broken))


def test_vietnamese_loads_no_catalogue() -> None:
    program = (
        "import sys; from publisher.english import in_language; in_language('Tin đã dừng.', 'vi'); "
        "sys.exit('publisher.english.catalogue' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-X", "utf8", "-c", program], check=False).returncode == 0
