"""Settling: a person's word about deliveries, other times, moving what is planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from sqlalchemy.orm import Session

from content_queue import deliveries
from content_queue.communes import zone_of
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Delivery, User
from publisher.broadcasts import reissue
from publisher.english import in_language
from publisher.moving import foresee, move
from publisher.web import here
from publisher.web.api import asked, shapes
from publisher.web.api.doors import give
from publisher.web.api.reading import delivery_numbered, message_named
from publisher.web.api.rows import delivery_row
from publisher.web.api.speaking import Refused, needs, speaker, writing
from publisher.web.language import language
from publisher.web.safe_addresses import https_only

Decide = Callable[[Session, Delivery, User, dict[str, Any]], None]


def add_to(pages: APIBlueprint) -> None:
    """Give the doors their addresses."""
    one, row = "/deliveries/<int:number>", shapes.DeliveryShape
    give(pages, "POST", f"{one}/confirm", confirm, row, takes=asked.ConfirmAsked)
    give(pages, "POST", f"{one}/decline", decline, row, takes=asked.ReasonAsked)
    give(pages, "POST", f"{one}/cancel", cancel, row, takes=asked.ReasonAsked)
    give(pages, "POST", f"{one}/replan", replan, row, takes=asked.ReplanAsked)
    moved, wanted = shapes.MovedShape, asked.MoveAsked
    give(pages, "POST", "/messages/<reference>/move", move_one, moved, takes=wanted)


def _settled(number: int, said: dict[str, Any], decide: Decide) -> dict[str, Any]:
    with writing() as (session, actor):
        row = delivery_numbered(session, number)
        decide(session, row, actor, said)
        return delivery_row(row)


@needs("settle", "settle deliveries")
def confirm(number: int, said: dict[str, Any]) -> dict[str, Any]:
    """Say that it went out, perhaps with a link as proof."""

    def decide(session: Session, row: Delivery, actor: User, said: dict[str, Any]) -> None:
        given = {"proof": https_only(said["proof"]), "note": said["note"]}
        deliveries.confirm(session, row, actor=actor, now=here.app().clock(), **given)

    return _settled(number, said, decide)


@needs("settle", "settle deliveries")
def decline(number: int, said: dict[str, Any]) -> dict[str, Any]:
    """Say that it did not go out, and why."""

    def decide(session: Session, row: Delivery, actor: User, said: dict[str, Any]) -> None:
        deliveries.decline(session, row, actor=actor, now=here.app().clock(), reason=said["reason"])

    return _settled(number, said, decide)


@needs("settle", "settle deliveries")
def cancel(number: int, said: dict[str, Any]) -> dict[str, Any]:
    """Take an open delivery off the plan."""

    def decide(session: Session, row: Delivery, actor: User, said: dict[str, Any]) -> None:
        deliveries.cancel(session, row, actor=actor, now=here.app().clock(), reason=said["reason"])

    answer = _settled(number, said, decide)
    with here.app().reading(here.commune()) as session:
        row = delivery_numbered(session, number)
    reissue(here.app(), here.commune(), [row])
    return answer


@needs("settle", "settle deliveries")
def replan(number: int, said: dict[str, Any]) -> dict[str, Any]:
    """Plan it for another time; slots and quiet hours hold as for any."""

    def decide(session: Session, row: Delivery, actor: User, said: dict[str, Any]) -> None:
        app, now = here.app(), here.app().clock()
        at = _moment(said["at"]) if said["at"] else now
        if at < now:
            raise DeliveryRefused("Giờ ấy đã qua; hãy chọn giờ sắp tới, hoặc để trống để gửi ngay.")
        timing = app.planner(session).timing(session, row, at, now)
        deliveries.replan(session, row, actor=actor, now=now, timing=timing)

    return _settled(number, said, decide)


@needs("read", "read")
def move_one(reference: str, said: dict[str, Any]) -> dict[str, Any]:
    """Move one occurrence of a message; what is worth a look is told first, unless `sure`."""
    app, to = here.app(), _moment(said["to"])
    if not speaker().scopes & {"write", "settle"}:
        raise Refused(403, "Khóa này chỉ được xem.")
    with writing() as (session, actor):
        row = message_named(session, reference, actor)
        found = foresee(app, session, row, said["occurrence"], to, now=app.clock())
        warnings = [in_language(each, language()) for each in found.warnings]
        if warnings and not said["sure"]:
            return {"moved": False, "warnings": warnings}
        move(app, session, row, said["occurrence"], to, actor=actor, now=app.clock())
        return {"moved": True, "warnings": warnings}


def _moment(wall: str) -> datetime:
    try:
        return datetime.fromisoformat(wall).replace(tzinfo=zone_of(here.commune()))
    except ValueError:
        raise Refused(422, f"“{wall}” không phải ngày giờ.") from None
