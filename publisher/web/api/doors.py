"""Giving a door of the API its address, and what the OpenAPI document tells of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint, Schema

from publisher.web.api import shapes
from publisher.web.api.speaking import auth

REASONS = {
    400: "The request can't be read: no JSON, or broken",
    401: "No token, or a wrong one",
    403: "The token's scopes or the person's rights do not allow it",
    404: "Nothing of this name or number",
    409: "It can't be done as things stand; the sentences say why",
}


def give(
    pages: APIBlueprint,
    method: str,
    place: str,
    view: Callable[..., Any],
    shape: type[Schema],
    *,
    takes: type[Schema] | None = None,
    code: int = 200,
) -> None:
    """Give a view its address: what it answers, what it takes (a GET in its query, others as JSON)."""
    door = pages.output(shape, status_code=code)(view)
    door = pages.doc(responses=_refusals(method))(door)
    if takes is not None:
        location = "query" if method == "GET" else "json"
        door = pages.input(takes, location=location, arg_name="said")(door)
    pages.route(place, methods=[method])(pages.auth_required(auth)(door))


def _refusals(method: str) -> dict[int, Any]:
    content = {"application/json": {"schema": shapes.Errors}}
    codes = (401, 403, 404) if method == "GET" else (400, 401, 403, 404, 409)
    return {code: {"description": REASONS[code], "content": content} for code in codes}
