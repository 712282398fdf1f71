"""Setting up the people who work with the system."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, names, rights
from content_queue.communes import NameTaken
from content_queue.messages import NOT_DECIDED
from content_queue.models import Message, Role, Unit, Unsaved, User
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


def change(
    session: Session,
    user: User,
    *,
    actor: User,
    now: datetime,
    role: str,
    full_name: str = "",
    office: str = "",
    unit: str = "",
) -> None:
    """Give a person another role, name, office or unit. Raises NotPermitted, UnknownName.

    The last administrator stays one.
    """
    rights.require(actor, "set up")
    if role not in list(Role):
        raise UnknownName(names.unknown("vai trò", role, Role))
    if user.role == Role.ADMIN and role != Role.ADMIN and not _other_admin(session, user):
        raise rights.NotPermitted("Đây là quản trị cuối cùng; hãy thêm quản trị khác trước.")
    before, user.role = user.role, role
    user.full_name, user.office = full_name.strip(), office.strip()
    user.unit = place_named(session, Unit, unit, "đơn vị") if unit else None
    audit.record(session, "set", user, actor=actor, now=now, before=before, after=role)


def _other_admin(session: Session, user: User) -> bool:
    query = select(User.id).where(User.role == Role.ADMIN, User.active, User.id != user.id)
    return session.scalar(query.limit(1)) is not None


def hand_on(session: Session, leaver: User, heir: User, *, actor: User, now: datetime) -> int:
    """Give one person's messages that are not decided yet to another; count them. Raises NotPermitted."""
    rights.require(actor, "set up")
    if heir.id == leaver.id or not rights.may(heir, "write"):
        raise rights.NotPermitted(f"“{heir.name}” không nhận được bản nháp; hãy chọn người soạn tin khác.")
    rows = session.scalars(
        select(Message).where(Message.author_id == leaver.id, Message.state.in_(list(NOT_DECIDED)))
    ).all()
    for row in rows:
        row.author_id = heir.id
    own = select(Unsaved.place).where(Unsaved.user_id == heir.id)
    begun = session.scalars(
        select(Unsaved).where(Unsaved.user_id == leaver.id, Unsaved.place.not_in(own))
    ).all()
    for kept in begun:
        kept.user_id = heir.id
    audit.record(session, "hand on", leaver, actor=actor, now=now, to=heir.name, messages=len(rows))
    return len(rows) + len(begun)


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
