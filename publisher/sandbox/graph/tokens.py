"""GET /debug_token: what an app may ask about a token; a dead one still answers 200."""

from __future__ import annotations

from typing import Any

from flask import request

from publisher.sandbox.graph.calls import token_given
from publisher.sandbox.graph.complaints import Complaint, invalid
from publisher.sandbox.graph.pages import Page, Pages


def debug_token(pages: Pages) -> dict[str, Any]:
    """Answer for the page whose token is asked; the asker must be that page's app."""
    asked = request.args.get("input_token", "")
    if not asked:
        raise invalid("The parameter input_token is required")
    page = next((each for each in pages.known.values() if each.token == asked), None)
    if page is None:
        return {"data": {"is_valid": False, "error": _error(190, None), "scopes": []}}
    if page.app_secret and token_given() != f"{page.app_id}|{page.app_secret}":
        raise Complaint(190, "Invalid OAuth access token signature.", status=401)
    return {"data": _state(page)}


def _state(page: Page) -> dict[str, Any]:
    state: dict[str, Any] = {
        "app_id": page.app_id,
        "type": "PAGE",
        "application": "Sân tập",
        "data_access_expires_at": page.data_access_expires_at,
        "expires_at": page.expires_at,
        "is_valid": page.dead is None,
        "profile_id": page.id,
        "scopes": list(page.scopes),
    }
    return {**state, "error": _error(*page.dead)} if page.dead else state


def _error(code: int, subcode: int | None) -> dict[str, Any]:
    return {"code": code, "message": "Error validating access token", "subcode": subcode or 0}
