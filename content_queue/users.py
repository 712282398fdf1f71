"""The people of a commune: added by an administrator, each with one role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, rights
from content_queue.communes import NameTaken
from content_queue.models import Role, Unit, User
from content_queue.places import NameRefused, named


def add_user(
    session: Session,
    name: str,
    *,
    role: Role,
    actor: User,
    now: datetime,
    full_name: str = "",
    office: str = "",
    unit: str = "",
) -> User:
    """Add a person under a login name; a contributor needs a unit, whose messages they write.

    `office` is shown on pages for an approver (“Phó Chủ tịch UBND xã”). Raises NotPermitted, NameTaken,
    NameRefused, Unknown.
    """
    rights.require(actor, "set up")
    wanted = name.strip()
    if not wanted or wanted != "".join(wanted.split()):
        raise NameRefused(f"Tên đăng nhập “{name}” phải là một từ, không có khoảng trắng.")
    if session.scalar(select(User.id).where(User.name == wanted)) is not None:
        raise NameTaken(f"Đã có người dùng “{wanted}”.")
    if role is Role.CONTRIBUTOR and not unit:
        raise NameRefused("Cộng tác viên cần thuộc một đơn vị (--unit).")
    user = User(commune_id=actor.commune_id, name=wanted, full_name=full_name, office=office, role=role)
    user.unit = named(session, Unit, unit, "đơn vị") if unit else None
    session.add(user)
    audit.record(session, "add", user, actor=actor, now=now, after=role.value)
    return user


def users(session: Session) -> Sequence[User]:
    """Return the people in the order they were added."""
    return session.scalars(select(User).order_by(User.id)).all()
