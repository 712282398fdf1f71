"""Units, hamlets, loudspeaker zones and topics of a commune: added by name, each with its audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, rights
from content_queue.communes import NameTaken
from content_queue.models import Hamlet, Topic, Unit, User, Zone

Row = TypeVar("Row")


class Unknown(LookupError):
    """A name that is not there; the sentence lists what is."""

    def __init__(self, what: str, name: str, exist: Sequence[str]) -> None:
        self.sentence = f"Không có {what} “{name}”. Hiện có: {', '.join(exist) or 'chưa có gì'}."
        super().__init__(self.sentence)


class NameRefused(ValueError):
    """A name that can't be used, with the reason."""


def add_unit(session: Session, name: str, *, actor: User, now: datetime) -> Unit:
    """Add a unit. Raises NotPermitted, NameTaken, NameRefused."""
    rights.require(actor, "name places")
    return _added(session, Unit(name=_free(session, Unit, name, "đơn vị")), actor=actor, now=now)


def add_hamlet(
    session: Session, name: str, *, actor: User, now: datetime, households: int | None = None
) -> Hamlet:
    """Add a hamlet, with its number of households when known. Raises NotPermitted, NameTaken, NameRefused."""
    rights.require(actor, "name places")
    if households is not None and households < 0:
        raise NameRefused(f"Số hộ {households} không thể âm.")
    row = Hamlet(name=_free(session, Hamlet, name, "thôn"), households=households)
    return _added(session, row, actor=actor, now=now)


def add_zone(session: Session, name: str, *, hamlets: Sequence[str], actor: User, now: datetime) -> Zone:
    """Add a loudspeaker zone heard in these hamlets. Raises NotPermitted, NameTaken, Unknown, NameRefused."""
    rights.require(actor, "set up")
    heard_in = [named(session, Hamlet, each, "thôn") for each in dict.fromkeys(hamlets)]
    if not heard_in:
        raise NameRefused(f"Cụm loa “{name}” cần ít nhất một thôn.")
    row = Zone(name=_free(session, Zone, name, "cụm loa"), hamlets=heard_in)
    return _added(session, row, actor=actor, now=now)


def add_topic(session: Session, code: str, name: str, *, actor: User, now: datetime) -> Topic:
    """Add a topic under a short code. Raises NotPermitted, NameTaken, NameRefused."""
    rights.require(actor, "set up")
    if not name.strip():
        raise NameRefused("Chuyên mục cần có tên.")
    free = _free(session, Topic, code, "chuyên mục", column=Topic.code)
    return _added(session, Topic(code=free, name=name.strip()), actor=actor, now=now)


def units(session: Session) -> Sequence[Unit]:
    """Return the units in the order they were added."""
    return session.scalars(select(Unit).order_by(Unit.id)).all()


def hamlets(session: Session) -> Sequence[Hamlet]:
    """Return the hamlets in the order they were added."""
    return session.scalars(select(Hamlet).order_by(Hamlet.id)).all()


def zones(session: Session) -> Sequence[Zone]:
    """Return the loudspeaker zones in the order they were added."""
    return session.scalars(select(Zone).order_by(Zone.id)).all()


def topics(session: Session) -> Sequence[Topic]:
    """Return the topics in the order they were added, those that ship first."""
    return session.scalars(select(Topic).order_by(Topic.id)).all()


def named(session: Session, table: type[Row], name: str, what: str, *, column: Any = None) -> Row:
    """Return the row of this name; Unknown lists the names there are, `what` saying of what."""
    by = table.name if column is None else column  # type: ignore[attr-defined]
    found: Row | None = session.scalar(select(table).where(by == name.strip()))
    if found is None:
        raise Unknown(what, name, session.scalars(select(by).order_by(by)).all())
    return found


def _free(session: Session, table: Any, name: str, what: str, *, column: Any = None) -> str:
    by, wanted = table.name if column is None else column, name.strip()
    if not wanted:
        raise NameRefused(f"Tên {what} đang để trống.")
    if session.scalar(select(table.id).where(by == wanted)) is not None:
        raise NameTaken(f"Đã có {what} “{wanted}”.")
    return wanted


def _added(session: Session, row: Row, *, actor: User, now: datetime) -> Row:
    row.commune_id = actor.commune_id  # type: ignore[attr-defined]
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now)
    return row
