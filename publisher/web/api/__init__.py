"""The console's acts as JSON under /api/v1: for other programs of the commune and of the province.

A token acts for one person, within its scopes and never beyond that person's rights.
"""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from publisher.web.api import administering, deciding, describing, reading, settling, writing
from publisher.web.api.speaking import json_of_error, json_of_fields

pages = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Commune publisher")
for room in (reading, writing, deciding, settling, administering, describing):
    room.add_to(pages)


@pages.after_request
def private(response: Response) -> Response:
    """Let nobody keep or index an answer."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


__all__ = ["json_of_error", "json_of_fields", "pages"]
