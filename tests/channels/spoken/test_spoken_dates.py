"""Dates with and without year, ranges, months, quarters, lunar days."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import problems, speak

CASES = (
    ("tối mai (5/7)", "tối mai, ngày mùng năm tháng bảy"),
    ("hôm nay 5/7", "hôm nay ngày mùng năm tháng bảy"),
    ("đường 30/4", "đường ba mươi tháng tư"),
    ("đường 3/2", "đường ba tháng hai"),
    ("đường 2-9", "đường hai tháng chín"),
    ("vào ngày 30-4 và 1-5", "vào ngày ba mươi tháng tư và mùng một tháng năm"),
    (
        "dịp lễ 30-4, 1-5 và 2-9",
        "dịp lễ ngày ba mươi tháng tư, ngày mùng một tháng năm và ngày mùng hai tháng chín",
    ),
    ("các ngày 2/9, 30/4 và 1/5", "các ngày mùng hai tháng chín, ba mươi tháng tư và mùng một tháng năm"),
    ("ngày 2/9, 30/4 hoặc 1/5", "ngày mùng hai tháng chín, ba mươi tháng tư hoặc mùng một tháng năm"),
    ("ngày 05/7/2025", "ngày mùng năm tháng bảy năm hai nghìn không trăm hai mươi lăm"),
    ("ngày 22/12/2024", "ngày hai mươi hai tháng mười hai năm hai nghìn không trăm hai mươi tư"),
    ("ngày 5/7", "ngày mùng năm tháng bảy"),
    ("ngày 18/5", "ngày mười tám tháng năm"),
    ("Ngày 18/5 là ngày hội", "ngày mười tám tháng năm là ngày hội"),
    ("sáng 18/5", "sáng ngày mười tám tháng năm"),
    ("20/11", "ngày hai mươi tháng mười một"),
    ("8/3", "ngày mùng tám tháng ba"),
    ("lễ 30/4 và 1/5", "lễ ngày ba mươi tháng tư và ngày mùng một tháng năm"),
    ("Quốc khánh 2/9", "quốc khánh ngày mùng hai tháng chín"),
    ("ngày 1-5", "ngày mùng một tháng năm"),
    ("ngày 26-11", "ngày hai mươi sáu tháng mười một"),
    ("ngày 30.4", "ngày ba mươi tháng tư"),
    ("ngày 30.4.1975", "ngày ba mươi tháng tư năm một nghìn chín trăm bảy mươi lăm"),
    ("05-7-2025", "ngày mùng năm tháng bảy năm hai nghìn không trăm hai mươi lăm"),
    ("2026-11-24", "ngày hai mươi tư tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 01 tháng 7 năm 2025", "ngày mùng một tháng bảy năm hai nghìn không trăm hai mươi lăm"),
    ("ngày 4 tháng 4", "ngày mùng bốn tháng tư"),
    ("ngày 10/10/2027", "ngày mùng mười tháng mười năm hai nghìn không trăm hai mươi bảy"),
    ("Thứ Ba, 08/12/2026", "thứ ba, ngày mùng tám tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
    ("thứ Bảy (12/12)", "thứ bảy, ngày mười hai tháng mười hai"),
    ("Chủ nhật, 10/10/2027", "chủ nhật, ngày mùng mười tháng mười năm hai nghìn không trăm hai mươi bảy"),
    ("CN, 10/10/2027", "chủ nhật, ngày mùng mười tháng mười năm hai nghìn không trăm hai mươi bảy"),
    ("hạn chót 31/12", "hạn chót ngày ba mươi mốt tháng mười hai"),
    ("trước ngày 5 hằng tháng", "trước ngày mùng năm hằng tháng"),
    (
        "từ ngày 10 đến ngày 15/9/2025",
        "từ ngày mùng mười đến ngày mười lăm tháng chín năm hai nghìn không trăm hai mươi lăm",
    ),
    (
        "từ ngày 10/9 đến 15/9/2025",
        "từ ngày mùng mười tháng chín đến ngày mười lăm tháng chín năm hai nghìn không trăm hai mươi lăm",
    ),
    ("từ 27/11 đến 30/11", "từ ngày hai mươi bảy tháng mười một đến ngày ba mươi tháng mười một"),
    (
        "27/11 - 30/11/2026",
        "từ ngày hai mươi bảy tháng mười một đến ngày ba mươi tháng mười một năm hai nghìn không "
        "trăm hai mươi sáu",
    ),
    (
        "từ ngày 05-10/12/2026",
        "từ ngày mùng năm đến mùng mười tháng mười hai năm hai nghìn không trăm hai mươi sáu",
    ),
    (
        "20-22/11/2026",
        "từ ngày hai mươi đến ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi sáu",
    ),
    ("Từ 20 - 22/11", "từ ngày hai mươi đến ngày hai mươi hai tháng mười một"),
    (
        "các ngày 10, 11 và 12/9/2025",
        "các ngày mùng mười, mười một và mười hai tháng chín năm hai nghìn không trăm hai mươi lăm",
    ),
    (
        "ngày 21, 22, 24/4/2026",
        "ngày hai mươi mốt, hai mươi hai, hai mươi tư tháng tư năm hai nghìn không trăm hai mươi sáu",
    ),
    ("ngày 5 và 6/10", "ngày mùng năm và mùng sáu tháng mười"),
    (
        "các ngày 5-7/10/2026",
        "các ngày mùng năm đến mùng bảy tháng mười năm hai nghìn không trăm hai mươi sáu",
    ),
    ("từ 1/1 đến 31/3", "từ ngày mùng một tháng một đến ngày ba mươi mốt tháng ba"),
    (
        "từ 01/01/2026 đến hết ngày 31/3/2026",
        "từ ngày mùng một tháng một năm hai nghìn không trăm hai mươi sáu đến hết ngày ba mươi "
        "mốt tháng ba năm hai nghìn không trăm hai mươi sáu",
    ),
    ("mùng 5/7", "mùng năm tháng bảy"),
    ("mồng 10/3 âm lịch", "mùng mười tháng ba âm lịch"),
    ("15/8 âm lịch", "ngày mười lăm tháng tám âm lịch"),
    ("tháng 1", "tháng một"),
    ("tháng 4", "tháng tư"),
    ("tháng 1 âm lịch", "tháng giêng âm lịch"),
    ("rằm tháng 1", "rằm tháng giêng"),
    ("ngày 15 tháng 1 âm lịch", "ngày mười lăm tháng giêng âm lịch"),
    ("tháng 3, 4 và 5", "tháng ba, tư và năm"),
    ("tháng 12/2026", "tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
    ("05/2026", "tháng năm năm hai nghìn không trăm hai mươi sáu"),
    ("đến 12/2026", "đến tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
    ("tháng 3-4/2026", "tháng ba đến tháng tư năm hai nghìn không trăm hai mươi sáu"),
    ("tháng 01 năm 2026", "tháng một năm hai nghìn không trăm hai mươi sáu"),
    ("quý I/2026", "quý một năm hai nghìn không trăm hai mươi sáu"),
    ("quý 2/2026", "quý hai năm hai nghìn không trăm hai mươi sáu"),
    ("quý IV/2025", "quý bốn năm hai nghìn không trăm hai mươi lăm"),
    ("năm 1975", "năm một nghìn chín trăm bảy mươi lăm"),
    ("năm 2005", "năm hai nghìn không trăm linh năm"),
    (
        "giai đoạn 2025 - 2026",
        "giai đoạn hai nghìn không trăm hai mươi lăm đến hai nghìn không trăm hai mươi sáu",
    ),
    (
        "năm học 2025-2026",
        "năm học hai nghìn không trăm hai mươi lăm đến hai nghìn không trăm hai mươi sáu",
    ),
    (
        "niên khóa 2024 – 2025",
        "niên khóa hai nghìn không trăm hai mươi tư đến hai nghìn không trăm hai mươi lăm",
    ),
    ("6 tháng đầu năm 2026", "sáu tháng đầu năm hai nghìn không trăm hai mươi sáu"),
    ("ngày thứ 3", "ngày thứ ba"),
    ("tuần 3 tháng 4", "tuần ba tháng tư"),
    ("đêm 30 Tết", "đêm ba mươi tết"),
    ("ngày hội (01/10)", "ngày hội, ngày mùng một tháng mười"),
    ("Ngày hội Đổi mới sáng tạo (01/10)", "ngày hội đổi mới sáng tạo, mùng một tháng mười"),
    ("ngày Thương binh - Liệt sĩ 27/7", "ngày thương binh liệt sĩ hai mươi bảy tháng bảy"),
    ("đợt 1: 01-15/12", "đợt một, từ ngày mùng một đến ngày mười lăm tháng mười hai"),
    (
        "ngày 7-8 tháng 12 năm 2026",
        "ngày mùng bảy đến mùng tám tháng mười hai năm hai nghìn không trăm hai mươi sáu",
    ),
    ("từ ngày 7 đến 9 tháng 12", "từ ngày mùng bảy đến ngày mùng chín tháng mười hai"),
    ("ngày 7 và 8 tháng 12", "ngày mùng bảy và mùng tám tháng mười hai"),
    (
        "24/12/2026 - 02/01/2027",
        "từ ngày hai mươi tư tháng mười hai năm hai nghìn không trăm hai mươi sáu đến ngày mùng "
        "hai tháng một năm hai nghìn không trăm hai mươi bảy",
    ),
    (
        "Tết Nguyên đán 2027 (6/2/2027)",
        "tết nguyên đán hai nghìn không trăm hai mươi bảy, ngày mùng sáu tháng hai năm hai nghìn "
        "không trăm hai mươi bảy",
    ),
    ("mùng 1, mùng 2 Tết", "mùng một, mùng hai tết"),
    ("trong vòng 05 ngày, kể từ ngày 01/12", "trong vòng năm ngày, kể từ ngày mùng một tháng mười hai"),
    ("phát ngày 27/11 và 30/11", "phát ngày hai mươi bảy tháng mười một và ba mươi tháng mười một"),
)


@pytest.mark.parametrize(("source", "spoken"), CASES)
def test_dates_are_said_as_an_announcer_says_them(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []
