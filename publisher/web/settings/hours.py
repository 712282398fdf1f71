"""When loudspeakers speak: slots, permitted hours, days with their own hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import names
from content_queue.models import Commune, User, Zone
from publisher.special_days import change_day, remove_slot
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.settings.acts import REFUSALS, Answer, Refused, done, lines, number, sentences_of, text
from schedules.hours import Window
from schedules.slots import Slot, SpecialDay
from schedules.timetables import NewSlot, add_slot, add_window, slot_rows, timetable_of


def add_to(pages: Blueprint) -> None:
    """Give the page its addresses."""
    pages.get("/khung-gio")(hours)
    pages.post("/khung-gio")(change_hours)


@needs("set up")
def hours() -> str:
    """List slots and special days."""
    return _shown()


@needs("set up")
def change_hours() -> Answer:
    """Change them; what was planned moves along, and the page tells how."""
    if request.form.get("act") in {"remove", "day", "forget"}:
        return _changed(request.form["act"])
    return done({"add": _add}, _shown, "settings.hours")


def _changed(act: str) -> Answer:
    app, commune = here.app(), here.commune()
    person = visitors.visitor()
    assert person is not None
    try:
        if act == "remove":
            told = remove_slot(app, commune, number("slot"), user_id=person.user_id)
        else:
            wanted = _special() if act == "day" else None
            told = change_day(app, commune, _on(), wanted, user_id=person.user_id)
    except REFUSALS as refusal:
        return _shown(problems=sentences_of(refusal)), 409
    moved = [each for each in told or () if each]
    return _shown(told=moved) if moved else redirect(url_for("settings.hours", said=act), 303)


def _shown(*, problems: Sequence[str] = (), told: Sequence[str] = ()) -> str:
    with here.app().reading(here.commune()) as session:
        commune = session.get_one(Commune, here.commune().id)
        table = timetable_of(session, commune)
        return render_template(
            "settings/hours.html",
            slots=slot_rows(session, commune.id),
            windows=table.windows,
            days=sorted(table.special_days, key=lambda each: each.on),
            zones=session.scalars(select(Zone.name).order_by(Zone.id)).all(),
            problems=problems,
            told_moves=told,
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
        )


def _add(session: Session, actor: User) -> None:
    commune, now = session.get_one(Commune, actor.commune_id), here.app().clock()
    wanted = NewSlot(
        name=names.clean(text("name"), "khung giờ"),
        start=_wall(text("start")),
        minutes=number("minutes"),
        days=frozenset(int(each) for each in request.form.getlist("day") if each in set("0123456")),
        zones=frozenset(request.form.getlist("zone")),
    )
    if text("opens") and text("closes"):
        window = Window(start=_wall(text("opens")), end=_wall(text("closes")), decision=text("decision"))
        add_window(session, commune, window, actor=actor, now=now)
    add_slot(session, commune, wanted, actor=actor, now=now)


def _wall(given: str) -> time:
    try:
        return time.fromisoformat(given)
    except ValueError:
        raise Refused(f"“{given}” không phải giờ; hãy ghi như 17:00.") from None


def _on() -> date:
    try:
        return date.fromisoformat(text("on"))
    except ValueError:
        raise Refused("Hãy chọn ngày.") from None


def _special() -> SpecialDay:
    """Return the day's hours: a slot a line, as “Sáng 06:00 30”; none: silence."""
    slots = tuple(_slot(line) for line in lines("slots"))
    return SpecialDay(on=_on(), name=names.clean(text("name"), "ngày"), slots=slots)


def _slot(line: str) -> Slot:
    *name, start, minutes = line.split()
    if not name or not minutes.isdecimal():
        raise Refused(f"“{line}” cần tên, giờ và số phút, như: Sáng 06:00 30.")
    return Slot(name=" ".join(name), start=_wall(start), length=timedelta(minutes=int(minutes)))
