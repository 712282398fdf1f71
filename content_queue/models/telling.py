"""Who hears of alerts, what they were told, and incidents that belong to no single commune."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from content_queue.db import Base, CommuneOwned


class Contact(CommuneOwned, Base):
    """One address that hears of the commune's alerts: a mailbox, a web hook, a chat."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secrets: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # encrypted, one by one
    user_id: Mapped[int | None]  # whose own it is: hears what waits for their decision, and nothing else
    hears_installation: Mapped[bool] = mapped_column(default=False)  # disk, dead publisher, …: no commune's
    most_per_hour: Mapped[int] = mapped_column(default=10)  # notices; the rest is summed up in the next
    tries: Mapped[int] = mapped_column(default=0)  # since the last notice that got through
    next_try_at: Mapped[datetime | None]  # not before; while a notice is on its way nobody else sends one
    problem: Mapped[str] = mapped_column(default="")  # why the last try failed, for people


class Notice(CommuneOwned, Base):
    """What a contact hears about one alert or incident: once."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("contact_id", "about", "about_id"),
        Index("ix_notice_told", "contact_id", "told_at"),
        Index(
            "ix_notice_open",
            "contact_id",
            "told_at",
            sqlite_where=text("over_at IS NULL"),
            postgresql_where=text("over_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    about: Mapped[str]  # alert or incident
    about_id: Mapped[int]
    noticed_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # all that went in one notice have the same
    over_at: Mapped[datetime | None]  # when it was told that the matter is settled


class Incident(Base):
    """Something wrong with the installation itself; open while it is found again and again."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "ix_incident_open",
            "key",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]  # sort of trouble, and where: disk@may-xa
    sentence: Mapped[str]
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # when it was last found
    closed_at: Mapped[datetime | None]
