"""Small patterns shared by the rules."""

from __future__ import annotations

import re

NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?!\d)"
DASH = r"\s*[-–—÷]\s*"
NOT_IN_WORD = r"(?![^\W_])"
ENDS_NUMBER = r"(?![\d]|[.,/:-]\d)"

TIME_OF_DAY = r"(?:sáng|trưa|chiều|tối|đêm|khuya|hôm|rạng sáng|sớm)"
DOCUMENT = (
    r"(?:nghị quyết|nghị định|quyết định|kế hoạch|chỉ thị|thông tư(?: liên tịch)?|thông báo|"
    r"thông tri|giấy phép|"
    r"công văn|luật|bộ luật|"
    r"pháp lệnh|kết luận|quy định|hướng dẫn|chương trình|báo cáo|tờ trình|công điện|lệnh|"
    r"văn bản|đề án|giấy mời|"
    r"NQ|NĐ|QĐ|KH|CT|TT|TB|CV|KL|HD|BC)"
)
COUNTED = (
    r"(?:thôn|xã|phường|huyện|tỉnh|trường|tiêu chí|chỉ tiêu|đồng chí|đ/c|phiếu|nhiệm vụ|tổ|lớp|"
    r"điểm|môn|chi bộ|trạm|ca|"
    r"mẫu|sản phẩm|nội dung|hộ|người|đại biểu|cử tri|em|học sinh|cơ quan|đơn vị|khu phố|ấp|bản|"
    r"đảng viên|hội viên|"
    r"đoàn viên|cán bộ|công chức|giờ|ngày|thành viên|hồ sơ|câu|công trình|mô hình|trẻ|cháu|gia đình)"
)
SHARED = (
    r"(?:dân số|diện tích|số|thời gian|tổng|chiều|quãng|vườn|đất|lượng|khối lượng|thu nhập|"
    r"kinh phí|nguồn|dân|dung tích|"
    r"giá|tiền|chặng|thể tích|trọng lượng|mức|thế giới|cả nước|nhân khẩu|lao động|nước|"
    r"công việc|quân|cây|sản lượng)"
)


def before(words: str) -> re.Pattern[str]:
    """Compile a pattern for the text that ends where a rule stands."""
    return re.compile(rf"(?:{words})\s*$", re.IGNORECASE)
