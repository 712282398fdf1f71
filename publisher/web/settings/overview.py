"""The first page of settings: the first steps while some are left, the commune's name and its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from content_queue import audit, commune_settings, communes, rights
from content_queue.communes import CommuneSettings, settings_of
from content_queue.models import Commune, User
from publisher.first_steps import first_steps
from publisher.web import codes, here, visitors
from publisher.web.guarding import needs
from publisher.web.settings.acts import Answer, Refused, done, text


def add_to(pages: Blueprint) -> None:
    """Give the page its addresses."""
    pages.get("/")(overview)
    pages.post("/")(change_commune)


@needs("set up")
def overview() -> str:
    """Show the settings of the commune."""
    return _shown()


@needs("set up")
def change_commune() -> Answer:
    """Change them."""
    return done({"name": _name, "settings": _settings, "finish": _finish}, _shown, "settings.overview")


def _shown(*, problems: Sequence[str] = ()) -> str:
    with here.app().reading(here.commune()) as session:
        row = session.get_one(Commune, here.commune().id)
        settings, steps = settings_of(row), first_steps(session, row)
    return render_template(
        "settings/overview.html",
        commune=row,
        settings=[(each.name, getattr(settings, each.name)) for each in fields(CommuneSettings)],
        steps=steps,
        address=settings.console_url or request.host_url,
        code=codes.qr(settings.console_url or request.host_url),
        problems=problems,
        mark=visitors.form_mark(),
        said=request.args.get("said", ""),
    )


def _name(session: Session, actor: User) -> None:
    rights.require(actor, "set up")
    row = session.get_one(Commune, actor.commune_id)
    before = row.name
    communes.rename(session, row, text("name"), province=text("province"))
    row.settings = {**row.settings, "named": True}
    audit.record(session, "rename", row, actor=actor, now=here.app().clock(), before=before, after=row.name)


def _settings(session: Session, actor: User) -> None:
    known = {each.name for each in fields(CommuneSettings)}
    given = {name: value for name, value in request.form.items() if name in known}
    ticked = {each.name for each in fields(CommuneSettings) if isinstance(each.default, bool)}
    given |= {name: "yes" if request.form.get(name) else "no" for name in ticked}
    row = session.get_one(Commune, actor.commune_id)
    before = settings_of(row)
    changed = {name: value for name, value in given.items() if _is_new(getattr(before, name), value)}
    if not changed:
        raise Refused("Chưa có gì thay đổi.")
    commune_settings.change(session, row, changed, actor=actor, now=here.app().clock())


def _is_new(before: object, given: str) -> bool:
    if isinstance(before, bool):
        return before != (given == "yes")
    if isinstance(before, tuple | list):
        return ", ".join(before) != given.strip()
    return str(before) != given.strip()


def _finish(session: Session, actor: User) -> None:
    rights.require(actor, "set up")
    row = session.get_one(Commune, actor.commune_id)
    row.settings = {**row.settings, "set_up": True}
    audit.record(session, "finish setting up", row, actor=actor, now=here.app().clock())
