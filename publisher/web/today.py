"""“Hôm nay”: what goes out today and where, what needs attention, what waits."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, render_template

from content_queue.today import OpenAlert, today
from publisher.app import App
from publisher.telling.steps import next_step
from publisher.web import visitors
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


@pages.app_template_filter("inside")
def inside(place: str | Path, home: Path) -> str:
    """Return a path as seen from the home's folder, when it lies there."""
    path = Path(place)
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)
