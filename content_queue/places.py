"""Setting up a commune's units, hamlets, topics and zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, rights
from content_queue.communes import NameTaken
from content_queue.models import Hamlet, Topic, Unit, User, Zone

Row = TypeVar("Row", Unit, Hamlet, Topic, Zone)


class UnknownName(LookupError):
    """Nothing of this name exists; the sentence lists what does."""


def add_unit(session: Session, name: str, *, actor: User, now: datetime) -> Unit:
    """Add a unit. Raises NotPermitted, NameTaken."""
    return _add(session, Unit(name=name.strip()), Unit.name, "đơn vị", actor=actor, now=now)


def add_hamlet(
    session: Session, name: str, *, actor: User, now: datetime, households: int | None = None
) -> Hamlet:
    """Add a hamlet. Raises NotPermitted, NameTaken."""
    row = Hamlet(name=name.strip(), households=households)
    return _add(session, row, Hamlet.name, "thôn", actor=actor, now=now)


def add_topic(session: Session, code: str, name: str, *, actor: User, now: datetime) -> Topic:
    """Add a topic under its code. Raises NotPermitted, NameTaken."""
    row = Topic(code=code.strip(), name=name.strip())
    return _add(session, row, Topic.code, "chuyên mục", actor=actor, now=now)


def add_zone(session: Session, name: str, hamlets: Sequence[str], *, actor: User, now: datetime) -> Zone:
    """Add a loudspeaker zone heard in these hamlets. Raises NotPermitted, NameTaken, UnknownName."""
    row = Zone(name=name.strip(), hamlets=[named(session, Hamlet, each, "thôn") for each in hamlets])
    return _add(session, row, Zone.name, "cụm loa", actor=actor, now=now)


def take_unit(session: Session, name: str, *, actor: User, now: datetime) -> Unit:
    """Add a unit that an imported message names; whoever may write may bring it in."""
    return _add(session, Unit(name=name), Unit.name, "đơn vị", actor=actor, now=now, act="write")


def take_hamlet(session: Session, name: str, *, actor: User, now: datetime) -> Hamlet:
    """Add a hamlet that an imported message names; whoever may write may bring it in."""
    return _add(session, Hamlet(name=name), Hamlet.name, "thôn", actor=actor, now=now, act="write")


def named(session: Session, table: Any, name: str, what: str) -> Any:
    """Return the row of this name; UnknownName lists what exists."""
    found = session.scalar(select(table).where(table.name == name))
    if found is None:
        exist = ", ".join(session.scalars(select(table.name).order_by(table.name))) or "chưa có"
        raise UnknownName(f"Không có {what} “{name}”. Hiện có: {exist}.")
    return found


def _add(
    session: Session, row: Row, key: Any, what: str, *, actor: User, now: datetime, act: str = "set up"
) -> Row:
    rights.require(actor, act)
    value = getattr(row, key.key)
    if not value:
        raise UnknownName(f"Tên {what} không được để trống.")
    if session.scalar(select(key).where(key == value)) is not None:
        raise NameTaken(f"Đã có {what} “{value}”.")
    row.commune_id = actor.commune_id
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now)
    return row
