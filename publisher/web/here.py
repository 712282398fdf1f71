"""Which installation and which commune this console serves."""

from __future__ import annotations

from flask import current_app

from content_queue.models import Commune
from publisher.app import App


def app() -> App:
    """Return the installation."""
    found: App = current_app.config["app"]
    return found


def commune() -> Commune:
    """Return the commune whose console this is; NotSetUp when there is none."""
    return app().commune(current_app.config["commune"])
