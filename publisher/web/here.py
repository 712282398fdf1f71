"""Which installation and which commune this console serves."""

from __future__ import annotations

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue.models import Channel, Commune
from publisher.app import App


def app() -> App:
    """Return the installation."""
    found: App = current_app.config["app"]
    return found


def commune() -> Commune:
    """Return the commune whose console this is, asked once a request; NotSetUp when there is none."""
    if "commune" not in g:
        g.commune = app().commune(current_app.config["commune"])
    found: Commune = g.commune
    return found


def has_site(session: Session) -> bool:
    """Say whether the commune has a built-in website."""
    return session.scalar(select(Channel.id).where(Channel.kind == "website").limit(1)) is not None
