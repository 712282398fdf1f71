"""Administering: accounts and their invitations."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from sqlalchemy import select

from content_queue import invitations, users
from content_queue.models import User
from publisher.web import here
from publisher.web.api import asked, shapes
from publisher.web.api.doors import give
from publisher.web.api.speaking import Refused, needs, reading, writing


def add_to(pages: APIBlueprint) -> None:
    """Give the doors their addresses."""
    give(pages, "GET", "/people", people, shapes.PeopleShape)
    give(pages, "POST", "/people", add, shapes.PersonShape, takes=asked.PersonAsked, code=201)
    give(pages, "POST", "/people/<int:number>/invite", invite, shapes.CodeShape)


@needs("admin", "set up")
def people() -> dict[str, Any]:
    """List the accounts."""
    with reading() as (session, _):
        return {"people": [_row(each) for each in session.scalars(select(User).order_by(User.id))]}


@needs("admin", "set up")
def add(said: dict[str, Any]) -> dict[str, Any]:
    """Add an account."""
    with writing() as (session, actor):
        row = users.add_user(session, **said, actor=actor, now=here.app().clock())
        session.flush()
        return _row(row)


@needs("admin", "set up")
def invite(number: int) -> dict[str, Any]:
    """Make an invitation; an older one is void."""
    with writing() as (session, actor):
        user = session.get(User, number) if number < asked.MOST_ID else None
        if user is None:
            raise Refused(404, "Không có người này.")
        return {"code": invitations.invite(session, user, actor=actor, now=here.app().clock())}


def _row(row: User) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "full_name": row.full_name,
        "role": row.role,
        "unit": row.unit.name if row.unit else None,
        "active": row.active,
    }
