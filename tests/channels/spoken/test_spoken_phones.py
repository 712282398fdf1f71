"""Telephones, hotlines, codes said digit by digit."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import problems, speak

CASES = (
    ("0271 3000 103", "không hai bảy một, ba không không không, một không ba"),
    ("0271.3000.103", "không hai bảy một, ba không không không, một không ba"),
    ("0271-3000-103", "không hai bảy một, ba không không không, một không ba"),
    ("(0271) 3000 103", "không hai bảy một, ba không không không, một không ba"),
    ("02713.000.103", "không hai bảy một, ba không không không, một không ba"),
    ("02713000103", "không hai bảy một, ba không không không, một không ba"),
    ("0912 345 678", "không chín một hai, ba bốn năm, sáu bảy tám"),
    ("0912.345.678", "không chín một hai, ba bốn năm, sáu bảy tám"),
    ("0912345678", "không chín một hai, ba bốn năm, sáu bảy tám"),
    ("+84 912 345 678", "cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám"),
    ("+84912345678", "cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám"),
    ("+84 271 3000 103", "cộng tám bốn, hai bảy một, ba không không không, một không ba"),
    ("1900 1234", "một chín không không, một hai ba bốn"),
    ("19001234", "một chín không không, một hai ba bốn"),
    ("1900.6789", "một chín không không, sáu bảy tám chín"),
    ("18001091", "một tám không không, một không chín một"),
    ("ĐT: 0271 3000 103", "điện thoại, không hai bảy một, ba không không không, một không ba"),
    ("SĐT: 0912345678", "số điện thoại, không chín một hai, ba bốn năm, sáu bảy tám"),
    ("Đt. 0987 654 321", "điện thoại không chín tám bảy, sáu năm bốn, ba hai một"),
    ("Tel: 0271.3000.103", "điện thoại, không hai bảy một, ba không không không, một không ba"),
    ("ĐT: 3000 103", "điện thoại, ba không không không, một không ba"),
    (
        "đường dây nóng: 0271 3000 103",
        "đường dây nóng, không hai bảy một, ba không không không, một không ba",
    ),
    ("0271 3000 103/104", "không hai bảy một, ba không không không, một không ba, một không bốn"),
    (
        "Liên hệ: 0271 3000 103 - 0912 345 678",
        "liên hệ, không hai bảy một, ba không không không, một không ba, không chín một hai, ba "
        "bốn năm, sáu bảy tám",
    ),
    ("113", "một một ba"),
    ("gọi 113", "gọi một một ba"),
    ("gọi 113, 114 hoặc 115", "gọi một một ba, một một bốn hoặc một một năm"),
    ("113, 114, 115", "một một ba, một một bốn, một một năm"),
    ("Cấp cứu: 115", "cấp cứu, một một năm"),
    ("cứu hộ: 114 - Cấp cứu: 115", "cứu hộ, một một bốn, cấp cứu, một một năm"),
    ("Cảnh sát 113", "cảnh sát một một ba"),
    ("số 114", "số một một bốn"),
    ("tổng đài 1022", "tổng đài một không hai hai"),
    ("tổng đài 111", "tổng đài một một một"),
    ("gửi 8088", "gửi tám không tám tám"),
    ("đầu 00", "đầu không không"),
    ("+247, +563 hoặc đầu 00", "cộng hai bốn bảy, cộng năm sáu ba hoặc đầu không không"),
    ("mã OTP 123456", "mã o tê pê một hai ba bốn năm sáu"),
)


@pytest.mark.parametrize(("source", "spoken"), CASES)
def test_phones_are_said_as_an_announcer_says_them(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []
