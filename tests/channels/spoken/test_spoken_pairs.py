"""The same token reads differently by what stands around it: one row, two surroundings."""

from __future__ import annotations

import pytest

from channels.loudspeaker.spoken import speak

# source, spoken, other source, other spoken
PAIRS = (
    ("ngày 24/7", "ngày hai mươi tư tháng bảy", "trực 24/7", "trực hai mươi tư trên bảy"),
    ("ngày 12/12", "ngày mười hai tháng mười hai", "12/12 thôn", "mười hai trên mười hai thôn"),
    ("sáng 1/3", "sáng ngày mùng một tháng ba", "1/3 dân số", "một phần ba dân số"),
    ("BCH Đảng bộ", "ban chấp hành đảng bộ", "BCH Quân sự", "ban chỉ huy quân sự"),
    (
        "ĐT: 0271 3000 103",
        "điện thoại, không hai bảy một, ba không không không, một không ba",
        "ĐT.741",
        "đường tỉnh bảy trăm bốn mươi mốt",
    ),
    ("TL. CHỦ TỊCH", "thừa lệnh chủ tịch", "TL.10", "tỉnh lộ mười"),
    ("KT. CHỦ TỊCH", "ký thay chủ tịch", "phòng KT", "phòng kinh tế"),
    ("TM. UBND", "thay mặt ủy ban nhân dân", "TM điện tử", "thương mại điện tử"),
    ("TT số 39", "thông tư số ba mươi chín", "TT Y tế", "trung tâm y tế"),
    ("TT. Tân Phú", "thị trấn tân phú", "TT Dịch vụ", "trung tâm dịch vụ"),
    ("TH Phú Trung", "tiểu học phú trung", "các TH đặc biệt", "các trường hợp đặc biệt"),
    ("HS lớp 5", "học sinh lớp năm", "HS xin cấp", "hồ sơ xin cấp"),
    (
        "GĐ 2025-2030",
        "giai đoạn hai nghìn không trăm hai mươi lăm đến hai nghìn không trăm ba mươi",
        "GĐ Trung tâm",
        "giám đốc trung tâm",
    ),
    ("CN Nguyễn Văn Nam", "cử nhân nguyễn văn nam", "sáng CN", "sáng chủ nhật"),
    ("CT UBND xã", "chủ tịch ủy ban nhân dân xã", "CT số 05", "chỉ thị số không năm"),
    ("công ty CP", "công ty cổ phần", "của CP", "của chính phủ"),
    ("QH khóa XV", "quốc hội khóa mười lăm", "QH sử dụng đất", "quy hoạch sử dụng đất"),
    ("ĐH Đảng bộ", "đại hội đảng bộ", "trường ĐH", "trường đại học"),
    ("ĐH.312", "đường huyện ba trăm mười hai", "ĐH Đảng bộ xã", "đại hội đảng bộ xã"),
    ("ĐC: thôn 1", "địa chỉ, thôn một", "ĐC Nam", "đồng chí nam"),
    ("Đ/c: tổ 2", "địa chỉ, tổ hai", "đ/c Hoa", "đồng chí hoa"),
    ("CĐ cơ sở", "công đoàn cơ sở", "trường CĐ", "trường cao đẳng"),
    ("TS. Lê Nam", "tiến sĩ lê nam", "TS hộ", "tổng số hộ"),
    ("HĐ số 5", "hợp đồng số năm", "HĐ nhân dân", "hội đồng nhân dân"),
    ("QL đất đai", "quản lý đất đai", "QL13", "quốc lộ mười ba"),
    ("P. Chủ tịch", "phó chủ tịch", "P. Tân Phú", "phường tân phú"),
    ("P. VH-XH", "phòng văn hóa xã hội", "P.5", "phường năm"),
    ("Q. Chủ tịch", "quyền chủ tịch", "Q. 1", "quận một"),
    ("TB số 12", "thông báo số mười hai", "TB và liệt sĩ", "thương binh và liệt sĩ"),
    ("hộ TB", "hộ trung bình", "2 TB dữ liệu", "hai tê ra bai dữ liệu"),
    ("KH số 45", "kế hoạch số bốn mươi lăm", "KH và công nghệ", "khoa học và công nghệ"),
    ("AI được gửi?", "ai được gửi?", "ứng dụng AI", "ứng dụng ây ai"),
    ("gọi 113", "gọi một một ba", "113 hộ", "một trăm mười ba hộ"),
    ("gọi 115", "gọi một một năm", "115 người", "một trăm mười lăm người"),
    ("thứ 4", "thứ tư", "4 người", "bốn người"),
    ("tháng 4", "tháng tư", "4 tháng", "bốn tháng"),
    ("ngày 5", "ngày mùng năm", "5 ngày", "năm ngày"),
    ("lần thứ I", "lần thứ nhất", "chương I", "chương một"),
    ("hạng I", "hạng nhất", "loại I", "loại một"),
    ("khóa V", "khóa năm", "lớp V", "lớp vê"),
    ("C. Kết luận", "xê, kết luận", "quý I", "quý một"),
    ("5.000 hộ", "năm nghìn hộ", "phiên bản 5.0", "phiên bản năm chấm không"),
    ("4.0", "bốn chấm không", "4,0", "bốn phẩy không"),
    ("2.500", "hai nghìn năm trăm", "2,500", "hai phẩy năm không không"),
    ("7:30", "bảy giờ ba mươi phút", "tỷ lệ 7:30", "tỷ lệ bảy trên ba mươi"),
    ("5h", "năm giờ", "5 m", "năm mét"),
    ("5g phân", "năm gam phân", "mạng 5G", "mạng năm giê"),
    ("lớp 12A", "lớp mười hai a", "12V", "mười hai vôn"),
    ("thắng 2-1", "thắng hai một", "2-1 triệu", "hai đến một triệu"),
    ("5-7 hộ", "năm đến bảy hộ", "ngày 5-7", "ngày mùng năm tháng bảy"),
    ("ngày 5/7", "ngày mùng năm tháng bảy", "đạt 5/7 tiêu chí", "đạt năm trên bảy tiêu chí"),
    ("số 12/5", "số mười hai trên năm", "ngày 12/5", "ngày mười hai tháng năm"),
    (
        "2025 - 2026",
        "hai nghìn không trăm hai mươi lăm đến hai nghìn không trăm hai mươi sáu",
        "25 - 26 hộ",
        "hai mươi lăm đến hai mươi sáu hộ",
    ),
    ("số 05", "số không năm", "05 hộ", "năm hộ"),
    ("mã 00", "mã không không", "00 giờ", "không giờ"),
    (
        "tài khoản 0123456789",
        "tài khoản, xem trên trang thông tin điện tử của xã",
        "gọi 0123456789",
        "gọi không một hai ba, bốn năm sáu, bảy tám chín",
    ),
    ("5 năm", "năm năm", "năm 5", "năm năm"),
    ("Ngày hội 01/10", "ngày hội mùng một tháng mười", "01/10 hộ", "một trên mười hộ"),
    ("mùng 5/7", "mùng năm tháng bảy", "5/7 thôn", "năm trên bảy thôn"),
    ("-5°C", "âm năm độ xê", "5 - 7°C", "năm đến bảy độ xê"),
    ("anh/chị", "anh, chị", "km/h", "ki lô mét trên giờ"),
    (
        "Nghị định 5/2025",
        "nghị định năm năm hai nghìn không trăm hai mươi lăm",
        "tháng 5/2025",
        "tháng năm năm hai nghìn không trăm hai mươi lăm",
    ),
    ("xuống -5 độ", "xuống âm năm độ", "10-15 độ", "mười đến mười lăm độ"),
    ("Hội ND", "hội nông dân", "Hội PN", "hội phụ nữ"),
    ("học kỳ I", "học kỳ một", "I. Mở đầu", "một, mở đầu"),
    ("số 114", "số một một bốn", "nhà số 114", "nhà số một trăm mười bốn"),
    ("mỗi ngày 2 lần", "mỗi ngày hai lần", "ngày 2 tháng 5", "ngày mùng hai tháng năm"),
    (
        "tháng 1 âm lịch",
        "tháng giêng âm lịch",
        "tháng 1 năm 2026",
        "tháng một năm hai nghìn không trăm hai mươi sáu",
    ),
    ("Điều 5đ", "điều năm đê", "5đ", "năm đồng"),
)


@pytest.mark.parametrize(("one", "said_one", "other", "said_other"), PAIRS)
def test_a_token_is_read_by_its_surroundings(one: str, said_one: str, other: str, said_other: str) -> None:
    assert (speak(one).text, speak(other).text) == (said_one, said_other)


def test_the_table_of_pairs_stays_wide() -> None:
    assert len(PAIRS) >= 60
