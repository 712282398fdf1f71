"""Numbers of documents by meaning, legal references, standards."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import problems, speak

CASES = (
    ("Thông tri số 12-TT/TU", "thông tri số mười hai của tỉnh ủy"),
    ("Giấy phép số 12/GP-UBND", "giấy phép số mười hai của ủy ban nhân dân"),
    ("Giấy mời 05/GM-TDP", "giấy mời không năm của tổ dân phố"),
    ("các NĐ-CP", "các nghị định của chính phủ"),
    ("cao tốc CT.01", "cao tốc không một"),
    ("HL-15", "hương lộ mười lăm"),
    (
        "Nghị quyết số 202/2025/QH15 của Quốc hội",
        "nghị quyết số hai trăm linh hai năm hai nghìn không trăm hai mươi lăm của quốc hội",
    ),
    ("Nghị quyết số 5/NQ-UBTVQH16", "nghị quyết số năm của ủy ban thường vụ quốc hội"),
    ("Văn bản hợp nhất số 10/VBHN-VPQH", "văn bản hợp nhất số mười của văn phòng quốc hội"),
    ("Nghị quyết số 57-NQ/TW của Bộ Chính trị", "nghị quyết số năm mươi bảy của bộ chính trị"),
    ("Nghị quyết số 57-NQ/TW", "nghị quyết số năm mươi bảy của trung ương"),
    (
        "Ngày 22/12/2024, Bộ Chính trị ban hành Nghị quyết số 57-NQ/TW",
        "ngày hai mươi hai tháng mười hai năm hai nghìn không trăm hai mươi tư, bộ chính trị ban "
        "hành nghị quyết số năm mươi bảy",
    ),
    ("theo 57-NQ/TW", "theo nghị quyết số năm mươi bảy của trung ương"),
    ("NQ57-NQ/TW", "nghị quyết năm mươi bảy của trung ương"),
    (
        "Nghị quyết 66-NQ/TW và 68-NQ/TW",
        "nghị quyết sáu mươi sáu của trung ương và sáu mươi tám của trung ương",
    ),
    ("Quyết định số 1169/QĐ-TTg", "quyết định số một nghìn một trăm sáu mươi chín của thủ tướng chính phủ"),
    (
        "Quyết định số 1169/QĐ-TTg của Thủ tướng Chính phủ",
        "quyết định số một nghìn một trăm sáu mươi chín của thủ tướng chính phủ",
    ),
    (
        "Thủ tướng Chính phủ ký Quyết định số 1169/QĐ-TTg",
        "thủ tướng chính phủ ký quyết định số một nghìn một trăm sáu mươi chín",
    ),
    ("QĐ 1169/QĐ-TTg", "quyết định một nghìn một trăm sáu mươi chín của thủ tướng chính phủ"),
    ("số 1169/QĐ-TTg", "quyết định số một nghìn một trăm sáu mươi chín của thủ tướng chính phủ"),
    ("45/KH-UBND", "kế hoạch số bốn mươi lăm của ủy ban nhân dân"),
    ("Kế hoạch số 45/KH-UBND", "kế hoạch số bốn mươi lăm của ủy ban nhân dân"),
    ("Số: 45/KH-UBND", "kế hoạch số bốn mươi lăm của ủy ban nhân dân"),
    ("KẾ HOẠCH SỐ 45/KH-UBND", "kế hoạch số bốn mươi lăm của ủy ban nhân dân"),
    ("Kế hoạch 15-KH/ĐU", "kế hoạch mười lăm của đảng ủy"),
    ("Chỉ thị số 05-CT/TW", "chỉ thị số không năm của trung ương"),
    ("Công điện số 95/CĐ-TTg", "công điện số chín mươi lăm của thủ tướng chính phủ"),
    ("Kết luận số 21-KL/TW", "kết luận số hai mươi mốt của trung ương"),
    ("Hướng dẫn số 12-HD/BTGTW", "hướng dẫn số mười hai của ban tuyên giáo trung ương"),
    ("Chương trình số 10-CTr/TU", "chương trình số mười của tỉnh ủy"),
    ("Thông báo số 12/TB-UBND", "thông báo số mười hai của ủy ban nhân dân"),
    ("Thông báo 12/TB-UBND", "thông báo mười hai của ủy ban nhân dân"),
    ("Báo cáo số 234/BC-UBND", "báo cáo số hai trăm ba mươi tư của ủy ban nhân dân"),
    ("Tờ trình số 56/TTr-UBND", "tờ trình số năm mươi sáu của ủy ban nhân dân"),
    ("Giấy mời số 07/GM-UBND", "giấy mời số không bảy của ủy ban nhân dân"),
    ("Công văn số 1234/UBND-VX", "công văn số một nghìn hai trăm ba mươi tư của ủy ban nhân dân"),
    (
        "công văn 1273/BTTTT-TTCS",
        "công văn một nghìn hai trăm bảy mươi ba của bộ thông tin và truyền thông",
    ),
    ("Công văn số 2345/SYT-NVY", "công văn số hai nghìn ba trăm bốn mươi lăm của sở y tế"),
    ("CV số 55/CV-MTTQ", "công văn số năm mươi lăm của mặt trận tổ quốc"),
    (
        "Nghị định 49/2024/NĐ-CP",
        "nghị định bốn mươi chín năm hai nghìn không trăm hai mươi tư của chính phủ",
    ),
    (
        "Nghị định số 30/2020/NĐ-CP của Chính phủ",
        "nghị định số ba mươi năm hai nghìn không trăm hai mươi của chính phủ",
    ),
    (
        "Thủ tướng Chính phủ yêu cầu thực hiện Nghị định 49/2024/NĐ-CP",
        "thủ tướng chính phủ yêu cầu thực hiện nghị định bốn mươi chín năm hai nghìn không trăm "
        "hai mươi tư của chính phủ",
    ),
    ("Nghị định 49/2024", "nghị định bốn mươi chín năm hai nghìn không trăm hai mươi tư"),
    (
        "Thông tư số 39/2020/TT-BTTTT",
        "thông tư số ba mươi chín năm hai nghìn không trăm hai mươi của bộ thông tin và truyền thông",
    ),
    (
        "Thông tư số 39/2020/TT-BTTTT của Bộ Thông tin và Truyền thông",
        "thông tư số ba mươi chín năm hai nghìn không trăm hai mươi của bộ thông tin và truyền thông",
    ),
    (
        "TT 39/2020/TT-BTTTT",
        "thông tư ba mươi chín năm hai nghìn không trăm hai mươi của bộ thông tin và truyền thông",
    ),
    (
        "Thông tư liên tịch số 05/2024/TTLT-BTC-BNV",
        "thông tư liên tịch số không năm năm hai nghìn không trăm hai mươi tư của bộ tài chính và bộ nội vụ",
    ),
    (
        "Nghị quyết số 12/2025/NQ-HĐND",
        "nghị quyết số mười hai năm hai nghìn không trăm hai mươi lăm của hội đồng nhân dân",
    ),
    ("Nghị quyết số 03/NQ-CP", "nghị quyết số không ba của chính phủ"),
    (
        "Luật Đất đai số 31/2024/QH15",
        "luật đất đai số ba mươi mốt năm hai nghìn không trăm hai mươi tư của quốc hội khóa mười lăm",
    ),
    (
        "Bộ luật số 45/2019/QH14",
        "bộ luật số bốn mươi lăm năm hai nghìn không trăm mười chín của quốc hội khóa mười bốn",
    ),
    (
        "Nghị quyết số 193/2025/QH15",
        "nghị quyết số một trăm chín mươi ba năm hai nghìn không trăm hai mươi lăm của quốc hội "
        "khóa mười lăm",
    ),
    (
        "Pháp lệnh số 02/2020/UBTVQH14",
        "pháp lệnh số không hai năm hai nghìn không trăm hai mươi của ủy ban thường vụ quốc hội",
    ),
    ("Luật Đất đai năm 2024", "luật đất đai năm hai nghìn không trăm hai mươi tư"),
    (
        "QCVN 26:2010/BTNMT",
        "quy chuẩn việt nam hai mươi sáu năm hai nghìn không trăm mười của bộ tài nguyên và môi trường",
    ),
    ("ISO 9001:2015", "i sô chín nghìn không trăm linh một năm hai nghìn không trăm mười lăm"),
    ("điểm a khoản 2 Điều 5", "điểm a khoản hai điều năm"),
    ("điểm đ khoản 1", "điểm đê khoản một"),
    ("điểm a, b, c khoản 2", "điểm a, bê, xê khoản hai"),
    ("Điều 5a", "điều năm a"),
    ("Khoản 1a", "khoản một a"),
    ("Điều 12, 13 và 14", "điều mười hai, mười ba và mười bốn"),
    ("khoản 2, 3 Điều 5 Luật Căn cước", "khoản hai, ba điều năm luật căn cước"),
    ("Điều 1 - Điều 5", "điều một đến điều năm"),
    ("Điều 5.2", "điều năm chấm hai"),
    ("điểm b khoản 1 Điều 12", "điểm bê khoản một điều mười hai"),
    ("12/345/6", "mười hai gạch chéo ba trăm bốn mươi lăm gạch chéo sáu"),
)


@pytest.mark.parametrize(("source", "spoken"), CASES)
def test_documents_are_said_as_an_announcer_says_them(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []
