"""What each answer of the WordPress REST API means for us, in one table.

Decided on the `code` of the JSON, then on the status; never on the message, which is translated. Measured on
WordPress 6.1 (and the main rows on 6.7); rows of a web server or a security plugin come from their habits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from channels.base import (
    ChannelError,
    ChannelUnavailable,
    ContentRejected,
    FixedBy,
    NotAuthorized,
    OutcomeUnknown,
)
from channels.http import Answer
from channels.markdown import words_of_html

GONE = frozenset({"rest_post_invalid_id", "rest_already_trashed", "rest_post_incorrect_parent"})
PASSWORD = (
    "Quản trị viên trang vào Thành viên → Hồ sơ → Mật khẩu ứng dụng, tạo mật khẩu mới rồi kết nối lại kênh; "
    "nếu vẫn vậy, xem máy chủ web có bỏ mất tiêu đề Authorization không."
)
ROLE = "Quản trị viên trang cho tài khoản này vai trò Tác giả (author) trở lên."
ADDRESS = "Quản trị viên kiểm tra địa chỉ trang (base_url) và xem REST API có bị chặn không."
_NOT_KNOWN = (  # a wrong password makes a reader of the public out of us
    f"WordPress không cho tài khoản này xem bài chưa đăng. {ROLE} Nếu vai trò đã đúng: {PASSWORD}"
)
HOLD = timedelta(minutes=10)  # when a busy site does not say how long
SHOWN = 160  # characters of the site's own reason that are shown

Rule = Callable[[str], ChannelError]  # the site's own reason → error


def _rejected(sentence: str) -> Rule:
    return lambda said: ContentRejected(f"{sentence} {said}")


def _held(sentence: str, who: FixedBy = FixedBy.ADMIN) -> Rule:
    return lambda said: NotAuthorized(f"{sentence} {said}", who_fixes=who)


_ROLE = _held(f"Tài khoản WordPress không có quyền làm việc này. {ROLE}")
_CONTENT = _rejected("Trang WordPress không nhận nội dung này.")
_FILE = _rejected(
    "Trang WordPress không nhận tệp này: sai loại, quá lớn hoặc máy chủ không cho ghi; đổi tệp khác hoặc nới "
    "giới hạn tải lên (upload_max_filesize)."
)

TABLE: Mapping[str, Rule] = {
    "rest_cannot_publish": _ROLE,
    "rest_cannot_edit": _ROLE,
    "rest_cannot_create": _ROLE,
    "rest_cannot_delete": _ROLE,
    "rest_cannot_assign_term": _ROLE,
    "rest_cannot_edit_others": _ROLE,
    "rest_invalid_param": _CONTENT,
    "rest_missing_callback_param": _CONTENT,
    "empty_content": _CONTENT,
    "rest_empty_content": _CONTENT,
    "rest_invalid_json": _CONTENT,
    "rest_upload_no_content_disposition": _FILE,
    "rest_no_route": _held(f"Không thấy REST API của WordPress ở địa chỉ này. {ADDRESS}"),
}


def _is_about_status(answer: Answer) -> bool:
    """Say whether a parameter was refused because it asks for more than this user may see."""
    data = answer.data.get("data") if isinstance(answer.data, dict) else None
    return isinstance(data, dict) and "status" in (data.get("params") or {})


def code_of(answer: Answer) -> str:
    """Return the answer's error code, empty when it has none."""
    return str(answer.data.get("code") or "") if isinstance(answer.data, dict) else ""


def is_gone(answer: Answer) -> bool:
    """Say whether the post asked about is not there any more."""
    return code_of(answer) in GONE


def error_in(answer: Answer, *, creates: bool) -> ChannelError | None:
    """Return what went wrong, None when the site says success in JSON.

    `creates` says that the call may have published: what is not understood is then OutcomeUnknown, else
    ChannelUnavailable.
    """
    if 200 <= answer.status < 300 and answer.is_json:
        return None
    error = _judged(answer, creates=creates)
    error.code = error.code or code_of(answer) or str(answer.status)
    return error


def _judged(answer: Answer, *, creates: bool) -> ChannelError:
    code, status = code_of(answer), answer.status
    if status == 401:
        return NotAuthorized(f"WordPress không nhận tài khoản hoặc mật khẩu ứng dụng. {PASSWORD}")
    if code == "rest_invalid_param" and _is_about_status(answer):
        return NotAuthorized(f"{_NOT_KNOWN} {_said(answer)}")
    if code.startswith("rest_upload_"):
        return _FILE(_said(answer))
    if code in TABLE and 400 <= status < 500:
        return TABLE[code](_said(answer))
    if status == 429 or (status == 503 and "Retry-After" in answer.headers):
        return ChannelUnavailable(
            f"Trang WordPress đang bận hoặc chặn gọi nhiều ({status}).", retry_after=wait(answer), hold=True
        )
    if 400 <= status < 500:
        return _of_client(answer)
    if 300 <= status < 400:
        return NotAuthorized(f"Trang WordPress chuyển hướng lời gọi ({status}). {ADDRESS}")
    sentence = f"Trang WordPress trả lời không đọc được ({status})."
    return OutcomeUnknown(sentence) if creates else ChannelUnavailable(sentence)


def _of_client(answer: Answer) -> ChannelError:
    """Judge a refusal without a known code by its status: a web server, a firewall, a newer WordPress."""
    status, said = answer.status, _said(answer)
    if status == 403:
        return NotAuthorized(f"Trang WordPress từ chối ({status}): tường lửa hoặc vai trò. {ROLE}")
    if status == 413:
        return _FILE(said)
    if status in {404, 405, 410}:
        return NotAuthorized(f"Trang WordPress không có đường này ({status}). {ADDRESS}")
    if status in {407, 408, 425}:
        return ChannelUnavailable(f"Máy chủ trung gian chặn đường tới trang WordPress ({status}).")
    return ContentRejected(f"Trang WordPress không nhận ({status}). {said}")


def wait(answer: Answer) -> timedelta:
    """Return how long the site asks to wait (Retry-After in seconds, RFC 9110 §10.2.3)."""
    asked = str(answer.headers.get("Retry-After") or "").strip()
    return timedelta(seconds=int(asked)) if asked.isdecimal() else HOLD


def _said(answer: Answer) -> str:
    code = code_of(answer)
    if not code:
        return f"(WordPress {answer.status})"
    reason = words_of_html(str(answer.data.get("message") or ""))[:SHOWN]
    return f"(WordPress {code}: {reason})" if reason else f"(WordPress {code})"
