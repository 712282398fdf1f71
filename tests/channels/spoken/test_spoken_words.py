"""Loan words, codes, chemistry, diseases, scores, versions, punctuation."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import problems, speak

CASES = (
    ("iPhone 15 Pro Max", "ai phôn mười lăm pờ rô mắc"),
    ("nhóm máu AB", "nhóm máu a bê"),
    ("nhóm máu O Rh+", "nhóm máu o rờ hát dương"),
    ("thuốc 2,4D", "thuốc hai bốn đê"),
    ("VNeID", "vê nờ e i đê"),
    ("mã QR", "mã quy rờ"),
    ("mã QR Code", "mã quy rờ"),
    ("Internet", "in tơ nét"),
    ("website", "oép sai"),
    ("fanpage", "phan pết"),
    ("Zalo", "da lô"),
    ("Facebook", "phây búc"),
    ("ứng dụng AI", "ứng dụng ây ai"),
    ("IoT", "ai o ti"),
    ("STEM", "xờ tem"),
    ("OCOP", "ô cốp"),
    ("VietGAP", "việt gáp"),
    ("gọi video", "gọi vi đê ô"),
    ("email", "i meo"),
    ("wifi", "oai phai"),
    ("app", "áp"),
    ("SIM chính chủ", "xim chính chủ"),
    ("mã OTP", "mã o tê pê"),
    ("người S'tiêng", "người xờ tiêng"),
    ("nấm Trichoderma", "nấm tri cô đéc ma"),
    ("vắc-xin", "vắc xin"),
    ("tivi", "ti vi"),
    ("VNPT", "vê nờ pê tê"),
    ("EVN", "e vê nờ"),
    ("CO2", "xê o hai"),
    ("H2O", "hát hai o"),
    ("PM2.5", "pê mờ hai chấm năm"),
    ("H5N1", "hát năm nờ một"),
    ("cúm A/H5N1", "cúm a hát năm nờ một"),
    ("COVID-19", "cô vít mười chín"),
    ("HIV/AIDS", "hát i vê ết"),
    ("pH", "pê hát"),
    ("NPK 16-16-8", "nờ pê ca mười sáu mười sáu tám"),
    ("vitamin C", "vi ta min xê"),
    ("vitamin B12", "vi ta min bê mười hai"),
    ("lúa ST25", "lúa ét tê hai mươi lăm"),
    ("mạng 5G", "mạng năm giê"),
    ("lớp 6A1", "lớp sáu a một"),
    ("lớp 12A", "lớp mười hai a"),
    ("giấy A4", "giấy a bốn"),
    ("biển số 93A-123.45", "biển số chín ba a, một hai ba, bốn năm"),
    ("C2H5OH", "xê hai hát năm o hát"),
    ("tỷ số 2-1", "tỷ số hai một"),
    ("tỉ số 21-19", "tỉ số hai mươi mốt mười chín"),
    ("thắng 3 - 0", "thắng ba không"),
    ("hòa 1-1", "hòa một một"),
    ("công nghiệp 4.0", "công nghiệp bốn chấm không"),
    ("phiên bản 2.1.5", "phiên bản hai chấm một chấm năm"),
    ("USB 3.0", "u ét bê ba chấm không"),
    ("Android 14", "an đờ roi mười bốn"),
    ("tỷ lệ 1:500", "tỷ lệ một trên năm trăm"),
    ("bản đồ tỷ lệ 1/500", "bản đồ tỷ lệ một phần năm trăm"),
    ("1/3 dân số", "một phần ba dân số"),
    ("3/4 diện tích", "ba phần tư diện tích"),
    ("2/3 số hộ", "hai phần ba số hộ"),
    ("đạt 2/3 số hộ", "đạt hai phần ba số hộ"),
    ("12/12 thôn", "mười hai trên mười hai thôn"),
    ("15/20 hộ", "mười lăm trên hai mươi hộ"),
    ("đạt 19/19 tiêu chí", "đạt mười chín trên mười chín tiêu chí"),
    ("huyết áp 120/80", "huyết áp một trăm hai mươi trên tám mươi"),
    ("đạt 9/10 điểm", "đạt chín trên mười điểm"),
    ('Ông A nói: "Đi." Rồi đi.', "ông a nói, đi. rồi đi."),
    ("Bà con chú ý!!! Đừng tin...", "bà con chú ý! đừng tin."),
    ("Thế nào?! Tốt.", "thế nào? tốt."),
    ("hiệu quả > chi phí", "hiệu quả lớn hơn chi phí"),
    ("≥ 18 tuổi", "lớn hơn hoặc bằng mười tám tuổi"),
    ("lừa đảo... rồi lấy tiền", "lừa đảo, rồi lấy tiền"),
    ("gói 4G/5G", "gói bốn giê, năm giê"),
    ("Kính gửi: Ông (bà) Lan", "kính gửi, ông, bà, lan"),
    ("số nhà 12/5", "số nhà mười hai trên năm"),
    ("tổ 4/5", "tổ bốn trên năm"),
)


@pytest.mark.parametrize(("source", "spoken"), CASES)
def test_words_are_said_as_an_announcer_says_them(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []
