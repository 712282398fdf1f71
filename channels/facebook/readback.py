"""“Is it already there?”: the page's newest posts, read back for one exact reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from channels.base import ChannelUnavailable, Receipt
from channels.facebook.graph import Reply
from channels.text import mentions

FIELDS = "id,message,created_time,permalink_url,is_published"
FIRST, FURTHER, PAGES = 25, 100, 6  # posts asked for at once, spare with calls; pages looked at

Call = Callable[..., Reply]


def search(call: Call, *, page_id: str, key: str, since: datetime) -> Receipt | None:
    """Return the receipt of the post that carries `key`, None when no post since `since` does.

    A post's age is judged here and not by the service's `since` parameter: how far its clock is off is
    known only from its answer. Raises ChannelUnavailable when too many posts came since to look at all.
    """
    floor = None
    for reply, posts in _pages(call, page_id):
        floor = reply.answer.earliest(since)
        for post in posts:
            if is_since(post, floor) and mentions(str(post.get("message") or ""), key):
                return Receipt(external_id=str(post["id"]), url=str(post.get("permalink_url") or ""))
        if not (posts and _has_more(reply)) or not is_since(posts[-1], floor):
            return None
    if floor is None:
        return None  # far more posts than can have come since a doubt
    raise ChannelUnavailable(
        "Trang có quá nhiều bài mới, chưa tìm hết để biết bài đã lên hay chưa.", code="depth"
    )


def _pages(call: Call, page_id: str) -> Iterator[tuple[Reply, list[Mapping[str, Any]]]]:
    """Yield up to PAGES pages of posts, newest first."""
    asked = {"fields": FIELDS, "limit": str(FIRST)}
    for _ in range(PAGES):
        reply = call(lambda api, asked=dict(asked): api.get_connections(page_id, "published_posts", **asked))
        posts = reply.document.get("data")
        if not isinstance(posts, list):
            raise ChannelUnavailable("Facebook không trả danh sách bài của trang.", code="unreadable")
        yield reply, posts
        paging = reply.document.get("paging") or {}
        asked |= {"limit": str(FURTHER), "after": str(paging.get("cursors", {}).get("after", ""))}


def _has_more(reply: Reply) -> bool:
    return bool((reply.document.get("paging") or {}).get("next"))


def is_since(post: Mapping[str, Any], floor: datetime | None) -> bool:
    created_at = _time(post.get("created_time"))
    return floor is None or created_at is None or created_at >= floor


def _time(given: Any) -> datetime | None:
    """Read Graph's time: 2026-11-24T10:00:00+0000, or unix seconds."""
    try:
        if isinstance(given, int | float):
            return datetime.fromtimestamp(given, UTC)
        return datetime.fromisoformat(str(given))
    except ValueError:
        return None
