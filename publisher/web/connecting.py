"""Where Zalo's permission page leads back to: the address to paste is shown, and nothing is kept.

The code in it works once, for ten minutes, and only together with what the waiting guide knows (PKCE).
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from publisher.web.guarding import open_to_anybody

pages = Blueprint("connecting", __name__)


@pages.get("/ket-noi/zalo")
@open_to_anybody()
def zalo() -> str:
    """Show the address that the guide asks for."""
    if not request.args.get("code"):
        abort(404)
    query = request.query_string.decode("ascii", "replace")  # as it came, letter by letter
    return render_template("connecting.html", address=f"{request.base_url}?{query}")


@pages.after_request
def private(response: Response) -> Response:
    """Let nobody index the page."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
