"""The console's words, in Vietnamese and in English; `?lang=en` chooses."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from publisher.wording import LANGUAGES

VIETNAMESE: Mapping[str, str] = {
    "today": "Hôm nay",
    "site": "Trang của xã",
    "sandbox": "Sân tập",
    "skip": "Đến nội dung chính",
    "other language": "English",
    "date": "{weekday}, {day:%d/%m/%Y}",
    "clock": "Lúc {now:%H:%M}",
    "weekdays": "Thứ Hai,Thứ Ba,Thứ Tư,Thứ Năm,Thứ Sáu,Thứ Bảy,Chủ nhật",
    "out": "đã ra",
    "with people": "chờ xác nhận",
    "still to come": "sắp tới",
    "trouble": "cần xử lý",
    "attention": "Cần xử lý",
    "no attention": "Không có việc nào cần xử lý.",
    "alerts": "Báo động đang mở",
    "next step": "Cần làm: {step}.",
    "waits": "Đang chờ người",
    "no waits": "Không có gì đang chờ.",
    "to approve": "Chờ duyệt",
    "records": "Đang thu âm",
    "not recorded": "Chưa thu âm được",
    "by machine": "máy {name}",
    "no machine": "chờ máy thu",
    "to confirm air": "Phát trên loa lúc {at:%H:%M ngày %d/%m}: {messages} tin, {channels} cụm loa",
    "to confirm hand": "Gửi tay {messages} tin",
    "files in": "Các thư mục trên nằm trong",
    "since": "từ {at:%H:%M ngày %d/%m}",
    "deliveries": "Lượt đăng hôm nay",
    "no deliveries": "Hôm nay chưa có lượt đăng nào.",
    "held": "{name} đang tạm dừng: {reason}",
    "emergency": "khẩn cấp",
    "urgent": "ưu tiên",
    "attempts": "{count} lần gửi",
    "open": "Xem",
    "on air": "phát lúc {at:%H:%M}",
    "channels": "{count} kênh",
    "error": "Có lỗi ngoài dự kiến. Hãy thử lại, hoặc báo quản trị.",
    "error 404": "Không có trang này.",
    "error 405": "Trang này chỉ để xem.",
    "back": "Về trang Hôm nay",
}

ENGLISH: Mapping[str, str] = {
    "today": "Today",
    "site": "The commune's site",
    "sandbox": "Sandbox",
    "skip": "Skip to the main content",
    "other language": "Tiếng Việt",
    "date": "{weekday}, {day:%d/%m/%Y}",
    "clock": "At {now:%H:%M}",
    "weekdays": "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday",
    "out": "sent",
    "with people": "to confirm",
    "still to come": "to come",
    "trouble": "need attention",
    "attention": "Needs attention",
    "no attention": "Nothing needs attention.",
    "alerts": "Open alerts",
    "next step": "Next: {step}.",
    "waits": "Waits for a person",
    "no waits": "Nothing waits.",
    "to approve": "To approve",
    "records": "Recording",
    "not recorded": "Could not be recorded",
    "by machine": "by {name}",
    "no machine": "waits for a machine",
    "to confirm air": "On the loudspeakers at {at:%H:%M on %d/%m}: {messages} messages, {channels} zones",
    "to confirm hand": "To send by hand, {messages} messages",
    "files in": "These folders are in",
    "since": "since {at:%H:%M on %d/%m}",
    "deliveries": "Deliveries of today",
    "no deliveries": "No deliveries today yet.",
    "held": "{name} is held: {reason}",
    "emergency": "emergency",
    "urgent": "urgent",
    "attempts": "{count} attempts",
    "open": "Open",
    "on air": "on air at {at:%H:%M}",
    "channels": "{count} channels",
    "error": "Something unexpected went wrong. Try again, or tell the administrator.",
    "error 404": "There is no such page.",
    "error 405": "This page is only for reading.",
    "back": "Back to Today",
}

_PHRASES = dict(zip(LANGUAGES, (VIETNAMESE, ENGLISH), strict=True))


def language() -> str:
    """Return the language asked for, Vietnamese unless it is another we speak."""
    asked = request.args.get("lang", "")
    return asked if asked in _PHRASES else LANGUAGES[0]


def phrases(language: str) -> Mapping[str, str]:
    """Return the words of a language."""
    return _PHRASES[language]
