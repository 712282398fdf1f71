"""Personal data in a text is noticed; what only looks like it is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.cautions.personal import digits_of, personal_data


def codes(text, **given):
    return [each.code for each in personal_data("", text, **given)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ông A, căn cước 075201001234, ở thôn Phú Tân.", "citizen-id"),
        ("CCCD: 079 188 012 345", "citizen-id"),
        ("chứng minh nhân dân số 271234567", "citizen-id"),
        ("CMND 271 234 567 cấp tại Đồng Nai", "citizen-id"),
        ("Gọi chị Lan 0912345678 để nhận.", "phone"),
        ("Zalo 0356.789.012", "phone"),
        ("ĐT: +84 912 345 678", "phone"),
        ("(84)912345678", "phone"),
        ("Ủng hộ qua STK 1234567890 ngân hàng A", "account"),
        ("số tài khoản: 0012-3456-7890", "account"),
    ],
)
def test_a_number_of_a_person_is_noticed(text, code):
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 112, 113, 114, 115 khi khẩn cấp; trẻ em gọi 111.",
        "Tổng đài 1900 1234 hoặc 18001234, đường dây nóng 1022.",
        "UBND xã: 0271 3000 100, fax 0271.3000.101",
        "Nghị quyết số 57-NQ/TW, Quyết định 1169/QĐ-TTg, Kế hoạch 45/KH-UBND",
        "Kinh phí 912.345.678 đồng, thu 0912345 tấn",
        "Từ 03/05/2026 đến 09/08/2026 lúc 07:30",
        "Mã hồ sơ H19.2026.000123456, mã vạch 8934563123456",
        "mã số thuế 3600123456",
        "Mã tin: PT-2026-0117/03",
        "https://phutrung.example/tin/0912345678",
        "Số tài khoản công khai tại trụ sở.",
    ],
)
def test_numbers_of_offices_documents_money_and_days_are_left_alone(text):
    assert codes(text) == []


def test_a_number_everybody_may_know_is_left_alone():
    assert codes("Gọi 0912 345 678", public=("+84912345678",)) == []


def test_the_warning_shows_no_more_than_the_ends_of_a_number():
    [caution] = personal_data("", "một\nGọi 0912345678")

    assert "0912345678" not in caution.sentence
    assert "091…678" in caution.sentence
    assert caution.line == 2


def test_a_child_the_editor_marked_is_noticed_wherever_it_is_named():
    name = "Nguyễn Bảo An"
    written = unicodedata.normalize("NFD", f"Khen em {name.upper()}")

    assert codes(written, children=(name,)) == ["child"]
    assert codes("Khen các em học sinh", children=(name,)) == []


@given(
    prefix=st.sampled_from("35789"),
    rest=st.text("0123456789", min_size=8, max_size=8),
    gaps=st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=8, max_size=8),
)
def test_a_mobile_number_is_noticed_however_it_is_grouped(prefix, rest, gaps):
    number = f"0{prefix}" + "".join(gap + digit for gap, digit in zip(gaps, rest, strict=True))

    assert codes(f"gọi {number} nhé") == ["phone"]
    assert codes(f"gọi {number} nhé", public=(f"84{prefix}{rest}",)) == []
    assert digits_of(number) == f"0{prefix}{rest}"


@given(st.text(st.characters(exclude_categories=["Nd"])))
def test_a_text_without_digits_has_no_number(text):
    assert codes(text) == []
