"""Live previews: what each medium would say of the form as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from content_queue.communes import zone_of
from content_queue.models import Commune
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.messages import files
from publisher.web.messages.desk import Desk, opened
from publisher.writing.form import Read, read
from publisher.writing.previewing import Preview, previews
from schedules.recurrence import BadRepeat, Recurrence


def add_to(pages: Blueprint) -> None:
    """Give the previews their address."""
    pages.post("/xem-thu")(preview)


@needs("write")
def preview() -> str:
    """Answer the previews of a form as a piece of a page."""
    app = here.app()
    fields = {name: request.form.getlist(name) for name in request.form}
    with app.reading(here.commune()) as session:
        actor = visitors.actor(session)
        desk = opened(session, request.form.get("at", ""), actor)
        there = files.files_of(app, fields, actor)
        found = read(fields, zone=zone_of(here.commune()), files=there)
        seen = shown(session, desk, found)
    return render_template("messages/previews.html", previews=seen, notes=found.notes, legacy=found.legacy)


def shown(session: Session, desk: Desk, found: Read) -> Sequence[Preview]:
    """Return what each medium would say."""
    message = desk.message
    return previews(
        here.app(),
        session,
        found.words,
        session.get_one(Commune, here.commune().id),
        reference=message.reference if message else "",
        occurrences=_times(found),
        corrects=message.corrects.title if message and message.corrects else "",
    )


def _times(found: Read) -> int:
    """Return how often the message would go out: its number is part of what is counted."""
    words = found.words
    if not words.times:
        return 1
    starts = tuple(datetime.fromisoformat(each) for each in words.times)
    try:
        series = Recurrence(times=starts, zone=zone_of(here.commune()), repeat=words.repeat)
        return max(1, len(list(series.occurrences())))
    except BadRepeat:
        return 1
