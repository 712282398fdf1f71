"""How people name a row on the command line: by number, public code, import key, or name."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from content_queue.models import Channel, Delivery, Message
from content_queue.places import UnknownName


def message_named(session: Session, which: str) -> Message:
    """Return a message by its number, its reference or its import key; UnknownName otherwise."""
    number = int(which) if which.isdecimal() else -1
    found = session.scalar(
        select(Message).where(
            or_(Message.id == number, Message.reference == which.upper(), Message.import_key == which)
        )
    )
    if found is None:
        raise UnknownName(f"Không có tin “{which}”; xem `publisher message list`.")
    return found


def delivery_numbered(session: Session, which: int) -> Delivery:
    """Return a delivery by its number; UnknownName otherwise."""
    found = session.scalar(select(Delivery).where(Delivery.id == which))
    if found is None:
        raise UnknownName(f"Không có lượt đăng số {which}; xem `publisher delivery list`.")
    return found


def channel_named(session: Session, which: str) -> Channel:
    """Return a channel by its name or number; UnknownName lists what exists."""
    number = int(which) if which.isdecimal() else -1
    found = session.scalar(select(Channel).where(or_(Channel.name == which, Channel.id == number)))
    if found is None:
        names = ", ".join(session.scalars(select(Channel.name).order_by(Channel.id))) or "chưa có"
        raise UnknownName(f"Không có kênh “{which}”. Hiện có: {names}.")
    return found
