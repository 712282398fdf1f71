"""Units, hamlets, loudspeaker zones, topics: several at once, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import places
from content_queue.models import Hamlet, Topic, Unit, User, Zone
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.settings.acts import Answer, Refused, done, lines, number, text

TABLES: dict[str, Any] = {"unit": Unit, "hamlet": Hamlet, "zone": Zone, "topic": Topic}


def add_to(pages: Blueprint) -> None:
    """Give the page its addresses."""
    pages.get("/noi")(rooms)
    pages.post("/noi")(change_places)


@needs("set up")
def rooms() -> str:
    """List the places."""
    return _shown()


@needs("set up")
def change_places() -> Answer:
    """Add or change some."""
    return done(ACTS, _shown, "settings.rooms")


def _shown(*, problems: Sequence[str] = ()) -> str:
    with here.app().reading(here.commune()) as session:
        found = {
            name: session.scalars(select(table).order_by(table.id)).all() for name, table in TABLES.items()
        }
        return render_template(
            "settings/places.html",
            **found,
            problems=problems,
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
        )


def _units(session: Session, actor: User) -> None:
    for name in _some("names"):
        places.add_unit(session, name, actor=actor, now=here.app().clock())


def _hamlets(session: Session, actor: User) -> None:
    for line in _some("names"):
        name, _, count = line.partition("|")
        households = int(count.strip()) if count.strip().isdecimal() else None
        places.add_hamlet(session, name, actor=actor, now=here.app().clock(), households=households)


def _some(field: str) -> list[str]:
    found = lines(field)
    if not found:
        raise Refused("Hãy ghi ít nhất một tên, mỗi dòng một tên.")
    return found


def _zone(session: Session, actor: User) -> None:
    hamlets = request.form.getlist("hamlet")
    places.add_zone(session, text("name"), hamlets, actor=actor, now=here.app().clock())


def _topic(session: Session, actor: User) -> None:
    places.add_topic(session, text("code"), text("name"), actor=actor, now=here.app().clock())


def _rename(session: Session, actor: User) -> None:
    table = TABLES.get(request.form.get("table", ""))
    row = session.get(table, number("row")) if table is not None else None
    if row is None:
        abort(404)
    now = here.app().clock()
    if text("name") != row.name:
        places.rename(session, row, text("name"), actor=actor, now=now)
    if isinstance(row, Hamlet):
        count = number("households") or None
        if count != row.households:
            places.set_households(session, row, count, actor=actor, now=now)
    if isinstance(row, Zone):
        places.set_hearers(session, row, request.form.getlist("hamlet"), actor=actor, now=now)


ACTS = {"units": _units, "hamlets": _hamlets, "zone": _zone, "topic": _topic, "rename": _rename}
