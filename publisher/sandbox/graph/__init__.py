"""A stand-in for Facebook's Graph API, under /graph: pages, posts, photos, tokens, insights.

Held to what the vendor's pages and public code say of v21.0 to v26.0. By default any page id with any
token is a page; the first token seen is then this page's only token (until a restart). Tests configure
more through `app.extensions["graph"]`, a `Pages`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request
from flask.blueprints import BlueprintSetupState

from publisher.sandbox.graph.calls import Call
from publisher.sandbox.graph.complaints import Complaint, unknown_path
from publisher.sandbox.graph.insights import insights
from publisher.sandbox.graph.pages import Pages
from publisher.sandbox.graph.people import People
from publisher.sandbox.graph.publishing import attach_photo, edit, publish, withdraw
from publisher.sandbox.graph.reading import listed_videos, node, published_posts, scheduled_posts
from publisher.sandbox.graph.tokens import debug_token
from publisher.sandbox.graph.videos import upload_video
from publisher.sandbox.ledger import Ledger

if TYPE_CHECKING:
    from publisher.sandbox.app import Clock

EDGES = {
    ("POST", "feed"): publish,
    ("POST", "photos"): attach_photo,
    ("POST", "videos"): upload_video,
    ("GET", "videos"): listed_videos,
    ("GET", "published_posts"): published_posts,
    ("GET", "feed"): published_posts,
    ("GET", "scheduled_posts"): scheduled_posts,
    ("GET", "insights"): insights,
}
NODE = {"GET": node, "POST": edit, "DELETE": withdraw}


def service(ledger: Ledger, clock: Clock) -> Blueprint:
    """Return the stand-in as a blueprint; give channels the base URL `<sandbox>/graph`."""
    made = Blueprint("graph", __name__, url_prefix="/graph")
    pages = Pages(ledger=ledger, clock=clock)

    def edge(version: str, name: str, edge: str) -> Response:
        found = EDGES.get((request.method, edge))
        if found is None:
            raise unknown_path(f"/{name}/{edge}")
        call = Call.begin(pages, version, name)
        return jsonify(found(call))

    def single(version: str, name: str) -> Response:
        return jsonify(NODE[request.method](Call.begin(pages, version, name)))

    people = People(pages)
    own = {
        "debug_token": lambda: debug_token(pages),
        "oauth/access_token": people.access_token,
        "me/accounts": people.accounts,
    }
    for path, answer in own.items():
        view = partial(_answered, answer)
        made.add_url_rule(f"/<version>/{path}", endpoint=path.replace("/", "-"), view_func=view)
    made.add_url_rule("/<version>/<name>", view_func=single, methods=list(NODE))
    made.add_url_rule("/<version>/<name>/<edge>", view_func=edge, methods=["GET", "POST"])
    made.register_error_handler(Complaint, _complain)
    made.after_request(pages.stamp)
    made.record_once(lambda setup: _offer(setup, pages, people))
    return made


def _answered(answer: Callable[[], dict[str, Any]], version: str) -> Response:
    return jsonify(answer())


def _offer(setup: BlueprintSetupState, pages: Pages, people: People) -> None:
    setup.app.extensions["graph"] = pages
    setup.app.extensions["graph_people"] = people


def _complain(complaint: Complaint) -> tuple[Response, int]:
    return jsonify(complaint.document()), complaint.status
