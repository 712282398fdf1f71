"""/health and /metrics: for monitors, without a login; no names of people or messages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app

from publisher.health.answer import health, written
from publisher.health.measuring import Lookout
from publisher.health.prometheus import TYPE, are_on, scraped
from publisher.web.guarding import open_to_anybody

pages = Blueprint("health", __name__)


@pages.get("/health")
@open_to_anybody()
def show_health() -> Response:
    """Say whether messages go out."""
    status, body = health(_lookout().figures())
    return Response(written(body), status=status, content_type="application/json; charset=utf-8")


@pages.get("/metrics")
@open_to_anybody()
def show_metrics() -> Response:
    """Give the figures to a scrape."""
    if not are_on():
        abort(404)
    return Response(scraped(_lookout().figures()), content_type=TYPE)


def _lookout() -> Lookout:
    kept = current_app.extensions.setdefault("lookout", Lookout(current_app.config["app"]))
    assert isinstance(kept, Lookout)
    return kept
