"""Posts of the stand-in: listed by slug, put up, changed, moved to the trash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from publisher.sandbox.faults import HIDE
from publisher.sandbox.wordpress.people import User
from publisher.sandbox.wordpress.press import UNPUBLISHED, Item, Press, Refusal

STATUSES = frozenset({"publish", "future", "draft", "pending", "private"})


class Posts:
    """The calls about posts, each returning status and answer or raising Refusal."""

    def __init__(self, press: Press) -> None:
        self._press = press

    def listed(self, user: User | None) -> tuple[int, Any]:
        """List posts by slug; the public sees only published ones."""
        status = request.args.get("status", "publish")
        if status != "publish" and (user is None or not user.may("edit_posts")):
            raise Refusal(400, "rest_invalid_param", params={"status": "rest_forbidden_status"})
        if int(request.args.get("per_page", 10)) > 100:
            raise Refusal(400, "rest_invalid_param")
        slugs = [each for each in request.args.get("slug", "").split(",") if each]
        return 200, [self._row(each) for each in self._chosen(slugs, status)]

    def _chosen(self, slugs: list[str], status: str) -> list[Item]:
        wanted = {"publish"} if status == "publish" else STATUSES
        posts = [each for each in self._press.items.values() if each.kind == "post" and each.status in wanted]
        named = [each for each in posts if not slugs or each.slug in slugs]
        return [each for each in reversed(named) if not self._press.is_hidden(each)]

    def created(self, user: User | None) -> tuple[int, Any]:
        """Put a post up; a second one of the same slug is not refused."""
        if user is None or not user.may("edit_posts"):
            raise Refusal(401 if user is None else 403, "rest_cannot_create")
        given = _fields()
        status = str(given.get("status", "draft"))
        self._require(user, given, status)
        with self._press.lock:
            slug = str(given.get("slug", "")) if user.may("publish_posts") else ""
            item = self._press.add(
                "post", slug or str(given.get("title", "")), status=status, author=user.name
            )
            if not user.may("publish_posts"):
                item.slug = ""
            self._fill(item, given)
            seconds, calls = request.environ.get(HIDE, (0.0, 0))
            self._press.hide(item, seconds=seconds, calls=calls)
            self._press.note(item, "post" if status == "publish" else UNPUBLISHED)
        return 201, self._row(item)

    def _require(self, user: User, given: Mapping[str, Any], status: str) -> None:
        if status not in STATUSES:
            raise Refusal(400, "rest_invalid_param")
        if status == "publish" and not user.may("publish_posts"):
            raise Refusal(403, "rest_cannot_publish")
        if not any(str(given.get(each) or "").strip() for each in ("title", "content", "excerpt")):
            raise Refusal(400, "empty_content")

    def changed(self, user: User | None, number: int) -> tuple[int, Any]:
        """Change a post in place."""
        with self._press.lock:
            item, given = self._own(user, number), _fields()
            was = item.status
            item.status = str(given.get("status", was))
            self._fill(item, given)
            self._press.note(item, "post" if was != "publish" == item.status else "edited")
        return 200, self._row(item)

    def deleted(self, user: User | None, number: int) -> tuple[int, Any]:
        """Move a post to the trash; once more is 410."""
        with self._press.lock:
            item = self._own(user, number)
            if item.status == "trash":
                raise Refusal(410, "rest_already_trashed")
            item.status, item.slug = "trash", f"{item.slug}__trashed"
            self._press.note(item, "withdrawn")
        return 200, self._row(item)

    def _own(self, user: User | None, number: int) -> Item:
        item = self._press.items.get(number)
        if item is None or item.kind != "post":
            raise Refusal(404, "rest_post_invalid_id")
        if user is None:
            raise Refusal(401, "rest_cannot_edit")
        if item.author != user.name and not user.may("edit_others"):
            raise Refusal(403, "rest_cannot_edit")
        return item

    def _fill(self, item: Item, given: Mapping[str, Any]) -> None:
        """Take over what was given; categories the site does not know vanish in silence."""
        item.title = str(given.get("title", item.title))
        item.content = str(given.get("content", item.content))
        item.featured_media = int(given.get("featured_media", item.featured_media))
        item.tags = list(given.get("tags", item.tags))
        known = [each for each in given.get("categories", item.categories) if each in self._press.categories]
        item.categories = known if known or "categories" in given else [1]

    def _row(self, item: Item) -> dict[str, Any]:
        return {
            "id": item.id,
            "slug": item.slug,
            "status": item.status,
            "link": url_for("wordpress.page", slug=item.slug or item.id, _external=True),
            "title": {"raw": item.title, "rendered": item.title},
            "content": {"raw": item.content, "rendered": item.content},
            "categories": item.categories,
            "tags": item.tags,
            "featured_media": item.featured_media,
        }


def _fields() -> Mapping[str, Any]:
    """Return the fields of a call: JSON or form."""
    if not request.is_json:
        return request.form
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Refusal(400, "rest_invalid_json")
    return given
