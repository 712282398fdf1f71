"""Ready-made forms: one JSON document, one form, and NukeViet's api.php with a class of the site's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.base import ChannelUnavailable, ContentRejected, NotAuthorized
from channels.webhook.answers import Meaning


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A template, how success is told, and the portal's own codes."""

    template: str
    success: str = ""
    codes: Mapping[str, Meaning] = field(default_factory=dict)


JSON = """{
  "reference": "{{ reference }}", "title": "{{ title }}", "summary": "{{ summary }}",
  "html": "{{ html }}", "text": "{{ text }}", "topic": "{{ topic }}", "topic_name": "{{ topic_name }}",
  "unit": "{{ unit }}", "urgency": "{{ urgency }}", "source": "{{ source }}", "hamlets": "{{ hamlets }}",
  "commune": "{{ commune }}", "published_at": "{{ published_at }}", "office": "{{ office }}",
  "notice": "{{ notice }}", "corrects": "{{ corrects }}", "images": "{{ images }}"
}"""
FORM = """reference={{ reference }}
title={{ title }}
summary={{ summary }}
html={{ html }}
text={{ text }}
topic={{ topic }}
unit={{ unit }}
published_at={{ published_at }}
notice={{ notice }}"""
NUKEVIET = """action=PublishMessage
module=news
language=vi
reference={{ reference }}
title={{ title }}
hometext={{ summary }}
bodytext={{ html }}
topic={{ topic }}
author={{ unit }}
notice={{ notice }}"""

_TURN_ON = "quản trị viên trang mở Cấu hình → Remote API"
_CLASS = "đặt tệp PublishMessage.php vào modules/news/Api của trang (xem docs/nukeviet.md)"


def _key(sentence: str) -> Meaning:
    return Meaning(error=NotAuthorized, sentence=sentence)


NUKEVIET_CODES = {
    "0004": _key(f"NukeViet không có lệnh đăng tin: {_CLASS}."),
    "0005": _key("NukeViet không có mô-đun này: xem lại module trong mẫu."),
    "0009": _key("Tài khoản API không có quyền với mô-đun: quản trị viên trang cấp vai trò API."),
    "0010": _key("Tài khoản API chưa đủ cấp quản trị: quản trị viên trang nâng cấp quyền."),
    "0011": _key(f"NukeViet đang tắt Remote API: {_TURN_ON}."),
    "0012": Meaning(
        error=ChannelUnavailable, sentence="NukeViet báo lỗi hệ thống trước khi đăng; sẽ gửi lại."
    ),
    "0013": _key("NukeViet không biết apikey này: tạo lại khóa API rồi kết nối lại kênh."),
    "0014": _key("NukeViet không nhận khóa bí mật: tạo lại khóa API rồi kết nối lại kênh."),
    "0015": _key("Mẫu gửi NukeViet thiếu action: dùng lại mẫu có sẵn."),
    "0016": _key("NukeViet không nhận ngôn ngữ: xem lại language trong mẫu."),
    "0017": _key("NukeViet không nhận ngôn ngữ: xem lại language trong mẫu."),
    "0018": _key("NukeViet không nhận ngôn ngữ: xem lại language trong mẫu."),
    "0019": _key("NukeViet từ chối địa chỉ IP của máy này: quản trị viên trang thêm IP vào khóa API."),
    "0020": Meaning(
        error=ChannelUnavailable, sentence="Đồng hồ của máy lệch với trang NukeViet; sẽ gửi lại.", again=True
    ),
    "1001": Meaning(
        error=ContentRejected, sentence="Trang không nhận nội dung tin: xem lại tiêu đề, chuyên mục."
    ),
}

PRESETS: Mapping[str, Preset] = {
    "json": Preset(template=JSON),
    "form": Preset(template=FORM),
    "nukeviet": Preset(template=NUKEVIET, success="status=success", codes=NUKEVIET_CODES),
}
