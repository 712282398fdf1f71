"""Processes that publish: who is at work, since when, and until when what they hold is theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from content_queue.db import Base


class Worker(Base):
    """One publishing process; it belongs to the installation, not to one commune."""

    __tablename__ = "worker"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # owner of attempts and recordings: host, process, term
    kinds: Mapped[list[str]]  # kinds of channel it serves; empty: all
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # its own clock at its last sign of life
    sure_at: Mapped[datetime]  # the last time at which its clock was believed
    lease_until: Mapped[datetime | None]  # in database time; None: one process alone (SQLite) needs no lease
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]  # a person said that its clock is right
    trouble: Mapped[str] = mapped_column(default="")  # why it sends nothing, for people; empty: all is well
