"""How people name a row on the command line: by number, public code, import key, or name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import names
from content_queue.models import Channel, Delivery, Message
from content_queue.places import UnknownName
from publisher.cli.commands import LARGEST_ID


def message_named(session: Session, which: str) -> Message:
    """Return a message by its number, its reference or its import key; UnknownName names the nearest."""
    found = (
        _numbered(session, Message, which)
        or session.scalar(select(Message).where(Message.reference == which.upper()))
        or session.scalar(select(Message).where(Message.import_key == which))
    )
    if found is None:
        near = names.nearest(which, _handles(session))
        hint = f" Có phải “{near}”?" if near else ""
        raise UnknownName(f"Không có tin “{which}”.{hint} Xem `publisher message list`.")
    return found


def messages_named(session: Session, which: Sequence[str]) -> list[Message]:
    """Return several messages; UnknownName before anything is done when one of them is not there."""
    return list(dict.fromkeys(message_named(session, each) for each in which))


def delivery_numbered(session: Session, which: int) -> Delivery:
    """Return a delivery by its number; UnknownName otherwise."""
    found = session.scalar(select(Delivery).where(Delivery.id == which))
    if found is None:
        raise UnknownName(f"Không có lượt đăng số {which}. Xem `publisher delivery list`.")
    return found


def channel_named(session: Session, which: str) -> Channel:
    """Return a channel by its name, case aside, or its number; UnknownName lists what exists."""
    rows = session.scalars(select(Channel).order_by(Channel.id)).all()
    wanted = names.folded(which)
    named = next((row for row in rows if names.folded(row.name) == wanted), None)
    found = named or _numbered(session, Channel, which)
    if found is None:
        raise UnknownName(names.unknown("kênh", which, [row.name for row in rows]))
    return found


def _numbered(session: Session, table: Any, which: str) -> Any:
    if not (which.isascii() and which.isdecimal()) or int(which[:12]) > LARGEST_ID or len(which) > 12:
        return None
    return session.scalar(select(table).where(table.id == int(which)))


def _handles(session: Session) -> list[str]:
    rows = session.execute(select(Message.reference, Message.import_key)).all()
    return [handle for row in rows for handle in row if handle]
