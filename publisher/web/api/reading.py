"""Reading: messages, deliveries, the calendar, what a message may name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from apiflask import APIBlueprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import finding
from content_queue.models import Attempt, Channel, Delivery, Hamlet, Message, Topic, Unit, User
from publisher.agenda import agenda
from publisher.english import in_language
from publisher.web import here
from publisher.web.api import asked, shapes
from publisher.web.api.doors import give
from publisher.web.api.rows import delivery_row, message_row
from publisher.web.api.speaking import Refused, commune, needs, reading, speaker
from publisher.web.deliveries import A_PAGE, Asked, rows_of
from publisher.web.language import language


def add_to(pages: APIBlueprint) -> None:
    """Give the doors their addresses."""
    give(pages, "GET", "/me", me, shapes.MeShape)
    give(pages, "GET", "/places", places, shapes.PlacesShape)
    give(pages, "GET", "/messages", messages, shapes.MessagesShape, takes=asked.MessagesAsked)
    give(pages, "GET", "/messages/<reference>", message, shapes.MessageShape)
    give(pages, "GET", "/deliveries", deliveries, shapes.DeliveriesShape, takes=asked.DeliveriesAsked)
    give(pages, "GET", "/deliveries/<int:number>", delivery, shapes.DeliveryInFull)
    give(pages, "GET", "/calendar", calendar, shapes.CalendarShape, takes=asked.CalendarAsked)


def message_named(session: Session, reference: str, actor: User) -> Message:
    """Return a message that this person may see; 404 otherwise."""
    found = session.scalar(select(Message).where(Message.reference == reference, finding.seen_by(actor)))
    if found is None:
        raise Refused(404, "Không có tin này.")
    return found


def delivery_numbered(session: Session, number: int) -> Delivery:
    """Return a delivery of the commune; 404 otherwise."""
    found = session.scalar(select(Delivery).where(Delivery.id == number)) if number < asked.MOST_ID else None
    if found is None:
        raise Refused(404, "Không có lượt này.")
    return found


@needs("read", "read")
def me() -> dict[str, Any]:
    """Say for whom this token acts."""
    with reading() as (_, actor):
        return {
            "name": actor.name,
            "role": actor.role,
            "unit": actor.unit.name if actor.unit else None,
            "scopes": sorted(speaker().scopes),
        }


@needs("read", "read")
def places() -> dict[str, Any]:
    """List what a message may name."""
    with reading() as (session, _):
        topics = session.execute(select(Topic.code, Topic.name).order_by(Topic.id)).all()
        channels = session.execute(select(Channel.name, Channel.medium).order_by(Channel.id)).all()
        return {
            "topics": {code: name for code, name in topics},
            "units": list(session.scalars(select(Unit.name).order_by(Unit.id))),
            "hamlets": list(session.scalars(select(Hamlet.name).order_by(Hamlet.id))),
            "channels": [{"name": name, "medium": medium} for name, medium in channels],
        }


@needs("read", "read")
def messages(said: dict[str, Any]) -> dict[str, Any]:
    """List messages, the newest first."""
    with reading() as (session, actor):
        query = select(Message).where(finding.seen_by(actor)).order_by(Message.id.desc()).limit(A_PAGE + 1)
        if "state" in said:
            query = query.where(Message.state == said["state"])
        if said.get("q"):
            query = query.where(finding.found_by(said["q"], actor.commune_id))
        if "before" in said:
            query = query.where(Message.id < said["before"])
        rows = session.scalars(query).all()
        return {
            "messages": [message_row(row) for row in rows[:A_PAGE]],
            "next": rows[A_PAGE - 1].id if len(rows) > A_PAGE else None,
        }


@needs("read", "read")
def message(reference: str) -> dict[str, Any]:
    """Give one message."""
    with reading() as (session, actor):
        return message_row(message_named(session, reference, actor))


@needs("read", "see deliveries")
def deliveries(said: dict[str, Any]) -> dict[str, Any]:
    """List deliveries, the newest first."""
    wanted = Asked(view=said["view"], words=said["q"], channel=None, before=said["before"])
    with reading() as (session, _):
        rows = rows_of(session, wanted, here.app().clock())
        return {
            "deliveries": [delivery_row(row) for row in rows[:A_PAGE]],
            "next": rows[A_PAGE - 1].id if len(rows) > A_PAGE else None,
        }


@needs("read", "see deliveries")
def delivery(number: int) -> dict[str, Any]:
    """Give one delivery with its attempts."""
    with reading() as (session, _):
        row = delivery_numbered(session, number)
        tries = session.scalars(select(Attempt).where(Attempt.delivery_id == row.id).order_by(Attempt.id))
        return {**delivery_row(row), "tries": [_attempt_row(each) for each in tries]}


def _attempt_row(row: Attempt) -> dict[str, Any]:
    return {
        "number": row.number,
        "begun_at": row.begun_at,
        "ended_at": row.ended_at,
        "outcome": row.outcome,
        "sentence": in_language(row.sentence, language()),
    }


@needs("read", "read")
def calendar(said: dict[str, Any]) -> dict[str, Any]:
    """Give what goes out on some days."""
    try:
        since = date.fromisoformat(said["since"])
    except ValueError:
        raise Refused(422, "Ngày trong “since” không có thật.") from None
    with reading() as (session, actor):
        until = since + timedelta(days=said["days"])
        found = agenda(session, commune(session), since, until, actor=actor, now=here.app().clock())
        return {
            "days": [
                {
                    "day": page.day.on.isoformat(),
                    "lunar": page.day.lunar.short,
                    "public": page.day.public,
                    "campaigns": [each.name for each in page.day.campaigns],
                    "entries": [vars(entry) for entry in page.entries],
                }
                for page in found
            ]
        }
