"""The sandbox: one loopback web server holding the stand-in services and pages that show their posts."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate
from importlib import import_module

from flask import Flask, Response

from publisher.sandbox import pages
from publisher.sandbox.faults import FaultPlan
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.misbehaving import Misbehaving

Clock = Callable[[], float]  # epoch seconds

# Each is a function (Ledger, Clock) -> Blueprint; the blueprint brings its own url_prefix.
SERVICES = (
    "publisher.sandbox.graph:service",
    "publisher.sandbox.zalo:service",
    "publisher.sandbox.wordpress:service",
    "publisher.sandbox.portal:service",
    "publisher.sandbox.speech:service",
)


def create_app(ledger: Ledger, *, clock: Clock = time.time) -> Flask:
    """Return the sandbox over a ledger; `clock` gives epoch seconds and can be moved by tests.

    `app.config["faults"]` holds the FaultPlan, `app.config["ledger"]` the ledger; a service keeps its state
    in `app.extensions` under its own name when tests must reach it. `names` are what people call pages and
    groups, by id; `identity` is what `/health` tells of this process.
    """
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.update(ledger=ledger, faults=FaultPlan(), clock=clock, names={}, identity={})
    for dotted in SERVICES:
        module, _, name = dotted.partition(":")
        app.register_blueprint(getattr(import_module(module), name)(ledger, clock))
    app.register_blueprint(pages.pages(ledger))
    app.wsgi_app = Misbehaving(app.wsgi_app, app.config["faults"])  # type: ignore[method-assign]
    app.after_request(lambda response: _dated(response, clock()))
    return app


def _dated(response: Response, now: float) -> Response:
    response.headers["Date"] = formatdate(now, usegmt=True)
    return response
