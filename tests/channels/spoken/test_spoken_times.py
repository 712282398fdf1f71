"""Hours, ranges of hours and lengths of time."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import problems, speak

CASES = (
    ("lúc 14g", "lúc mười bốn giờ"),
    ("nặng 14g", "nặng mười bốn gam"),
    ("05:00", "năm giờ"),
    ("7h30", "bảy giờ ba mươi phút"),
    ("07:30", "bảy giờ ba mươi phút"),
    ("7:05", "bảy giờ năm phút"),
    ("00:30", "không giờ ba mươi phút"),
    ("23:59", "hai mươi ba giờ năm mươi chín phút"),
    ("07:30:15", "bảy giờ ba mươi phút mười lăm giây"),
    ("19h", "mười chín giờ"),
    ("7g30", "bảy giờ ba mươi phút"),
    ("9g00", "chín giờ"),
    ("7h05", "bảy giờ năm phút"),
    ("07h00", "bảy giờ"),
    ("0h ngày 1/1", "không giờ ngày mùng một tháng một"),
    ("5 giờ sáng", "năm giờ sáng"),
    ("12h trưa", "mười hai giờ trưa"),
    ("06 giờ 45", "sáu giờ bốn mươi lăm phút"),
    ("07 giờ 00", "bảy giờ"),
    ("17 giờ 00 phút", "mười bảy giờ"),
    ("lúc 6h45", "lúc sáu giờ bốn mươi lăm phút"),
    ("18 giờ 30 - 20 giờ 30", "từ mười tám giờ ba mươi phút đến hai mươi giờ ba mươi phút"),
    ("07 giờ 00 - 11 giờ 30", "từ bảy giờ đến mười một giờ ba mươi phút"),
    ("7h30-11h30", "từ bảy giờ ba mươi phút đến mười một giờ ba mươi phút"),
    ("từ 7h-9h", "từ bảy giờ đến chín giờ"),
    ("từ 07 giờ 00 đến 11 giờ 00", "từ bảy giờ đến mười một giờ"),
    ("8-11h", "từ tám giờ đến mười một giờ"),
    ("22h-5h", "từ hai mươi hai giờ đến năm giờ"),
    ("8h sáng - 5h chiều", "từ tám giờ sáng đến năm giờ chiều"),
    (
        "7h30 – 11h30, 13h30 – 17h",
        "từ bảy giờ ba mươi phút đến mười một giờ ba mươi phút, từ mười ba giờ ba mươi phút đến mười bảy giờ",
    ),
    ("thời gian: 8-10 giờ", "thời gian, từ tám giờ đến mười giờ"),
    ("trong 2-3 giờ", "trong hai đến ba giờ"),
    ("mất 2 - 3 giờ", "mất hai đến ba giờ"),
    ("mở cửa từ 14 giờ 00 ngày 24/11", "mở cửa từ mười bốn giờ ngày hai mươi tư tháng mười một"),
    ("17 giờ 15/10/2027", "mười bảy giờ ngày mười lăm tháng mười năm hai nghìn không trăm hai mươi bảy"),
    ("24 giờ", "hai mươi tư giờ"),
    ("sau 48 giờ", "sau bốn mươi tám giờ"),
    ("1 giờ 30 phút", "một giờ ba mươi phút"),
    ("1 giờ 15 phút 30 giây", "một giờ mười lăm phút ba mươi giây"),
    ("90 phút", "chín mươi phút"),
    ("30'", "ba mươi phút"),
    ("30 giây", "ba mươi giây"),
    ("24/24", "hai mươi tư trên hai mươi tư"),
    ("24/24h", "hai mươi tư trên hai mươi tư giờ"),
    ("trực 24/24 giờ", "trực hai mươi tư trên hai mươi tư giờ"),
    ("24/7", "hai mươi tư trên bảy"),
    ("2 ngày 3 đêm", "hai ngày ba đêm"),
    ("mỗi ngày 2 lần", "mỗi ngày hai lần"),
    ("1-2 tuần", "một đến hai tuần"),
)


@pytest.mark.parametrize(("source", "spoken"), CASES)
def test_times_are_said_as_an_announcer_says_them(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []
