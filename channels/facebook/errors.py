"""Graph's errors as one table: (code, subcode) → outcome and sentence; outcomes become channel errors.

Sources: Meta's error-handling guide and Pages API error codes; seven-digit subcodes from public clients.
The HTTP status decides nothing. A subcode of seven digits comes with changing outer codes, or only inside
the message, so it is looked for in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from channels.base import (
    ChannelError,
    ChannelUnavailable,
    ContentRejected,
    FixedBy,
    NotAuthorized,
    OutcomeUnknown,
)
from channels.facebook.usage import HOLD

POSTING_TOO_FAST = timedelta(hours=6)
FIGURES_RENEW = timedelta(hours=24)


class Outcome(StrEnum):
    """What an answer means for the thing we asked."""

    RATE = "rate"  # over a limit: the channel rests
    AUTH = "auth"  # the token is dead: a person reconnects
    FORBIDDEN = "forbidden"  # a permission or role is missing
    REJECTED = "rejected"  # this content will never pass
    DUPLICATE = "duplicate"  # the page says it already has it
    UNKNOWN = "unknown"  # it may have been published
    NOT_AVAILABLE = "not available"  # figures that do not exist


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table; `rest` is how long a limit of this kind lasts when Graph does not say."""

    outcome: Outcome
    sentence: str
    fixed_by: FixedBy = FixedBy.ADMIN
    rest: timedelta = HOLD


def _rate(sentence: str, rest: timedelta = HOLD) -> Row:
    return Row(outcome=Outcome.RATE, sentence=sentence, rest=rest)


def _auth(sentence: str, fixed_by: FixedBy = FixedBy.ADMIN) -> Row:
    return Row(outcome=Outcome.AUTH, sentence=sentence, fixed_by=fixed_by)


def _forbidden(sentence: str, fixed_by: FixedBy = FixedBy.PAGE_OWNER) -> Row:
    return Row(outcome=Outcome.FORBIDDEN, sentence=sentence, fixed_by=fixed_by)


def _rejected(sentence: str) -> Row:
    return Row(outcome=Outcome.REJECTED, sentence=sentence)


RECONNECT = "Quản trị viên kết nối lại fanpage (lấy mã truy cập trang mới)."
ASK_PERMISSION = (
    "Người giữ trang cấp lại quyền pages_manage_posts và pages_read_engagement, "
    "và kiểm tra ứng dụng đã ở chế độ Live."
)

_DOWN = Row(outcome=Outcome.UNKNOWN, sentence="Facebook đang trục trặc; chưa biết bài đã lên hay chưa.")
_APP_CALLS = _rate("Ứng dụng đã dùng hết lượt gọi Facebook; tạm dừng rồi tự gửi tiếp.")
_PAGE_CALLS = _rate("Fanpage đã dùng hết lượt gọi Facebook; tạm dừng rồi tự gửi tiếp.")
_NO_RIGHT = _forbidden(f"Mã truy cập không có quyền trên fanpage. {ASK_PERMISSION}")
_RETIRED = _forbidden(
    "Facebook đã bỏ chức năng mà phần mềm đang gọi; báo bộ phận kỹ thuật cập nhật phần mềm.", FixedBy.ADMIN
)
_FLAGGED = _rejected("Facebook cho là nội dung vi phạm tiêu chuẩn cộng đồng; sửa nội dung rồi gửi lại.")
_BAD_VIDEO = _rejected("Facebook không nhận tệp video; xuất lại video MP4 (H.264, AAC) rồi đính lại.")
_EXPIRED = _auth(f"Mã truy cập fanpage đã hết hạn. {RECONNECT}")

