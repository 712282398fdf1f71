"""A stand-in WordPress: the REST API as it was measured on 6.1 and 6.7, and a page for each post.

The Press lies in `app.extensions["wordpress"]`. The same table of rows is run against this stand-in and
against a real WordPress in the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from channels.text import plain_name
from publisher.sandbox.app import Clock
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.wordpress.media import Media
from publisher.sandbox.wordpress.people import User, about, user_of
from publisher.sandbox.wordpress.posts import Posts
from publisher.sandbox.wordpress.press import Press, Refusal

Answered = tuple[int, Any]
Call = Callable[[User | None], Answered]


def service(ledger: Ledger, clock: Clock) -> Blueprint:
    """Return the stand-in under /wordpress."""
    press = Press(ledger=ledger, clock=clock)
    site = Site(press)
    made = Blueprint("wordpress", __name__, url_prefix="/wordpress")
    made.record(lambda setup: setup.app.extensions.update(wordpress=press))
    methods = ["GET", "POST", "DELETE"]
    made.add_url_rule("/wp-json/", "root", lambda: site.pretty(""), methods=methods)
    made.add_url_rule("/wp-json/<path:route>", "rest", site.pretty, methods=methods)
    made.add_url_rule("/", "plain", site.plain, methods=methods)
    made.add_url_rule("/<slug>/", "page", site.page)
    return made


class Site:
    """The door of the site: which call is meant, who calls, and the answer as WordPress gives it."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._posts, self._media = Posts(press), Media(press)

    def pretty(self, route: str) -> tuple[Response, int]:
        """Answer /wp-json/…"""
        if not self._press.has_pretty_links:
            abort(404)
        return self._answer(route)

    def plain(self) -> tuple[Response, int]:
        """Answer /?rest_route=/…, which works without pretty links."""
        route = request.args.get("rest_route")
        if route is None:
            abort(404)
        return self._answer(route.strip("/"))

    def page(self, slug: str) -> str:
        """Show a post as the public sees it."""
        found = [
            each for each in self._press.items.values() if each.slug == slug and each.status == "publish"
        ]
        if not found or self._press.is_hidden(found[0]):
            abort(404)
        return render_template("wordpress.html", post=found[0])

    def _answer(self, route: str) -> tuple[Response, int]:
        try:
            status, told = self._called(route)
            return jsonify(told), status
        except Refusal as refusal:
            said = {"code": refusal.code, "message": "Xin lỗi, không được.", "data": refusal.given}
            return jsonify(said), refusal.status

    def _called(self, route: str) -> Answered:
        if not route:
            return 200, self._described()
        user = user_of(self._press)
        pieces = route.removeprefix("wp/v2/").split("/")
        number = int(pieces[1]) if len(pieces) > 1 and pieces[1].isdecimal() else None
        key = (request.method, "/".join("#" if each.isdecimal() else each for each in pieces))
        calls: dict[tuple[str, str], Callable[[], Answered]] = {
            ("GET", "users/me"): lambda: about(user),
            ("GET", "posts"): lambda: self._posts.listed(user),
            ("POST", "posts"): lambda: self._posts.created(user),
            ("POST", "posts/#"): lambda: self._posts.changed(user, number or 0),
            ("DELETE", "posts/#"): lambda: self._posts.deleted(user, number or 0),
            ("GET", "media"): lambda: self._media.listed(user),
            ("POST", "media"): lambda: self._media.uploaded(user),
            ("DELETE", "media/#"): lambda: self._media.deleted(user, number or 0),
            ("GET", "categories"): lambda: self._terms(self._press.categories),
            ("POST", "categories"): lambda: self._made_category(user),
            ("POST", "tags"): lambda: self._made_tag(user),
        }
        if not route.startswith("wp/v2/") or key not in calls:
            raise Refusal(404, "rest_no_route")
        return calls[key]()

    def _described(self) -> dict[str, Any]:
        doors = {"application-passwords": {"endpoints": {}}} if self._press.takes_passwords else []
        return {
            "name": "Trang thông tin điện tử xã",
            "timezone_string": "Asia/Ho_Chi_Minh",
            "namespaces": ["oembed/1.0", "wp/v2"],
            "authentication": doors,
        }

    def _terms(self, known: dict[int, str]) -> Answered:
        wanted = [each for each in request.args.get("slug", "").split(",") if each]
        rows = [{"id": number, "name": name, "slug": plain_name(name)} for number, name in known.items()]
        return 200, [row for row in rows if not wanted or row["slug"] in wanted]

    def _made_category(self, user: User | None) -> Answered:
        if user is None or not user.may("manage_categories"):
            raise Refusal(401 if user is None else 403, "rest_cannot_create")
        return self._made(self._press.categories)

    def _made_tag(self, user: User | None) -> Answered:
        if user is None or not user.may("publish_posts"):
            raise Refusal(401 if user is None else 403, "rest_cannot_create")
        return self._made(self._press.tags)

    def _made(self, known: dict[int, str]) -> Answered:
        name = str((request.get_json(silent=True) or {}).get("name") or "")
        present = [number for number, each in known.items() if each.casefold() == name.casefold()]
        if present:
            raise Refusal(400, "term_exists", term_id=present[0])
        number = max(known, default=30) + 1
        known[number] = name
        return 201, {"id": number, "name": name, "slug": plain_name(name)}
