"""“Phát thanh”: a day's bulletins for the operator: their fit, their sound, how they went."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import rights
from content_queue.communes import zone_of
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Commune, User
from content_queue.places import UnknownName
from content_queue.states import DeliveryState, NotAllowed
from publisher import broadcasts
from publisher.broadcast import Broadcast
from publisher.logbook import entries, papers
from publisher.logbook.entries import AsRun, LogRefused
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.refusing import sentence_of

pages = Blueprint("broadcasting", __name__, url_prefix="/phat-thanh")
Answer = AnyResponse | tuple[str, int] | str


@pages.get("/")
@needs("broadcast")
def day() -> Answer:
    """Show the bulletins of a day."""
    return _page(_day())


@pages.get("/<int:channel>/<stamp>.zip")
@needs("broadcast")
def folder(channel: int, stamp: str) -> Response:
    """Answer an exported bulletin as one file, to be unpacked on a stick."""
    place = _place(_one(channel, stamp))
    if place is None or not place.is_dir():
        abort(404)
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it; an hour of sound is 60 MB
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(place.iterdir()):
            archive.write(file, f"{'/'.join(place.parts[-3:])}/{file.name}")
    packed.seek(0)
    return send_file(packed, mimetype="application/zip", download_name=f"{'-'.join(place.parts[-3:])}.zip")


@pages.get("/<int:channel>/<stamp>.mp3")
@needs("broadcast")
def programme(channel: int, stamp: str) -> Response:
    """Answer the joined programme of an exported bulletin, in byte ranges."""
    place = _place(_one(channel, stamp))
    if place is None or not (place / "CHUONG-TRINH.mp3").is_file():
        abort(404)
    return send_file(place / "CHUONG-TRINH.mp3", mimetype="audio/mpeg", conditional=True)


@pages.post("/<int:channel>/<stamp>")
@needs("broadcast")
def act(channel: int, stamp: str) -> Answer:
    """Export a bulletin early, or take the operator's word about its broadcast."""
    app, commune = here.app(), here.commune()
    try:
        with app.writing(commune) as session:
            found = _found(session, channel, stamp)
            _done(session, found, visitors.actor(session), app.clock())
    except (UnknownName, LogRefused, DeliveryRefused, NotAllowed, rights.NotPermitted) as refused:
        return _page(_moment(stamp).astimezone(zone_of(commune)).date(), problem=sentence_of(refused))
    on = found.bulletin.starts_at.date().isoformat()
    return redirect(url_for("broadcasting.day", on=on, said=request.form.get("act", "")), 303)


@pages.get("/so")
@needs("broadcast")
def log() -> Response:
    """Answer the broadcast log of a week as a page to print."""
    app, commune, on = here.app(), here.commune(), _day()
    since, until = entries.week(*on.isocalendar()[:2])
    with app.reading(commune) as session:
        found = entries.lines(session, session.get_one(Commune, commune.id), since, until, now=app.clock())
    page = papers.printable(found, commune=commune.name, period=papers.period(since, until))
    answer = Response(page, mimetype="text/html")
    answer.headers["Content-Disposition"] = f"attachment; filename=so-phat-thanh-{since:%Y-%m-%d}.html"
    return answer


def _done(session: Session, found: Broadcast, actor: User, now: datetime) -> None:
    if request.form.get("act") == "export":
        broadcasts.make_due(session, [found], actor=actor, now=now)
        return
    began, why = request.form.get("began", "").strip(), request.form.get("why", "").strip()
    played = request.form.get("act") == "played"
    if not played and not why:
        raise DeliveryRefused("Hãy ghi vì sao không phát.")
    said = AsRun(
        played=played,
        began_at=_wall(began, found) if began and played else None,
        person=request.form.get("person", "").strip(),
        note=why if not played else request.form.get("note", "").strip(),
    )
    broadcasts.confirm(session, [found], said, actor=actor, now=now)


def _wall(text: str, found: Broadcast) -> datetime:
    starts = found.bulletin.starts_at
    try:
        hour, minute = (int(part) for part in text.split(":"))
        return starts.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError:
        raise LogRefused(f"“{text}” không phải giờ; hãy ghi như 17:02.") from None


def _page(on: date, *, problem: str = "") -> Answer:
    app, commune = here.app(), here.commune()
    with app.reading(commune) as session:
        found = broadcasts.broadcasts(session, session.get_one(Commune, commune.id), on=on)
        cards = [_card(each, app.clock()) for each in found]
    shown = render_template(
        "broadcasts.html",
        cards=cards,
        on=on,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1),
        mark=visitors.form_mark(),
        problem=problem,
        said=request.args.get("said", ""),
    )
    return (shown, 409) if problem else shown


def _card(found: Broadcast, now: datetime) -> dict[str, Any]:
    states = {row.state for row in found.deliveries}
    return {
        **found.row(),
        "starts": found.bulletin.starts_at,
        "channel_id": found.channel.id,
        "stamp": f"{found.airs_at:%Y%m%dT%H%M%SZ}",
        "emergency": found.bulletin.emergency,
        "waits": DeliveryState.AWAITING_PERSON in states,
        "played": states == {DeliveryState.SENT},
        "to_export": bool(states & {DeliveryState.PLANNED, DeliveryState.RETRYING}) and found.airs_at > now,
        "over": abs(round(found.seconds_over)),
    }


def _place(found: Broadcast) -> Path | None:
    return next(iter(broadcasts.folders(found.deliveries)), None)


def _one(channel: int, stamp: str) -> Broadcast:
    with here.app().reading(here.commune()) as session:
        return _found(session, channel, stamp)


def _found(session: Session, channel: int, stamp: str) -> Broadcast:
    at, commune = _moment(stamp), session.get_one(Commune, here.commune().id)
    on = at.astimezone(zone_of(commune)).date()
    rows: Sequence[Broadcast] = broadcasts.broadcasts(session, commune, on=on)
    found = next((each for each in rows if (each.channel.id, each.airs_at) == (channel, at)), None)
    if found is None:
        abort(404)
    return found


def _moment(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%S%z")
    except ValueError:
        abort(404)


def _day() -> date:
    app = here.app()
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return app.clock().astimezone(zone_of(here.commune())).date()
