"""“Hôm nay”: what goes out today and where, what needs attention, what waits."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, render_template, url_for

from content_queue.today import OpenAlert, today
from publisher.app import App
from publisher.telling.steps import next_step
from publisher.web import guarding, visitors
from publisher.web.cards import broadcasts, cards, figures, packages
from publisher.web.guarding import needs
from publisher.web.language import language

pages = Blueprint("today", __name__)


@pages.get("/")
@needs("read")
def page() -> str:
    """Show the day."""
    app: App = current_app.config["app"]
    commune = app.commune(current_app.config["commune"])
    with app.reading(commune) as session:
        day = today(session, commune, now=app.clock(), actor=visitors.actor(session))
    return render_template(
        "today.html",
        day=day,
        figures=figures(day),
        cards=list(cards(day.lines)),
        broadcasts=list(broadcasts(day.waiting)),
        packages=list(packages(day.waiting)),
        home=app.home.folder,
    )


@pages.app_template_filter("next_step")
def step(alert: OpenAlert) -> str:
    """Return what to do about an alert, in the page's language."""
    return next_step(alert.kind, language(), subject_id=alert.subject_id)


PLACES = {  # kind of alert → where it is seen to, by the number of what it is about
    **dict.fromkeys(("failed", "uncertain", "missed", "hidden"), "deliveries.page"),
    **dict.fromkeys(("not-planned", "approved-alone"), "messages.numbered"),
    **dict.fromkeys(("handover", "handover-overdue"), "packages.listing"),
    "case": "messages.of_case",
    "held": "settings.channels",
    "token": "settings.channels",
}


@pages.app_template_filter("place_of")
def place_of(alert: OpenAlert) -> str:
    """Return where an alert is seen to on the console; empty when that is nowhere this person may go."""
    endpoint = PLACES.get(alert.kind, "")
    if not endpoint or not guarding.may(guarding.access_of(endpoint).act):
        return ""
    numbered = endpoint not in {"packages.listing", "settings.channels"}
    return url_for(endpoint, **({"number": alert.subject_id} if numbered else {}))  # type: ignore[arg-type]


@pages.app_template_filter("inside")
def inside(place: str | Path, home: Path) -> str:
    """Return a path as seen from the home's folder, when it lies there."""
    path = Path(place)
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)
