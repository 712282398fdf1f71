"""What each answer of the Zalo Official Account API means for us, in one table.

Errors normally come with HTTP 200 and `error` ≠ 0. Zalo reuses codes, so where one has two meanings the
message text decides. Source: docs.zaloplatforms.com error codes, checked 2026-09-16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

from channels.base import (
    ChannelError,
    ChannelUnavailable,
    ContentRejected,
    FixedBy,
    NotAuthorized,
    OutcomeUnknown,
)
from channels.http import Answer

STALE_TOKEN = frozenset({-216, -220})
EXPIRED_ATTACHMENT = -100
RATE_WINDOW = timedelta(seconds=60)
VIETNAM = timezone(timedelta(hours=7))
RECONNECT = "Quản trị viên vào mục Tài khoản, kết nối lại Official Account."
CHOOSE_GROUP = "Quản trị viên chọn lại nhóm cho kênh này."
SHOWN = 160  # characters of the service's own reason that are shown

Rule = Callable[[Answer, str], ChannelError]  # (answer, the service's message with our prefix) → error


def _rejected(sentence: str) -> Rule:
    return lambda answer, said: ContentRejected(f"{sentence} {said}")


def _held(sentence: str, who: FixedBy = FixedBy.ADMIN, *, account: bool = True) -> Rule:
    return lambda answer, said: NotAuthorized(f"{sentence} {said}", who_fixes=who, account_wide=account)


def _later(sentence: str, after: timedelta, *, hold: bool = False) -> Rule:
    return lambda answer, said: ChannelUnavailable(f"{sentence} {said}", retry_after=after, hold=hold)


def _unknown(sentence: str) -> Rule:
    return lambda answer, said: OutcomeUnknown(f"{sentence} {said}")


def _by_words(*choices: tuple[str, Rule], otherwise: Rule) -> Rule:
    """Let the service's words choose between the meanings of one code."""

    def rule(answer: Answer, said: str) -> ChannelError:
        chosen = next((rule for word, rule in choices if word in said.lower()), otherwise)
        return chosen(answer, said)

    return rule


def _at_six(answer: Answer, said: str) -> ChannelError:
    now = answer.said_at
    wait = timedelta(hours=1) if now is None else _until_six(now.astimezone(VIETNAM))
    return ChannelUnavailable(f"Zalo không nhận loại tin này từ 22 giờ đến 6 giờ. {said}", retry_after=wait)


def _until_six(now: datetime) -> timedelta:
    six = now.replace(hour=6, minute=0, second=0, microsecond=0)
    return (six if now < six else six + timedelta(days=1)) - now


_OWNER, _ZALO = FixedBy.PAGE_OWNER, FixedBy.PROVIDER
_RECIPIENT = _held("Zalo không cho gửi tới người nhận này. " + CHOOSE_GROUP, account=False)
_QUOTA = _later(
    "Official Account đã hết hạn mức gửi; chủ OA mua thêm hoặc chờ kỳ mới.", timedelta(hours=1), hold=True
)
_TOKEN_DEAD = _held("Phiên kết nối Zalo không còn hiệu lực. " + RECONNECT)
_GROUP_ASSET = _held(
    "Gói của nhóm đã dùng hoặc đã bị khóa; chủ OA xem mục Gói tính năng.", _OWNER, account=False
)

