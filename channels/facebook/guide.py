"""Connecting a fanpage: app, permission of a person, the page, its own token; each tried at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.base import ChannelError, FixedBy, NotAuthorized
from channels.facebook.checks import LIVE, NEEDED
from channels.facebook.graph import Graph, Refused, Reply
from channels.guiding import Ask, Choice, Destination, Learned, Ready, Step

MAKE_APP = (
    "Mở developers.facebook.com/apps bằng tài khoản Facebook đang quản lý fanpage, bấm Tạo ứng dụng, chọn "
    "trường hợp sử dụng “Quản lý mọi thứ trên Trang”, đặt tên, rồi vào Cài đặt ứng dụng → Thông tin cơ bản: "
    "chép ID ứng dụng (một dãy số) vào đây."
)
APP_SECRET = "Cũng ở trang ấy, bấm Hiển thị bên cạnh Khóa bí mật của ứng dụng, chép và dán vào đây."
USER_TOKEN = (
    "Mở developers.facebook.com/tools/explorer, chọn ứng dụng vừa tạo, chọn Mã người dùng, thêm các quyền "
    "pages_show_list, pages_manage_posts, pages_read_engagement, read_insights, bấm Generate Access Token, "
    "chọn fanpage của xã và đồng ý; chép mã hiện ra và dán vào đây (mã chỉ sống khoảng một giờ)."
)
CHOOSE = "Đăng lên trang nào?"
NO_PAGE = (
    "Tài khoản Facebook này không quản lý trang nào, hoặc chưa chọn trang khi đồng ý: người giữ trang cấp "
    "vai trò ở Cài đặt trang → Quyền truy cập trang, rồi lấy lại mã."
)
NOT_A_WRITER = (
    "Tài khoản này không có quyền tạo bài trên trang “{name}”: người giữ trang mở Cài đặt trang → "
    "Quyền truy cập trang, cấp quyền Nội dung, rồi lấy lại mã."
)
DATA_ACCESS = (
    "Facebook đòi xác nhận lại quyền truy cập khoảng 90 ngày một lần: hệ thống nhắc trước 14 ngày, khi ấy "
    "chạy lại `publisher channel connect facebook`."
)
OPTIONAL = ("base_url", "version", "lookups", "timeout")


def next_step(answers: Mapping[str, str]) -> Step:
    """Return what comes next. Raises ChannelError when Facebook does not take an answer."""
    if "app_id" not in answers:
        return Ask(name="app_id", says=MAKE_APP)
    if not answers["app_id"].isdigit():
        raise NotAuthorized("ID ứng dụng phải là một dãy số: xem lại trang Thông tin cơ bản.", code="app_id")
    if "app_secret" not in answers:
        return Ask(name="app_secret", says=APP_SECRET, secret=True)
    if "user_token" not in answers:
        return Ask(name="user_token", says=USER_TOKEN, secret=True)
    if "long_token" not in answers:
        return _exchanged(answers)
    if "page_id" not in answers:
        return _pages(answers)
    if "token" not in answers:
        return _chosen(answers)
    return _ready(answers)


def _exchanged(answers: Mapping[str, str]) -> Learned:
    """Make the token that lives an hour into one that lives sixty days: only its page tokens have no end."""
    reply = _call(
        answers,
        answers["user_token"],
        lambda api: api.extend_access_token(answers["app_id"], answers["app_secret"]),
    )
    token = str(reply.document.get("access_token") or "")
    if not token:
        raise NotAuthorized("Facebook không đổi được mã: lấy lại mã người dùng.", code="user_token")
    return Learned(answers={"long_token": token}, says="Facebook đã nhận ứng dụng và mã người dùng.")


def _pages(answers: Mapping[str, str]) -> Ask:
    pages = _accounts(answers)
    if not pages:
        raise NotAuthorized(NO_PAGE, who_fixes=FixedBy.PAGE_OWNER, code="user_token")
    choices = tuple(
        Choice(value=str(each["id"]), label=str(each.get("name") or each["id"])) for each in pages
    )
    return Ask(name="page_id", says=CHOOSE, choices=choices)


def _chosen(answers: Mapping[str, str]) -> Learned:
    page = next((each for each in _accounts(answers) if str(each["id"]) == answers["page_id"]), None)
    if page is None:
        raise NotAuthorized("Không có trang này trong danh sách: chọn lại.", code="page_id")
    name, token = str(page.get("name") or answers["page_id"]), str(page.get("access_token") or "")
    if "CREATE_CONTENT" not in (page.get("tasks") or ()) or not token:
        raise NotAuthorized(NOT_A_WRITER.format(name=name), who_fixes=FixedBy.PAGE_OWNER, code="page_id")
    _require_scopes(answers, token)
    return Learned(answers={"token": token, "known_as": name}, says=f"Đã có mã truy cập của trang “{name}”.")


def _require_scopes(answers: Mapping[str, str], token: str) -> None:
    reply = _call(
        answers,
        answers["long_token"],
        lambda api: api.debug_access_token(token, answers["app_id"], answers["app_secret"]),
    )
    state = reply.document.get("data")
    scopes = state.get("scopes") if isinstance(state, Mapping) else None
    lacking = [each for each in NEEDED if each not in (scopes or ())]
    if lacking:
        raise NotAuthorized(
            f"Mã người dùng chưa có quyền {', '.join(lacking)}: lấy lại mã và thêm các quyền này.",
            code="user_token",
        )


def _ready(answers: Mapping[str, str]) -> Ready:
    own = {name: answers[name] for name in ("page_id", *OPTIONAL) if answers.get(name)}
    return Ready(
        account={name: answers[name] for name in ("token", "app_id", "app_secret")},
        channels=(Destination(settings=own),),
        says=(LIVE, DATA_ACCESS),
    )


def _accounts(answers: Mapping[str, str]) -> list[Mapping[str, Any]]:
    reply = _call(
        answers,
        answers["long_token"],
        lambda api: api.get_object("me/accounts", fields="id,name,access_token,tasks", limit="100"),
    )
    rows = reply.document.get("data")
    return [each for each in rows or () if isinstance(each, Mapping) and each.get("id")]


def _call(answers: Mapping[str, str], token: str, use: Any) -> Reply:
    graph = Graph(
        base_url=answers.get("base_url") or "https://graph.facebook.com",
        version=answers.get("version") or "v26.0",
        token=token,
        app_secret=answers["app_secret"],
    )
    try:
        return graph.call(use)
    except Refused as refused:
        raise _at_the_token(refused.error) from None


def _at_the_token(error: ChannelError) -> ChannelError:
    """Ask for the token anew when it was refused; trouble on the way asks for nothing anew."""
    if isinstance(error, NotAuthorized):
        error.code = "user_token"
    return error
