"""Setting up the people who work with the system."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, names, rights
from content_queue.communes import NameTaken
from content_queue.models import Role, Unit, User
from content_queue.places import UnknownName
from content_queue.places import named as place_named


def add_user(
    session: Session,
    name: str,
    role: str,
    *,
    actor: User,
    now: datetime,
    full_name: str = "",
    office: str = "",
    unit: str = "",
) -> User:
    """Add a person with one role. Raises NotPermitted, NameTaken, UnknownName (role or unit)."""
    rights.require(actor, "set up")
    if role not in list(Role):
        raise UnknownName(names.unknown("vai trò", role, Role))
    name = names.clean(name, "người dùng")
    if twin := _named(session, name):
        raise NameTaken(f"Đã có người dùng “{twin.name}”.")
    row = User(
        commune_id=actor.commune_id,
        name=name,
        full_name=full_name,
        office=office,
        role=role,
        unit=place_named(session, Unit, unit, "đơn vị") if unit else None,
    )
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now, after=role)
    return row


def named(session: Session, name: str) -> User:
    """Return the person of this login name, case and spaces aside; UnknownName lists who exists."""
    found = _named(session, name)
    if found is None:
        known = session.scalars(select(User.name).order_by(User.name))
        raise UnknownName(names.unknown("người dùng", name, known))
    return found


def _named(session: Session, name: str) -> User | None:
    wanted = names.folded(name)
    return next((each for each in session.scalars(select(User)) if names.folded(each.name) == wanted), None)
