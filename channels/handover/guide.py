"""Setting up a hand-over: where to, what it is, how to open it, who sends."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from channels.base import Medium, NotAuthorized
from channels.guiding import Ask, Choice, Destination, Ready, Step

KINDS = (
    Choice(value=Medium.ZALO.value, label="Nhóm Zalo thường"),
    Choice(value=Medium.FACEBOOK.value, label="Trang hoặc nhóm Facebook do người khác giữ"),
    Choice(value=Medium.WEBSITE.value, label="Cổng thông tin phải đăng bằng tay"),
)
INVITATION = (
    "Liên kết mời vào nhóm (Zalo: Thông tin nhóm → Link tham gia nhóm), hoặc địa chỉ trang; "
    "bỏ trống nếu không có."
)
QUESTIONS = (
    Ask(name="destination", says="Tin được gửi tới đâu: tên nhóm Zalo hoặc trang, như mọi người gọi."),
    Ask(name="medium", says="Đó là gì?", choices=KINDS, default=Medium.ZALO.value),
    Ask(name="invitation", says=INVITATION, default=""),
    Ask(name="person", says="Ai gửi? Ghi tên như mọi người gọi.", default=""),
)
PHONES = (
    "Đặt địa chỉ cho điện thoại bằng `publisher commune set console_url=https://…`, "
    "rồi `publisher handover link SỐ` cho từng gói."
)
WRONG_LINK = "Liên kết mở nhóm phải là địa chỉ https đầy đủ; quản trị viên sửa trong mục Kênh."


def next_step(answers: Mapping[str, str]) -> Step:
    """Return what comes next. Raises NotAuthorized when the link opens nothing."""
    for asked in QUESTIONS:
        if asked.name not in answers:
            return asked
    if answers["invitation"] and not opens(answers["invitation"]):
        raise NotAuthorized(WRONG_LINK, code="invitation")
    return Ready(
        channels=(Destination(settings={name: value for name, value in answers.items() if value}),),
        says=(PHONES,),
    )


def opens(link: str) -> bool:
    """Say whether a link can be opened safely."""
    parts = urlsplit(link)
    return parts.scheme == "https" and bool(parts.hostname)
