"""The built-in website as a web server would serve it, under /site/."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, redirect, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from publisher.app import App
from publisher.sites import site_folder
from publisher.web.guarding import open_to_anybody

pages = Blueprint("site", __name__)


@pages.get("/site")
@open_to_anybody()
def door() -> AnyResponse:
    """Lead to the site's home page."""
    return redirect(url_for("site.page"))


@pages.get("/site/")
@pages.get("/site/<path:name>")
@open_to_anybody()
def page(name: str = "index.html") -> Response:
    """Answer a file of the site; what begins with a dot is the site's own."""
    app: App = current_app.config["app"]
    folder = site_folder(app, app.commune(current_app.config["commune"]))
    if folder is None or any(part.startswith(".") for part in Path(name).parts):
        abort(404)
    return send_from_directory(folder, name, max_age=0)
