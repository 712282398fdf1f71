"""A stand-in for Facebook's Graph API, under /graph: pages, posts, photos, tokens, insights.

Held to what the vendor's pages and public code say of v21.0 to v26.0. By default any page id with any
token is a page; the first token seen is then this page's only token (until a restart). Tests configure
more through `app.extensions["graph"]`, a `Pages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from flask.blueprints import BlueprintSetupState

from publisher.sandbox.graph.calls import Call
from publisher.sandbox.graph.complaints import Complaint, unknown_path
from publisher.sandbox.graph.insights import insights
from publisher.sandbox.graph.pages import Pages
from publisher.sandbox.graph.publishing import attach_photo, edit, publish, withdraw
from publisher.sandbox.graph.reading import node, published_posts, scheduled_posts
from publisher.sandbox.graph.tokens import debug_token
from publisher.sandbox.ledger import Ledger

if TYPE_CHECKING:
    from publisher.sandbox.app import Clock

EDGES = {
    ("POST", "feed"): publish,
    ("POST", "photos"): attach_photo,
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

    made.add_url_rule("/<version>/debug_token", view_func=lambda version: jsonify(debug_token(pages)))
    made.add_url_rule("/<version>/<name>", view_func=single, methods=list(NODE))
    made.add_url_rule("/<version>/<name>/<edge>", view_func=edge, methods=["GET", "POST"])
    made.register_error_handler(Complaint, _complain)
    made.after_request(pages.stamp)
    made.record_once(lambda setup: _offer(setup, pages))
    return made


def _offer(setup: BlueprintSetupState, pages: Pages) -> None:
    setup.app.extensions["graph"] = pages


def _complain(complaint: Complaint) -> tuple[Response, int]:
    return jsonify(complaint.document()), complaint.status
