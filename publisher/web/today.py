"""“Hôm nay”: what goes out today and where, what needs attention, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from flask import Blueprint, current_app, render_template

from channels.base import Medium
from content_queue.states import DeliveryState
from content_queue.today import Line, Today, today
from publisher.app import App
from publisher.sites import site_folder

pages = Blueprint("today", __name__)
D = DeliveryState


@pages.get("/")
def page() -> str:
    """Show the day."""
    app: App = current_app.config["app"]
    commune = app.commune()
    with app.reading(commune) as session:
        day = today(session, commune, now=app.clock())
    return render_template(
        "today.html",
        day=day,
        figures=figures(day),
        cards=list(cards(day.lines)),
        broadcasts=list(broadcasts(day.waiting)),
        packages=list(packages(day.waiting)),
        has_site=site_folder(app, commune) is not None,
        sandbox=current_app.config["sandbox"],
    )


@dataclass(frozen=True, kw_only=True)
class Card:
    """One message at one time, with its deliveries."""

    at: datetime
    title: str
    reference: str
    urgency: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class Task:
    """Deliveries that one act of a person settles: a broadcast to confirm, a group to send to."""

    at: datetime
    channel: str
    count: int
    messages: int
    place: str


def figures(day: Today) -> dict[str, int]:
    """Return the day's counts by phrase."""
    return {
        "out": day.count(D.SENT),
        "with people": day.count(D.AWAITING_PERSON),
        "still to come": day.count(D.PLANNED, D.SENDING, D.RETRYING),
        "trouble": len(day.attention) + len(day.held),
    }


def cards(lines: Iterable[Line]) -> Iterator[Card]:
    """Put deliveries of one message at one time together, by time."""
    ordered = sorted(lines, key=lambda line: (line.due_at, line.reference))
    for (at, reference), group in groupby(ordered, key=lambda line: (line.due_at, line.reference)):
        members = sorted(group, key=lambda line: (list(Medium).index(Medium(line.medium)), line.id))
        first = members[0]
        yield Card(at=at, title=first.title, reference=reference, urgency=first.urgency, lines=members)


def broadcasts(waiting: Iterable[Line]) -> Iterator[Task]:
    """Put what waits on the loudspeakers together by time of broadcast."""
    on_air = sorted((line for line in waiting if line.airs_at), key=lambda line: line.at)
    for at, group in groupby(on_air, key=lambda line: line.at):
        members = list(group)
        yield Task(
            at=at,
            channel="",
            count=len({line.channel for line in members}),
            messages=len({line.reference for line in members}),
            place=str(Path(members[0].place).parent),
        )


def packages(waiting: Iterable[Line]) -> Iterator[Task]:
    """Put what is to be sent by hand together by group."""
    by_hand = sorted((line for line in waiting if not line.airs_at), key=lambda line: line.channel)
    for channel, group in groupby(by_hand, key=lambda line: line.channel):
        members = list(group)
        yield Task(
            at=members[0].due_at,
            channel=channel,
            count=len(members),
            messages=len(members),
            place=str(Path(members[0].place).parent),
        )
