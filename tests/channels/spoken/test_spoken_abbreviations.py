"""Offices, organisations, signatures, titles, places by their initials."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import problems, speak

CASES = (
    ("UBND xã", "ủy ban nhân dân xã"),
    ("HĐND tỉnh", "hội đồng nhân dân tỉnh"),
    ("UB MTTQ VN xã", "ủy ban mặt trận tổ quốc việt nam xã"),
    ("MTTQ", "mặt trận tổ quốc"),
    ("BCH Đảng bộ xã", "ban chấp hành đảng bộ xã"),
    ("BCH Đoàn TNCS Hồ Chí Minh", "ban chấp hành đoàn thanh niên cộng sản hồ chí minh"),
    ("BCH Quân sự xã", "ban chỉ huy quân sự xã"),
    ("BCHQS xã", "ban chỉ huy quân sự xã"),
    ("BCH PCTT&TKCN", "ban chỉ huy phòng chống thiên tai và tìm kiếm cứu nạn"),
    ("BCĐ 35", "ban chỉ đạo ba mươi lăm"),
    ("Hội CCB", "hội cựu chiến binh"),
    ("Hội ND", "hội nông dân"),
    ("Hội LHPN xã", "hội liên hiệp phụ nữ xã"),
    ("CLB", "câu lạc bộ"),
    ("HTX", "hợp tác xã"),
    ("Sở KH&CN", "sở khoa học và công nghệ"),
    ("Sở NN&MT", "sở nông nghiệp và môi trường"),
    ("Phòng VH-XH", "phòng văn hóa xã hội"),
    ("Phòng LĐ-TB&XH", "phòng lao động thương binh và xã hội"),
    ("Trường TH&THCS", "trường tiểu học và trung học cơ sở"),
    ("Trường TH Phú Trung", "trường tiểu học phú trung"),
    ("Trường THCS Phú Trung", "trường trung học cơ sở phú trung"),
    ("BHXH, BHYT", "bảo hiểm xã hội, bảo hiểm y tế"),
    ("KT-XH", "kinh tế xã hội"),
    ("QP-AN", "quốc phòng an ninh"),
    ("PCCC&CNCH", "phòng cháy chữa cháy và cứu nạn cứu hộ"),
    ("ATTP", "an toàn thực phẩm"),
    ("NVQS", "nghĩa vụ quân sự"),
    ("CBCCVC", "cán bộ, công chức, viên chức"),
    ("TTHC", "thủ tục hành chính"),
    ("nộp hồ sơ DVCTT", "nộp hồ sơ dịch vụ công trực tuyến"),
    ("CSDL", "cơ sở dữ liệu"),
    ("CNTT", "công nghệ thông tin"),
    ("CĐS", "chuyển đổi số"),
    ("số CCCD", "số căn cước công dân"),
    ("TM. ỦY BAN NHÂN DÂN", "thay mặt ủy ban nhân dân"),
    ("KT. CHỦ TỊCH, PHÓ CHỦ TỊCH", "ký thay chủ tịch, phó chủ tịch"),
    ("TL. CHỦ TỊCH, CHÁNH VĂN PHÒNG", "thừa lệnh chủ tịch, chánh văn phòng"),
    ("TUQ. CHỦ TỊCH", "thừa ủy quyền chủ tịch"),
    ("Q. CHỦ TỊCH", "quyền chủ tịch"),
    ("P. Chủ tịch", "phó chủ tịch"),
    ("(Đã ký)", "đã ký"),
    ("TP. Hồ Chí Minh", "thành phố hồ chí minh"),
    ("TP.HCM", "thành phố hồ chí minh"),
    ("TP Đồng Xoài", "thành phố đồng xoài"),
    ("TX. Bình Long", "thị xã bình long"),
    ("KP. 3", "khu phố ba"),
    ("Q.1", "quận một"),
    ("PGS.TS Nguyễn Văn B", "phó giáo sư tiến sĩ nguyễn văn bê"),
    ("đ/c Nguyễn Văn A", "đồng chí nguyễn văn a"),
    ("lúa, ngô, v.v.", "lúa, ngô, vân vân."),
    ("V/v nghỉ Tết", "về việc nghỉ tết"),
    ("QL13", "quốc lộ mười ba"),
    ("QL.14C", "quốc lộ mười bốn xê"),
    ("ĐT.741", "đường tỉnh bảy trăm bốn mươi mốt"),
    ("đường ĐT.741", "đường tỉnh bảy trăm bốn mươi mốt"),
    ("ĐH.312", "đường huyện ba trăm mười hai"),
    ("Km 12+500", "ki lô mét mười hai cộng năm trăm"),
    ("tỉnh lộ 10", "tỉnh lộ mười"),
    ("đường số 5", "đường số năm"),
    ("số 12/5 đường Lê Lợi", "số mười hai trên năm đường lê lợi"),
    ("BAN ĐIỀU HÀNH THÔN", "ban điều hành thôn"),
    ("4 KHÔNG", "bốn không"),
    ("kinh tế - xã hội", "kinh tế xã hội"),
    ("Phòng Văn hóa - Xã hội", "phòng văn hóa xã hội"),
    ("chính trị - xã hội", "chính trị xã hội"),
    ("Bà Rịa - Vũng Tàu", "bà rịa vũng tàu"),
    ("và/hoặc", "và hoặc"),
    ("anh/chị", "anh, chị"),
    ("sốt xuất huyết (SXH) tăng", "sốt xuất huyết, tăng"),
    ("ông Điểu K'Rê", "ông điểu cơ rê"),
    ("nhóm máu AB", "nhóm máu a bê"),
    ("Lưu: VT", "lưu, văn thư"),
    ("Hội PN xã", "hội phụ nữ xã"),
    ("BTV Đảng ủy", "ban thường vụ đảng ủy"),
)


@pytest.mark.parametrize(("source", "spoken"), CASES)
def test_abbreviations_are_said_as_an_announcer_says_them(source: str, spoken: str) -> None:
    said = speak(source)

    assert said.text == spoken
    assert problems(source, said) == []
