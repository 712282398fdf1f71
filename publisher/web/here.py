"""Which installation and which commune this console serves."""

from __future__ import annotations

from flask import current_app, g
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from content_queue.models import Channel, Commune, Message
from content_queue.states import MessageState
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


def about(session: Session) -> tuple[bool, int]:
    """Say whether the commune has a built-in website, and how many messages wait for a decision."""
    own = commune().id
    site = exists().where(Channel.commune_id == own, Channel.kind == "website")
    waits = (Message.commune_id == own, Message.state == MessageState.IN_REVIEW, Message.stopped_at.is_(None))
    waiting = select(func.count(Message.id)).where(*waits).scalar_subquery()
    has_site, count = session.execute(select(site, waiting)).one()
    return bool(has_site), int(count)
