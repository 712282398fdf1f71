"""What hinders a fanpage from being published to, in sentences for staff; nothing is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from channels.base import ChannelError
from channels.facebook.errors import RECONNECT
from channels.facebook.graph import Graph, Refused, Reply
from channels.http import base_problem, lookups_problem

NEEDED = ("pages_manage_posts", "pages_read_engagement")
WARN_DAYS = 14
LIVE = (
    "Kiểm tra ứng dụng đã ở chế độ Live: khi còn ở chế độ phát triển, "
    "bài đăng chỉ người có vai trò trên ứng dụng thấy."
)


class Settings(Protocol):
    """The settings of a page that are looked at."""

    @property
    def page_id(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def app_id(self) -> str: ...
    @property
    def app_secret(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def lookups(self) -> tuple[float, ...]: ...


def problems(page: Settings, graph: Graph) -> tuple[str, ...]:
    """Return the problems of a page; those of the settings first, and nothing is called while they last."""
    wrong = tuple(_of_settings(page))
    if wrong:
        return wrong
    try:
        return tuple([*_of_page(page, graph), *_of_token(page, graph)])
    except Refused as refused:
        return (refused.error.sentence,)
    except ChannelError as error:
        return (error.sentence,)


def _of_settings(page: Settings) -> Iterator[str]:
    if problem := base_problem(page.base_url) or lookups_problem(page.lookups, page.base_url):
        yield problem
    if not re.fullmatch(r"\d+", page.page_id):
        yield f"Mã trang “{page.page_id}” phải là một dãy số (xem mục Giới thiệu, Minh bạch trang)."
    if not re.fullmatch(r"v\d+\.\d", page.version):
        yield f"Phiên bản Graph “{page.version}” phải có dạng v26.0."
    if page.app_id and not page.app_secret:
        yield "Có mã ứng dụng (app_id) mà thiếu khóa bí mật (app_secret)."


def _of_page(page: Settings, graph: Graph) -> Iterator[str]:
    reply = graph.call(lambda api: api.get_object(page.page_id, fields="id,name"))
    if str(reply.document.get("id")) != page.page_id:
        yield f"Facebook trả lời cho trang khác, không phải trang {page.page_id}; kiểm tra mã trang."
    if reply.version and reply.version != page.version:
        yield f"Facebook trả lời bằng Graph {reply.version} thay vì {page.version}; đặt lại cài đặt version."


def token_end(page: Settings, graph: Graph) -> datetime | None:
    """Return when the page's access ends, as far as Facebook says."""
    reply = _asked(page, graph)
    state = reply.document.get("data") if reply else None
    return _nearest_end(state) if isinstance(state, Mapping) else None


def _asked(page: Settings, graph: Graph) -> Reply | None:
    """Ask for the token's state; only an app with its secret may ask."""
    if not (page.app_id and page.app_secret):
        return None
    return graph.call(lambda api: api.debug_access_token(page.token, page.app_id, page.app_secret))


def _of_token(page: Settings, graph: Graph) -> Iterator[str]:
    reply = _asked(page, graph)
    if reply is None:
        return
    state = reply.document.get("data")
    if not isinstance(state, Mapping) or not state.get("is_valid"):
        yield f"Mã truy cập fanpage không còn hiệu lực. {RECONNECT}"
        return
    yield from _of_rights(page, state)
    yield from _of_days(state, reply)


def _of_rights(page: Settings, state: Mapping[str, Any]) -> Iterator[str]:
    if state.get("type") != "PAGE":
        yield f"Mã truy cập này không phải của một trang. {RECONNECT}"
    elif state.get("profile_id") and str(state["profile_id"]) != page.page_id:
        yield f"Mã truy cập này là của trang {state['profile_id']}, không phải trang {page.page_id}."
    lacking = [each for each in NEEDED if each not in (state.get("scopes") or ())]
    if lacking:
        yield f"Mã truy cập thiếu quyền {', '.join(lacking)}; kết nối lại và đồng ý các quyền này. {LIVE}"


def _of_days(state: Mapping[str, Any], reply: Reply) -> Iterator[str]:
    """Warn of the nearest end, by the service's own clock."""
    nearest = _nearest_end(state)
    if nearest is None or reply.answer.said_at is None:
        return
    days = (nearest - reply.answer.said_at).days
    if days < WARN_DAYS:
        yield f"Quyền truy cập fanpage còn {max(0, days)} ngày. {RECONNECT}"


def _nearest_end(state: Mapping[str, Any]) -> datetime | None:
    ends = [int(state.get(name) or 0) for name in ("expires_at", "data_access_expires_at")]
    nearest = min((each for each in ends if each > 0), default=0)  # 0 means never
    return datetime.fromtimestamp(nearest, UTC) if nearest else None
