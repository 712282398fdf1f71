"""Calls that read: published and scheduled posts, single posts, the page itself."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from flask import request, url_for

from publisher.sandbox.graph.calls import Call
from publisher.sandbox.graph.complaints import invalid, missing
from publisher.sandbox.graph.pages import Post
from publisher.sandbox.ledger import Entry

POST_FIELDS = ["created_time", "message", "id"]
MOST = 100
COUNTED = {"reactions": 12, "comments": 4}


def published_posts(call: Call) -> dict[str, Any]:
    """GET /{page}/published_posts: newest first, with fields, limit, since and cursors."""
    since = _since()
    posts = [post for post in call.pages.visible_posts(call.page.id) if post.entry.at >= since]
    after = _cursor_given()
    ids = [post.entry.id for post in posts]
    start = ids.index(after) + 1 if after in ids else 0
    shown = posts[start : start + _limit()]
    fields = call.fields or POST_FIELDS
    answer: dict[str, Any] = {
        "data": [described(call, post.entry, post.text, [*fields, "id"]) for post in shown]
    }
    if shown:
        answer["paging"] = _paging(shown, more=start + len(shown) < len(posts))
    return answer


def scheduled_posts(call: Call) -> dict[str, Any]:
    """GET /{page}/scheduled_posts"""
    entries = [
        each
        for each in call.pages.ledger.entries(service="facebook", destination=call.page.id)
        if each.kind == "scheduled"
    ]
    return {"data": [described(call, each, each.text, call.fields or POST_FIELDS) for each in entries]}


def node(call: Call) -> dict[str, Any]:
    """GET /{page} or GET /{post}"""
    if call.name == call.page.id:
        page = {"id": call.page.id, "name": call.page.shown_name}
        asked = call.fields or list(page)
        return {name: value for name, value in page.items() if name in {*asked, "id"}}
    post = call.pages.post(call.name)
    if post is None:
        raise missing(call.name)
    shown = described_video if post.entry.kind == "video" else described
    return shown(call, post.entry, post.text, call.fields or POST_FIELDS)


def described(call: Call, entry: Entry, message: str, fields: list[str]) -> dict[str, Any]:
    """Return the asked fields of a post; an unknown field is refused."""
    known = {
        "id": entry.id,
        "message": message,
        "created_time": datetime.fromtimestamp(int(entry.at), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink_url": url_for("pages.fanpage", place=call.page.id, _external=True) + f"#{entry.id}",
        "is_published": entry.is_publication and call.page.is_live,
        "shares": {"count": 3},
        **{name: {"data": [], "summary": {"total_count": count}} for name, count in COUNTED.items()},
    }
    return _asked(known, fields, "Post")


def described_video(call: Call, entry: Entry, words: str, fields: list[str]) -> dict[str, Any]:
    """Return the asked fields of a video; an unknown field is refused."""
    known = {
        "id": entry.id,
        "description": words,
        "created_time": datetime.fromtimestamp(int(entry.at), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink_url": f"/{call.page.id}/videos/{entry.id}/",
        "status": {"video_status": call.page.video_status},
        **{name: {"data": [], "summary": {"total_count": count}} for name, count in COUNTED.items()},
    }
    return _asked(known, fields, "Video")


def listed_videos(call: Call) -> dict[str, Any]:
    """GET /{page}/videos: newest first."""
    shown = call.pages.visible_videos(call.page.id)[: _limit()]
    fields = [*(call.fields or ["description", "created_time"]), "id"]
    return {"data": [described_video(call, each.entry, each.text, fields) for each in shown]}


def _asked(known: dict[str, Any], fields: list[str], node: str) -> dict[str, Any]:
    """Return some fields of a node; `reactions.limit(0).summary(total_count)` asks for reactions."""
    names = [each.partition(".")[0] for each in fields]
    for name in names:
        if name not in known:
            raise invalid(f"Tried accessing nonexisting field ({name}) on node type ({node})")
    return {name: value for name, value in known.items() if name in names and value != ""}


def _since() -> float:
    """Read `since`: unix seconds or ISO 8601."""
    given = request.args.get("since", "0")
    if given.replace(".", "", 1).isdigit():
        return float(given)
    try:
        return datetime.fromisoformat(given).timestamp()
    except ValueError:
        raise invalid("Param since must be a valid time") from None


def _limit() -> int:
    given = request.args.get("limit", "25")
    if not given.isdigit() or not 0 < int(given) <= MOST:
        raise invalid(f"Param limit must be a number from 1 to {MOST}")
    return int(given)


def _cursor(entry: Entry) -> str:
    return base64.urlsafe_b64encode(entry.id.encode()).decode()


def _cursor_given() -> str:
    try:
        return base64.urlsafe_b64decode(request.args.get("after", "")).decode()
    except ValueError:
        raise invalid("Invalid cursor") from None


def _paging(shown: list[Post], *, more: bool) -> dict[str, Any]:
    cursors = {"before": _cursor(shown[0].entry), "after": _cursor(shown[-1].entry)}
    if not more:
        return {"cursors": cursors}
    kept = {name: value for name, value in request.args.items() if name != "access_token"}
    query = "&".join(f"{name}={value}" for name, value in {**kept, "after": cursors["after"]}.items())
    return {"cursors": cursors, "next": f"{request.base_url}?{query}"}
