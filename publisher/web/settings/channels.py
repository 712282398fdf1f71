"""The channels: how each stands, trying it, pausing it, changing its settings; secrets are never shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.registry import KINDS, adapter_class
from channels.settings import as_text, settings_of
from content_queue import audit, holds, rights
from content_queue.models import Channel, User
from publisher import channel_setup
from publisher.clock import is_moved
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.settings.acts import REFUSALS, Answer, done, number, sentences_of

NUMBERS = frozenset({"number", "whole number", "numbers"})
OFFERED = tuple(kind for kind in KINDS if kind != "memory")


def add_to(pages: Blueprint) -> None:
    """Give the pages their addresses."""
    pages.get("/kenh")(channels)
    pages.post("/kenh")(change_channels)
    pages.get("/kenh/<int:which>")(channel)
    pages.post("/kenh/<int:which>")(change)


@needs("set up")
def channels() -> str:
    """List the channels."""
    return _shown()


@needs("set up")
def change_channels() -> Answer:
    """Try, pause or resume one."""
    if request.form.get("act") == "try":
        return _tried()
    return done({"pause": _pause, "resume": _resume}, _shown, "settings.channels")


def _shown(*, problems: Sequence[str] = (), tried: tuple[int, Sequence[str]] | None = None) -> str:
    now = here.app().clock()
    with here.app().reading(here.commune()) as session:
        rows = session.scalars(select(Channel).order_by(Channel.medium, Channel.id)).all()
        return render_template(
            "settings/channels.html",
            rows=rows,
            days={row.id: _days_left(row, now) for row in rows},
            kinds=OFFERED,
            tried=tried,
            problems=problems,
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
        )


def _days_left(row: Channel, now: datetime) -> int | None:
    """Return for how many days its account's token still holds, None when that is not known."""
    ends = row.account.token_ends_at if row.account else None
    return max(0, (ends - now).days) if ends else None


def _channel(session: Session, which: int) -> Channel:
    found = session.get(Channel, which)
    if found is None:
        abort(404)
    return found


def _tried() -> Answer:
    """Try a channel, publishing nothing; a good one is held no longer."""
    app, which = here.app(), number("channel")
    with app.reading(here.commune()) as session:
        row = _channel(session, which)
        adapter = app.book.of(session, row)
    problems = list(adapter.check())
    if not problems:
        channel_setup.end_hold(app, here.commune(), row, now=app.clock())
    return _shown(tried=(which, problems))


def _pause(session: Session, actor: User) -> None:
    _set_paused(session, actor, paused=True)


def _resume(session: Session, actor: User) -> None:
    row = _set_paused(session, actor, paused=False)
    for held in (row, row.account):
        if held is not None:
            holds.release(session, held, actor=actor, now=here.app().clock())


def _set_paused(session: Session, actor: User, *, paused: bool) -> Channel:
    rights.require(actor, "set up")
    row = _channel(session, number("channel"))
    row.paused = paused
    audit.record(session, "pause" if paused else "release", row, actor=actor, now=here.app().clock())
    return row


@needs("set up")
def channel(which: int) -> str:
    """Show the settings of one channel."""
    return _settings(which)


def _settings(which: int, *, problems: Sequence[str] = ()) -> str:
    with here.app().reading(here.commune()) as session:
        row = _channel(session, which)
        given = {**(row.account.settings if row.account else {}), **row.settings}
        declared = settings_of(adapter_class(row.kind))
        return render_template(
            "settings/channel.html",
            row=row,
            settings=declared,
            given={each.name: as_text(given.get(each.name, each.default)) for each in declared},
            kept={*row.secrets, *(row.account.secrets if row.account else ())},
            problems=problems,
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
        )


@needs("set up")
def change(which: int) -> Answer:
    """Change the settings of one channel; a secret left empty stays."""
    app = here.app()
    try:
        with app.writing(here.commune()) as session:
            row, actor = _channel(session, which), visitors.actor(session)
            channel_setup.change_settings(app, session, row, _given(row), now=app.clock(), actor=actor)
            if is_moved():
                app.require_loopback(row)
            audit.record(session, "set", row, actor=actor, now=app.clock())
    except REFUSALS as refusal:
        return _settings(which, problems=sentences_of(refusal)), 409
    return redirect(url_for("settings.channel", which=which, said="set"), 303)


def _given(row: Channel) -> dict[str, str]:
    """Return the settings of the form that differ from what is kept."""
    present = {**(row.account.settings if row.account else {}), **row.settings}
    given: dict[str, str] = {}
    for each in settings_of(adapter_class(row.kind)):
        value = request.form.get(f"set.{each.name}", "").strip()
        if each.type == "yes/no":
            value = "yes" if value else "no"
        if not value and (each.secret or each.type in NUMBERS):
            continue
        if value != as_text(present.get(each.name, each.default)):
            given[each.name] = value
    return given
