"""The OpenAPI document, and a page that shows it without any script or stranger."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify, render_template

from publisher.web.guarding import needs, open_to_anybody


def add_to(pages: APIBlueprint) -> None:
    """Give them their addresses."""
    pages.get("/openapi.json")(pages.doc(hide=True)(document))
    pages.get("/")(pages.doc(hide=True)(page))


@open_to_anybody()
def document() -> Response:
    """Give the OpenAPI document."""
    return jsonify(_spec())


@needs("read")
def page() -> str:
    """Show what the API can do."""
    spec = _spec()
    doors = [
        {"method": method.upper(), "path": path, **operation}
        for path, operations in spec["paths"].items()
        for method, operation in operations.items()
        if method in {"get", "post", "put"}
    ]
    return render_template("api.html", doors=doors, schemas=spec["components"]["schemas"])


def _spec() -> dict[str, Any]:
    return dict(current_app.spec)  # type: ignore[attr-defined]