BY_SUBCODE: Mapping[int, Row] = {  # seven digits: whatever the outer code
    2853006: _forbidden("Người kết nối không đủ quyền trên fanpage; người giữ trang cấp lại vai trò."),
    2069030: _RETIRED,
    2069031: _RETIRED,
    2069033: _RETIRED,
    2069032: _auth(
        "Đang dùng mã truy cập của người dùng; cần mã truy cập của trang. "
        "Quản trị viên kết nối lại và chọn đúng trang."
    ),
    2874008: Row(
        outcome=Outcome.NOT_AVAILABLE,
        sentence="Facebook chỉ cho xem số liệu khi trang có đủ lượt thích (100).",
        rest=FIGURES_RENEW,
    ),
    1390008: _rate("Facebook báo đăng bài quá nhanh; kênh nghỉ vài giờ rồi tự gửi tiếp.", POSTING_TOO_FAST),
    1609005: _rejected("Facebook không đọc được liên kết trong bài; kiểm tra lại địa chỉ liên kết."),
    1366046: _rejected("Ảnh quá lớn hoặc sai loại; dùng ảnh JPEG hoặc PNG dưới 4 MB."),
    1366051: Row(outcome=Outcome.DUPLICATE, sentence="Facebook báo ảnh này đã được đăng rồi."),
    1346003: _FLAGGED,
    1404102: _FLAGGED,
    1404078: _forbidden("Người kết nối phải xác thực quyền đăng bài của trang tại facebook.com."),
    4854002: _forbidden("Người kết nối phải xác minh danh tính tại facebook.com."),
    1404112: _forbidden("Tài khoản Facebook của người kết nối đang bị hạn chế; xem tại facebook.com."),
    1504028: _rejected("Lời gọi số liệu thiếu tên số liệu; báo bộ phận kỹ thuật."),
}

BY_PAIR: Mapping[tuple[int, int], Row] = {
    (100, 33): _rejected("Facebook không thấy trang hoặc bài này; kiểm tra mã trang và quyền của kênh."),
    (190, 458): _auth(f"Người kết nối đã gỡ ứng dụng khỏi Facebook của mình. {RECONNECT}"),
    (190, 459): _auth(
        "Facebook đòi người kết nối đăng nhập facebook.com và qua bước kiểm tra, sau đó kết nối lại.",
        FixedBy.PAGE_OWNER,
    ),
    (190, 460): _auth(f"Người kết nối đã đổi mật khẩu Facebook. {RECONNECT}"),
    (190, 463): _EXPIRED,
    (190, 464): _auth(
        "Tài khoản Facebook của người kết nối chưa được xác nhận; xác nhận rồi kết nối lại.",
        FixedBy.PAGE_OWNER,
    ),
    (190, 467): _auth(f"Mã truy cập fanpage không còn hiệu lực. {RECONNECT}"),
    (190, 490): _EXPIRED,
    (190, 492): _auth(
        "Người kết nối không còn vai trò trên fanpage; người giữ trang cấp lại vai trò rồi kết nối lại.",
        FixedBy.PAGE_OWNER,
    ),
}

BY_CODE: Mapping[int, Row] = {
    1: _DOWN,
    2: _DOWN,
    3: _forbidden("Ứng dụng không có khả năng này trên Facebook; quản trị viên kiểm tra ứng dụng."),
    4: _APP_CALLS,
    17: _rate("Người kết nối đã dùng hết lượt gọi Facebook; tạm dừng rồi tự gửi tiếp."),
    32: _PAGE_CALLS,
    613: _PAGE_CALLS,
    341: _rate("Facebook đang giới hạn ứng dụng; tạm dừng rồi tự gửi tiếp."),
    10: _NO_RIGHT,
    100: _rejected("Facebook không nhận một thông tin trong bài."),
    102: _auth(f"Phiên kết nối Facebook không còn hiệu lực. {RECONNECT}"),
    104: _auth(f"Lời gọi Facebook thiếu mã truy cập. {RECONNECT}"),
    190: _auth(f"Mã truy cập fanpage không còn hiệu lực. {RECONNECT}"),
    352: _BAD_VIDEO,
    6000: _BAD_VIDEO,
    368: _rejected("Facebook chặn bài này vì cho là trái quy định; xem lý do, sửa rồi gửi lại."),
    506: Row(outcome=Outcome.DUPLICATE, sentence="Facebook báo fanpage vừa có bài giống hệt."),
    3001: _rejected("Lời gọi số liệu sai; báo bộ phận kỹ thuật."),
}

