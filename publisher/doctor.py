"""Asks each part whether it can run here; red on what stops messages, not on “process up”."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from channels.base import Medium
from content_queue import invariants
from content_queue.db import open_session
from content_queue.models import Account, Channel, Commune, Delivery
from content_queue.states import DeliveryState
from publisher.app import App
from publisher.clock import LOCAL
from publisher.secrets import SecretUnreadable

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


def examine(app: App, commune: Commune | None = None) -> list[Finding]:
    """Return all findings, good ones too; of one commune, or of the whole installation."""
    looks = (_disk, _deliveries, _holds, _channels)
    return [finding for look in looks for finding in look(app, commune.id if commune else None)]


def _disk(app: App, only: int | None) -> Iterator[Finding]:
    free = shutil.disk_usage(app.home.folder).free
    told = f"còn trống {free // (1024 * 1024)} MB"
    yield Finding(what="Ổ đĩa", told=told, is_wrong=free < LEAST_DISK)


def _deliveries(app: App, only: int | None) -> Iterator[Finding]:
    now = app.clock()
    with open_session(app.engine, commune_id=only, reading=True) as session:
        overdue = session.scalar(
            select(func.min(Delivery.due_at)).where(
                Delivery.state.in_([D.PLANNED, D.RETRYING]), Delivery.wake_at < now - OVERDUE
            )
        )
        asked = session.scalar(
            select(func.count()).where(Delivery.state == D.UNCERTAIN, Delivery.wake_at.is_(None))
        )
        broken = [] if only else invariants.problems(session.connection(), now=now)
    told = f"cũ nhất từ {overdue.astimezone(ZoneInfo(LOCAL)):%H:%M ngày %d/%m/%Y}" if overdue else "không có"
    yield Finding(what="Lượt quá giờ chưa đi", told=told, is_wrong=overdue is not None)
    yield Finding(what="Lượt chưa rõ, chờ người xem", told=str(asked), is_wrong=bool(asked))
    for sentence in broken:
        yield Finding(what="Sổ lượt đăng", told=sentence, is_wrong=True)


def _holds(app: App, only: int | None) -> Iterator[Finding]:
    with open_session(app.engine, commune_id=only, reading=True) as session:
        for table in (Account, Channel):
            held = select(table.name, table.held_because, Commune.code).where(table.held_because != "")
            for name, because, code in session.execute(held.join(Commune, Commune.id == table.commune_id)):
                yield Finding(what=f"Đang giữ “{name}” ({code})", told=because, is_wrong=True)


def _channels(app: App, only: int | None) -> Iterator[Finding]:
    with open_session(app.engine, commune_id=only, reading=True) as session:
        rows = session.execute(
            select(Channel.id, Channel.name, Channel.medium, Commune.code)
            .join(Commune, Commune.id == Channel.commune_id)
            .order_by(Channel.id)
        ).all()
    try:
        adapters = app.book.many([row.id for row in rows])
    except SecretUnreadable as problem:
        yield Finding(what="Khóa bí mật", told=str(problem), is_wrong=True)
        return
    for channel_id, name, medium, code in rows:
        adapter = adapters[channel_id]
        if isinstance(adapter, Exception):
            yield Finding(what=f"{name} ({code})", told=str(adapter), is_wrong=True)
        elif medium == Medium.LOUDSPEAKER:  # the others are asked over the network by `channel check`
            problems = list(adapter.check())
            told = "; ".join(problems) or "sẵn sàng"
            yield Finding(what=f"{name} ({code})", told=told, is_wrong=bool(problems))
