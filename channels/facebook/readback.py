"""“Is it already there?”: the page's newest posts, read back for one exact reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import ChannelUnavailable, Receipt
from channels.facebook.graph import Reply
from channels.text import mentions

FIELDS = "id,message,created_time,permalink_url,is_published"
SLACK = timedelta(seconds=120)  # a post may bear a time this much before its request left
AT_ONCE = 25
PAGES = 4

Call = Callable[..., Reply]


def search(
    call: Call, *, page_id: str, key: str, since: datetime, now: Callable[[], datetime] | None
) -> Receipt | None:
    """Return the receipt of the post that carries `key`, None when no post since `since` does.

    The service's own clock decides: `since` is moved by the difference between its Date header and `now`.
    Without `now` no post is too old, since a reference is never used twice. The age is judged here and not
    by the service's `since` parameter, because the skew is known only from its answer.
    """
    for reply, posts in _pages(call, page_id):
        floor = _floor(reply, since, now)
        for post in posts:
            if _is_since(post, floor) and mentions(str(post.get("message") or ""), key):
                return Receipt(external_id=str(post["id"]), url=str(post.get("permalink_url") or ""))
        if posts and not _is_since(posts[-1], floor):
            return None
    return None


def _pages(call: Call, page_id: str) -> Iterator[tuple[Reply, list[Mapping[str, Any]]]]:
    """Yield up to PAGES pages of posts, newest first."""
    asked = {"fields": FIELDS, "limit": str(AT_ONCE)}
    for _ in range(PAGES):
        reply = call(lambda api, asked=dict(asked): api.get_connections(page_id, "published_posts", **asked))
        posts = reply.document.get("data")
        if not isinstance(posts, list):
            raise ChannelUnavailable("Facebook không trả danh sách bài của trang.", code="unreadable")
        yield reply, posts
        paging = reply.document.get("paging") or {}
        if not paging.get("next"):
            return
        asked["after"] = str(paging.get("cursors", {}).get("after", ""))


def _floor(reply: Reply, since: datetime, now: Callable[[], datetime] | None) -> datetime | None:
    said_at = reply.answer.said_at
    if now is None or said_at is None:
        return None
    return since + (said_at - now()) - SLACK


def _is_since(post: Mapping[str, Any], floor: datetime | None) -> bool:
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
