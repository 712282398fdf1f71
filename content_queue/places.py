"""Setting up a commune's units, hamlets, topics and zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, names, rights
from content_queue.communes import NameTaken
from content_queue.models import Hamlet, Topic, Unit, User, Zone

Row = TypeVar("Row", Unit, Hamlet, Topic, Zone)


class UnknownName(LookupError):
    """Nothing of this name exists; the sentence lists what does."""


def add_unit(session: Session, name: str, *, actor: User, now: datetime) -> Unit:
    """Add a unit. Raises NotPermitted, BadName, NameTaken."""
    return _add(session, Unit(name=names.clean(name, "đơn vị")), Unit.name, "đơn vị", actor=actor, now=now)


def add_hamlet(
    session: Session, name: str, *, actor: User, now: datetime, households: int | None = None
) -> Hamlet:
    """Add a hamlet. Raises NotPermitted, BadName, NameTaken."""
    row = Hamlet(name=names.clean(name, "thôn"), households=households)
    return _add(session, row, Hamlet.name, "thôn", actor=actor, now=now)


def add_topic(session: Session, code: str, name: str, *, actor: User, now: datetime) -> Topic:
    """Add a topic under its code. Raises NotPermitted, BadName, NameTaken."""
    row = Topic(code=names.code(code, "chuyên mục"), name=names.clean(name, "chuyên mục"))
    return _add(session, row, Topic.code, "chuyên mục", actor=actor, now=now)


def add_zone(session: Session, name: str, hamlets: Sequence[str], *, actor: User, now: datetime) -> Zone:
    """Add a loudspeaker zone heard in these hamlets. Raises NotPermitted, NameTaken, UnknownName."""
    heard_in = [named(session, Hamlet, each, "thôn") for each in hamlets]
    row = Zone(name=names.clean(name, "cụm loa"), hamlets=heard_in)
    return _add(session, row, Zone.name, "cụm loa", actor=actor, now=now)


def rename(
    session: Session, row: Unit | Hamlet | Zone | Topic, name: str, *, actor: User, now: datetime
) -> None:
    """Give a place another name; what went out under the old one stays as it was.

    Raises NotPermitted, BadName, NameTaken.
    """
    rights.require(actor, "set up")
    table: Any = type(row)
    name = names.clean(name, "mới")
    for other in session.scalars(select(table).where(table.id != row.id)):
        if names.folded(other.name) == names.folded(name):
            raise NameTaken(f"Đã có “{other.name}”.")
    before, row.name = row.name, name
    audit.record(session, "rename", row, actor=actor, now=now, before=before, after=name)


def set_households(session: Session, row: Hamlet, count: int | None, *, actor: User, now: datetime) -> None:
    """Note how many households a hamlet has. Raises NotPermitted."""
    rights.require(actor, "set up")
    before, row.households = row.households, count
    audit.record(session, "set", row, actor=actor, now=now, before=str(before or ""), after=str(count or ""))


def set_hearers(session: Session, zone: Zone, hamlets: Sequence[str], *, actor: User, now: datetime) -> None:
    """Note which hamlets hear a zone. Raises NotPermitted, UnknownName."""
    rights.require(actor, "set up")
    zone.hamlets = [named(session, Hamlet, each, "thôn") for each in hamlets]
    audit.record(session, "set", zone, actor=actor, now=now, hamlets=list(hamlets))


def take_unit(session: Session, name: str, *, actor: User, now: datetime) -> Unit:
    """Add a unit that an imported message names; whoever may write may bring it in."""
    row = Unit(name=names.clean(name, "đơn vị"))
    return _add(session, row, Unit.name, "đơn vị", actor=actor, now=now, act="write")


def take_hamlet(session: Session, name: str, *, actor: User, now: datetime) -> Hamlet:
    """Add a hamlet that an imported message names; whoever may write may bring it in."""
    row = Hamlet(name=names.clean(name, "thôn"))
    return _add(session, row, Hamlet.name, "thôn", actor=actor, now=now, act="write")


def named(session: Session, table: Any, name: str, what: str) -> Any:
    """Return the row of this name, case and spaces aside; UnknownName lists what exists."""
    rows = session.execute(select(table.id, table.name).order_by(table.name)).all()
    wanted = [row.id for row in rows if row.name == name] or [
        row.id for row in rows if names.folded(row.name) == names.folded(name)
    ]
    if not wanted:
        raise UnknownName(names.unknown(what, name, [row.name for row in rows]))
    return session.get_one(table, wanted[0])


def _add(
    session: Session, row: Row, key: Any, what: str, *, actor: User, now: datetime, act: str = "set up"
) -> Row:
    rights.require(actor, act)
    value = getattr(row, key.key)
    present = session.scalars(select(key).where(key.class_.commune_id == actor.commune_id))
    if twin := next((each for each in present if names.folded(each) == names.folded(value)), None):
        raise NameTaken(f"Đã có {what} “{twin}”.")
    row.commune_id = actor.commune_id
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now)
    return row
