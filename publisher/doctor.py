"""Asks each part whether it can run here; red on what stops messages, not on “process up”."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from channels.base import Medium
from content_queue.db import open_session
from content_queue.models import Account, Channel, Delivery
from content_queue.states import DeliveryState
from publisher.app import App

D = DeliveryState
LEAST_DISK = 500 * 1024 * 1024
OVERDUE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at, and whether it is wrong."""

    what: str
    told: str
    is_wrong: bool = False

    def sentence(self) -> str:
        """Return it as people read it."""
        return f"{self.what}: {self.told}"

    def row(self) -> dict[str, Any]:
        """Return it as listings give it."""
        return {"what": self.what, "told": self.told, "wrong": self.is_wrong}


def examine(app: App) -> list[Finding]:
    """Return all findings, good ones too."""
    looks: tuple[Callable[[App], Iterator[Finding]], ...] = (_disk, _deliveries, _holds, _channels)
    return [finding for look in looks for finding in look(app)]


def _disk(app: App) -> Iterator[Finding]:
    free = shutil.disk_usage(app.home.folder).free
    told = f"còn trống {free // (1024 * 1024)} MB"
    yield Finding(what="Ổ đĩa", told=told, is_wrong=free < LEAST_DISK)


def _deliveries(app: App) -> Iterator[Finding]:
    now = app.clock()
    with open_session(app.engine, reading=True) as session:
        overdue = session.scalar(
            select(func.min(Delivery.due_at)).where(
                Delivery.state.in_([D.PLANNED, D.RETRYING]), Delivery.wake_at < now - OVERDUE
            )
        )
        asked = session.scalar(
            select(func.count()).where(Delivery.state == D.UNCERTAIN, Delivery.wake_at.is_(None))
        )
    told = f"cũ nhất từ {overdue:%d/%m/%Y %H:%M} UTC" if overdue else "không có"
    yield Finding(what="Lượt quá giờ chưa đi", told=told, is_wrong=overdue is not None)
    yield Finding(what="Lượt chưa rõ, chờ người xem", told=str(asked), is_wrong=bool(asked))


def _holds(app: App) -> Iterator[Finding]:
    with open_session(app.engine, reading=True) as session:
        accounts = select(Account.name, Account.held_because).where(Account.held_because != "")
        channels = select(Channel.name, Channel.held_because).where(Channel.held_because != "")
        rows = [*session.execute(accounts), *session.execute(channels)]
    for name, because in rows:
        yield Finding(what=f"Đang giữ “{name}”", told=because, is_wrong=True)


def _channels(app: App) -> Iterator[Finding]:
    with open_session(app.engine, reading=True) as session:
        rows = [
            (row.id, row.name, row.medium) for row in session.scalars(select(Channel).order_by(Channel.id))
        ]
    adapters = app.book.many([row[0] for row in rows])
    for channel_id, name, medium in rows:
        adapter = adapters[channel_id]
        if isinstance(adapter, Exception):
            yield Finding(what=name, told=str(adapter), is_wrong=True)
        elif medium == Medium.LOUDSPEAKER:  # the others are asked over the network by `channel check`
            problems = list(adapter.check())
            yield Finding(what=name, told="; ".join(problems) or "sẵn sàng", is_wrong=bool(problems))
