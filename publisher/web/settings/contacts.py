"""Who hears of alerts, and through what each approver is told that something waits."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.settings import settings_of
from content_queue.models import Contact, User
from publisher.telling.contacts import add_contact, remove_contact
from publisher.telling.trying import try_contact
from publisher.telling.ways import KINDS, way_class
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.settings.acts import REFUSALS, Answer, Refused, done, number, sentences_of, text


def add_to(pages: Blueprint) -> None:
    """Give the page its addresses."""
    pages.get("/dau-moi")(contacts)
    pages.post("/dau-moi")(change_contacts)


@needs("set up")
def contacts() -> str:
    """List the contacts."""
    return _shown()


@needs("set up")
def change_contacts() -> Answer:
    """Add, try or remove one."""
    if request.form.get("act") == "try":
        return _tried()
    return done({"add": _add, "remove": _remove}, _shown, "settings.contacts")


def _shown(*, problems: Sequence[str] = ()) -> str:
    with here.app().reading(here.commune()) as session:
        kinds = {kind: settings_of(way_class(kind)) for kind in KINDS}
        return render_template(
            "settings/contacts.html",
            contacts=session.scalars(select(Contact).order_by(Contact.id)).all(),
            people={each.id: each for each in session.scalars(select(User).where(User.active))},
            kinds=kinds,
            problems=problems,
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
        )


def _add(session: Session, actor: User) -> None:
    kind, app = text("kind"), here.app()
    declared = settings_of(way_class(kind))
    given = {each.name: request.form.get(f"{kind}.{each.name}", "").strip() for each in declared}
    person = session.get(User, number("person")) if number("person") else None
    row = add_contact(
        session,
        kind,
        text("name"),
        {name: value for name, value in given.items() if value},
        box=app.box,
        actor=actor,
        now=app.clock(),
    )
    row.user_id = person.id if person is not None else None


def _remove(session: Session, actor: User) -> None:
    remove_contact(session, text("name"), actor=actor, now=here.app().clock())


def _tried() -> Answer:
    """Send a trial notice; nothing is written while it is on its way."""
    app = here.app()
    try:
        with app.reading(here.commune()) as session:
            row = session.get(Contact, number("row"))
            if row is None:
                raise Refused("Không còn đầu mối này.")
        try_contact(app, here.commune(), row)
    except REFUSALS as refusal:
        return _shown(problems=sentences_of(refusal)), 409
    return redirect(url_for("settings.contacts", said="try"), 303)
