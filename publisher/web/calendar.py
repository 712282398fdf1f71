"""“Lịch”: a month or a week; what goes out when, and moving it by form, drag, or keyboard, with undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import rights
from content_queue.communes import zone_of
from content_queue.deliveries import DeliveryRefused
from content_queue.messages import MessageRefused
from content_queue.models import Commune, Message
from content_queue.states import NotAllowed
from publisher.agenda import Page, agenda
from publisher.moving import ROOM_TO_UNDO, Foreseen, foresee, move
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.messages.desk import seen
from publisher.web.refusing import sentence_of

pages = Blueprint("calendar", __name__, url_prefix="/lich")
Answer = AnyResponse | tuple[str, int] | str
FIRST, LAST = date(1950, 1, 1), date(2099, 12, 1)  # what the lunar calendar knows, and a little less
REFUSALS = (MessageRefused, DeliveryRefused, NotAllowed, rights.NotPermitted)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What was just moved, so that it can be moved back."""

    reference: str
    occurrence: str
    before: str
    after: str


@pages.get("/")
@needs("read")
def month() -> str:
    """Show a month, from the Monday before its first day to the Sunday after its last."""
    first = _day("thang", "-01").replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    since = first - timedelta(days=first.weekday())
    until = after + timedelta(days=-after.weekday() % 7)
    neighbours = {"before": f"{first - timedelta(days=1):%Y-%m}", "after": f"{after:%Y-%m}"}
    return _shown("calendar/month.html", since, until, first=first, **neighbours)


@pages.get("/tuan")
@needs("read")
def week() -> str:
    """Show a week with its slots."""
    on = _day("ngay")
    since = on - timedelta(days=on.weekday())
    neighbours = {"before": since - timedelta(days=7), "after": since + timedelta(days=7)}
    return _shown("calendar/week.html", since, since + timedelta(days=7), first=since, **neighbours)


def _day(name: str, more: str = "") -> date:
    try:
        found = date.fromisoformat(request.args[name] + more)
        return found if FIRST <= found <= LAST else _today()
    except (KeyError, ValueError):
        return _today()


def _today() -> date:
    return here.app().clock().astimezone(zone_of(here.commune())).date()


def _shown(template: str, since: date, until: date, **more: object) -> str:
    app, commune = here.app(), here.commune()
    with app.reading(commune) as session:
        own = session.get_one(Commune, commune.id)
        days: Sequence[Page] = agenda(
            session, own, since, until, actor=visitors.actor(session), now=app.clock()
        )
    return render_template(
        template,
        weeks=[days[at : at + 7] for at in range(0, len(days), 7)],
        today=_today(),
        moved=_moved(request.args),
        mark=visitors.form_mark(),
        **more,
    )


def _moved(args: Mapping[str, str]) -> Moved | None:
    if not args.get("moved"):
        return None
    return Moved(
        reference=args["moved"],
        occurrence=args.get("occurrence", ""),
        before=args.get("before", ""),
        after=args.get("after", ""),
    )


@pages.get("/doi/<reference>/<occurrence>")
@needs("read")
def dialog(reference: str, occurrence: str) -> str:
    """Show the form that moves one occurrence."""
    with here.app().reading(here.commune()) as session:
        row = seen(session, reference, visitors.actor(session))
        return _form(row, occurrence, request.args.get("to", ""))


@pages.post("/doi/<reference>/<occurrence>")
@needs("read")
def take(reference: str, occurrence: str) -> Answer:
    """Move one occurrence; what is worth a look is shown before, and asked once more."""
    app = here.app()
    with app.reading(here.commune()) as session:
        row = seen(session, reference, visitors.actor(session))
        to = _wanted()
        try:
            found = foresee(app, session, row, occurrence, _moment(to), now=app.clock())
        except REFUSALS as refused:
            return _form(row, occurrence, to, problem=sentence_of(refused)), 409
        if found.warnings and not request.form.get("sure"):
            return _form(row, occurrence, to, warnings=found.warnings)
    return _move(reference, occurrence, to)


def _move(reference: str, occurrence: str, to: str) -> Answer:
    app = here.app()
    try:
        with app.writing(here.commune()) as session:
            actor = visitors.actor(session)
            row = seen(session, reference, actor)
            found = move(app, session, row, occurrence, _moment(to), actor=actor, now=app.clock())
            place = _back(row, found, occurrence, to)
    except REFUSALS as refused:
        with app.reading(here.commune()) as session:
            return _form(_again(session, reference), occurrence, to, problem=sentence_of(refused)), 409
    return redirect(place, 303)


def _again(session: Session, reference: str) -> Message:
    return seen(session, reference, visitors.actor(session))


def _back(row: Message, found: Foreseen, occurrence: str, to: str) -> str:
    """Return the week in which the moved entry stands now; a draft's occurrence has a new name."""
    before = found.before.astimezone(zone_of(here.commune())) if found.before else None
    return url_for(
        "calendar.week",
        ngay=to[:10],
        moved=row.reference if not request.form.get("undo") else None,
        occurrence=occurrence if found.timings else to,
        before=f"{before:%Y-%m-%dT%H:%M}" if before else None,
        after=to,
    )


def _wanted() -> str:
    """Return the wall time a form asks for: written out, or “now”, with two minutes left to undo it."""
    if request.form.get("act") == "now":
        soon = here.app().clock() + ROOM_TO_UNDO + timedelta(seconds=59)
        return f"{soon.astimezone(zone_of(here.commune())):%Y-%m-%dT%H:%M}"
    try:
        return f"{datetime.fromisoformat(request.form.get('to', '')).replace(tzinfo=None):%Y-%m-%dT%H:%M}"
    except ValueError:
        abort(400)


def _moment(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=zone_of(here.commune()))


def _form(row: Message, occurrence: str, to: str, *, problem: str = "", warnings: Sequence[str] = ()) -> str:
    return render_template(
        "calendar/move.html",
        row=row,
        occurrence=occurrence,
        to=to or occurrence,
        problem=problem,
        warnings=warnings,
        mark=visitors.form_mark(),
    )
