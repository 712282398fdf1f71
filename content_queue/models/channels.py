"""Accounts and channels: where messages can go, with what credential, and what holds them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.places import Hamlet, Zone

SOME = text("held_until IS NOT NULL")


class Account(CommuneOwned, Base):
    """A credential that several channels share: tokens, rate and holds belong here."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("commune_id", "name"),
        Index("ix_account_held_until", "held_until", sqlite_where=SOME, postgresql_where=SOME),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secrets: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # encrypted, one by one
    tokens: Mapped[str] = mapped_column(default="")  # encrypted JSON, rotated by the vault
    token_ends_at: Mapped[datetime | None]  # as the service last said; None: it has not said
    token_asked_at: Mapped[datetime | None]  # when it was last asked
    held_until: Mapped[datetime | None]
    held_because: Mapped[str] = mapped_column(default="")  # a held account without a time waits for a person


class Channel(CommuneOwned, Base):
    """One configured destination."""

    __tablename__ = "channel"
    __table_args__ = (
        UniqueConstraint("commune_id", "name"),
        Index("ix_channel_held_until", "held_until", sqlite_where=SOME, postgresql_where=SOME),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    medium: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))  # loudspeakers
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secrets: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    paused: Mapped[bool] = mapped_column(default=False)
    held_until: Mapped[datetime | None]
    held_because: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship()
    zone: Mapped[Zone | None] = relationship()
    hamlets: Mapped[list[Hamlet]] = relationship(secondary="channel_hamlet", order_by="Hamlet.id")


class ChannelHamlet(Base):
    """Which hamlets a channel serves; none: the whole commune."""

    __tablename__ = "channel_hamlet"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("hamlet.id"), primary_key=True)