TABLE: Mapping[int, Rule] = {
    -32: _later("Đã chạm giới hạn số lần gọi mỗi phút của Zalo.", RATE_WINDOW, hold=True),
    EXPIRED_ATTACHMENT: _later("Ảnh đã tải lên Zalo hết hạn.", timedelta(minutes=1)),
    -124: _TOKEN_DEAD,
    -200: _unknown("Zalo báo gửi không thành công mà không nói rõ; cần tìm lại trong nhóm."),
    -201: _by_words(
        ("group_id", _held("Zalo không nhận mã nhóm. " + CHOOSE_GROUP, account=False)),
        otherwise=_rejected("Zalo không nhận một mục của tin."),
    ),
    -204: _held("Official Account đang bị khóa; chủ OA liên hệ Zalo tại oa.zalo.me.", _ZALO),
    -205: _held("Official Account không tồn tại. " + RECONNECT),
    -209: _held("Ứng dụng Zalo chưa được kích hoạt; quản trị viên bật tại developers.zalo.me."),
    -210: _rejected("Tin vượt giới hạn của Zalo; hãy soạn lại cho ngắn."),
    -211: _QUOTA,
    -212: _held("Ứng dụng chưa đăng ký quyền gửi tin nhóm; quản trị viên xin quyền tại developers.zalo.me."),
    **dict.fromkeys((-213, -217, -218, -227, -230, -232, -244), _RECIPIENT),
    -214: _later("Zalo đang xử lý bài viết.", timedelta(minutes=1)),
    -216: _TOKEN_DEAD,
    -219: _held("Ứng dụng Zalo đã bị gỡ hoặc bị khóa; quản trị viên kiểm tra tại developers.zalo.me."),
    -220: _TOKEN_DEAD,
    -221: _held("Official Account chưa xác thực; chủ OA nộp hồ sơ tại oa.zalo.me.", _OWNER),
    -223: _by_words(
        ("quota", _QUOTA),
        otherwise=_held(
            "Official Account chưa cấp quyền này cho ứng dụng; chủ OA cấp tại oa.zalo.me.", _OWNER
        ),
    ),
    -224: _held("Official Account cần nâng gói dịch vụ; chủ OA nâng gói tại oa.zalo.me.", _OWNER),
    -233: _rejected("Zalo không nhận loại tin này."),
    -234: _at_six,
    -235: _held("Zalo chưa mở tính năng này cho loại Official Account của xã; chủ OA hỏi Zalo.", _ZALO),
    -237: _held("Nhóm đã bị tắt vì hết gói; chủ OA gia hạn nhóm tại oa.zalo.me.", _OWNER, account=False),
    -238: _GROUP_ASSET,
    -240: _held("Zalo đã ngừng đường gửi này; cần bản phần mềm mới."),
    -241: _GROUP_ASSET,
    -242: _held("Zalo không nhận chữ ký appsecret_proof; quản trị viên kiểm tra app_secret."),
    -248: _rejected("Zalo cho rằng tin vi phạm tiêu chuẩn nền tảng."),
    -320: _held("Official Account cần tài khoản Zalo Cloud; chủ OA mở tại oa.zalo.me.", _OWNER),
    -321: _held("Tài khoản Zalo Cloud hết tiền; chủ OA nạp thêm.", _OWNER),
    -403: _held("Official Account không còn ở trong nhóm. " + CHOOSE_GROUP, account=False),
    452: _TOKEN_DEAD,
}


def code_of(answer: Answer) -> int | None:
    """Return the answer's `error` number; None when there is none to understand."""
    if not isinstance(answer.data, dict):
        return None
    try:
        return int(answer.data["error"])
    except (KeyError, TypeError, ValueError):
        return None


def is_stale_token(answer: Answer) -> bool:
    """Say whether the access token is the trouble, so that a refresh may help."""
    code = code_of(answer)
    return code in STALE_TOKEN or (code is None and answer.status == 401)


def error_in(answer: Answer, *, creates: bool) -> ChannelError | None:
    """Return what went wrong, or None when the service says success.

    `creates` says that the call may have published: what is not understood is then OutcomeUnknown, else
    ChannelUnavailable.
    """
    code = code_of(answer)
    if code == 0 and answer.status < 400:
        return None
    if code in (None, 0):
        return _without_code(answer, creates=creates)
    error = TABLE.get(code or 0, _unknown("Zalo trả lời bằng một mã lạ."))(answer, _said(answer, code or 0))
    error.code = error.code or str(code)
    if isinstance(error, OutcomeUnknown) and not creates:
        return ChannelUnavailable(error.sentence, code=error.code)
    return error


def _without_code(answer: Answer, *, creates: bool) -> ChannelError:
    """Judge an answer that is no Zalo JSON by its status alone: a proxy, an outage, a wrong address."""
    status = answer.status
    if status == 401:
        return NotAuthorized(f"Zalo không nhận phiên kết nối. {RECONNECT}", code="401")
    if status == 429:
        return ChannelUnavailable("Zalo báo gọi quá nhiều.", retry_after=RATE_WINDOW, hold=True, code="429")
    if 300 <= status < 400 or status in {407, 408, 425}:
        return ChannelUnavailable(
            f"Mạng hoặc máy chủ trung gian chặn đường tới Zalo ({status}).", code=str(status)
        )
    if 400 <= status < 500:
        return NotAuthorized(
            f"Địa chỉ Zalo không nhận lời gọi này ({status}); quản trị viên kiểm tra oa_url.",
            code=str(status),
        )
    sentence = f"Zalo trả lời không đọc được ({status})."
    kind = OutcomeUnknown if creates else ChannelUnavailable
    return kind(sentence, code=str(status))


def _said(answer: Answer, code: int) -> str:
    reason = str(answer.data.get("message") or answer.data.get("error_description") or "").strip()[:SHOWN]
    return f"(Zalo {code}: {reason})" if reason else f"(Zalo {code})"