BY_FAMILY: tuple[tuple[range, Row], ...] = (
    (range(200, 300), _NO_RIGHT),
    (range(80_000, 80_015), _PAGE_CALLS),
)

UNFAMILIAR = Row(outcome=Outcome.UNKNOWN, sentence="Facebook trả lời bằng một mã lỗi lạ.")


def row_for(code: int, subcode: int | None, message: str) -> Row:
    """Return the table's row for an error; the more exact number wins."""
    inside = [int(each) for each in re.findall(r"(?<!\d)\d{7}(?!\d)", message)]
    for number in (subcode or 0, code, *inside):
        if number in BY_SUBCODE:
            return BY_SUBCODE[number]
    if (code, subcode or 0) in BY_PAIR:
        return BY_PAIR[code, subcode or 0]
    family = (row for numbers, row in BY_FAMILY if code in numbers)
    return BY_CODE.get(code) or next(family, UNFAMILIAR)


@dataclass(frozen=True, kw_only=True)
class GraphRefusal:
    """An error answer of Graph, read."""

    code: int
    subcode: int | None
    message: str
    trace: str = ""

    @classmethod
    def read(cls, document: Any) -> GraphRefusal:
        """Read `{"error": {…}}`; what is missing reads as unfamiliar."""
        error = document.get("error") if isinstance(document, Mapping) else None
        error = error if isinstance(error, Mapping) else {}
        words = error.get("error_user_msg") or error.get("message") or ""
        return cls(
            code=_number(error.get("code")) or 0,
            subcode=_number(error.get("error_subcode")),
            message=str(words),
            trace=str(error.get("fbtrace_id") or ""),
        )

    @property
    def is_missing(self) -> bool:
        """Say whether the object asked for is not there (or hidden from us)."""
        return (self.code, self.subcode) == (100, 33)

    @property
    def number(self) -> str:
        """Return code and subcode as people quote them, e.g. 190/463."""
        return f"{self.code}/{self.subcode}" if self.subcode else str(self.code)


def _number(given: Any) -> int | None:
    try:
        return int(given)
    except (TypeError, ValueError):
        return None


def channel_error(
    refusal: GraphRefusal, *, creates: bool, regain: timedelta | None, clean: Callable[[str], str]
) -> ChannelError:
    """Return the channel error a refusal means.

    `creates`: the call could have published; `regain`: how long Graph says a limit lasts; `clean` takes
    secrets out of Facebook's own words, which are shown to staff.
    """
    row = row_for(refusal.code, refusal.subcode, refusal.message)
    said = clean(refusal.message)
    trace = f", dấu vết {refusal.trace}" if refusal.trace else ""
    sentence = f"{row.sentence} (Facebook, mã {refusal.number}{trace}{': ' + said if said else ''})"
    return _error_of(row, sentence, code=refusal.number, creates=creates, regain=regain)


def _error_of(row: Row, sentence: str, *, code: str, creates: bool, regain: timedelta | None) -> ChannelError:
    match row.outcome:
        case Outcome.RATE:
            told = regain if row.rest == HOLD else None
            return ChannelUnavailable(sentence, retry_after=told or row.rest, hold=True, code=code)
        case Outcome.AUTH | Outcome.FORBIDDEN:
            return NotAuthorized(sentence, who_fixes=row.fixed_by, code=code)
        case Outcome.REJECTED:
            return ContentRejected(sentence, code=code)
        case Outcome.NOT_AVAILABLE:
            return ChannelUnavailable(sentence, retry_after=row.rest, code=code)
        case Outcome.DUPLICATE | Outcome.UNKNOWN if creates:
            return OutcomeUnknown(sentence, code=code)
        case _:
            return ChannelUnavailable(sentence, code=code)
