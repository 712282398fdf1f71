"""Roman numerals after a word that licenses them, and enumerators."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import problems, speak

CASES = (
    ("Đại hội XIV", "đại hội mười bốn"),
    ("khóa XV", "khóa mười lăm"),
    ("thế kỷ XXI", "thế kỷ hai mươi mốt"),
    ("chương III", "chương ba"),
    ("quý III", "quý ba"),
    ("quý I, II và III", "quý một, hai và ba"),
    ("quý III-IV", "quý ba đến bốn"),
    ("lần thứ I", "lần thứ nhất"),
    ("lần thứ IV", "lần thứ tư"),
    ("lần thứ XIV", "lần thứ mười bốn"),
    (
        "Đại hội đại biểu lần thứ I, nhiệm kỳ 2025 - 2030",
        "đại hội đại biểu lần thứ nhất, nhiệm kỳ hai nghìn không trăm hai mươi lăm đến hai nghìn "
        "không trăm ba mươi",
    ),
    ("Quân khu V", "quân khu năm"),
    ("Phụ lục I", "phụ lục một"),
    ("Mục 3 Chương IV", "mục ba chương bốn"),
    ("cấp I, II, III", "cấp một, hai, ba"),
    ("học kỳ II", "học kỳ hai"),
    ("loại I", "loại một"),
    ("hạng III", "hạng ba"),
    ("I. Mục đích", "một, mục đích"),
    ("IV. Kinh phí", "bốn, kinh phí"),
    ("A. ĐỐI VỚI NGƯỜI BÁN", "a, đối với người bán"),
    ("a) Quán triệt", "a, quán triệt"),
    ("đ) Nội dung", "đê, nội dung"),
    ("1. Mục đích", "một, mục đích"),
    ("1.1. Nội dung", "một chấm một, nội dung"),
    ("b/ Nội dung", "bê, nội dung"),
)


@pytest.mark.parametrize(("source", "spoken"), CASES)
def test_roman_are_said_as_an_announcer_says_them(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []
