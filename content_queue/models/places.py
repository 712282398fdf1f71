"""Communes and what they are made of: units, hamlets, loudspeaker zones, topics."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneItself, CommuneOwned


class Commune(CommuneItself, Base):
    """One commune: an office that sees only its own rows."""

    __tablename__ = "commune"

    code: Mapped[str] = mapped_column(unique=True)  # as commands name it: phu-trung
    name: Mapped[str]  # as people say it: xã Phú Trung
    province: Mapped[str] = mapped_column(default="")
    prefix: Mapped[str] = mapped_column(unique=True)  # of references: PT-2026-0117
    time_zone: Mapped[str] = mapped_column(default="Asia/Ho_Chi_Minh")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # see content_queue/communes.py
    reference_year: Mapped[int] = mapped_column(default=0)
    reference_number: Mapped[int] = mapped_column(default=0)  # last given in that year


class Unit(CommuneOwned, Base):
    """An office, school, association or hamlet board that sends in messages."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Hamlet(CommuneOwned, Base):
    """A hamlet (thôn)."""

    __tablename__ = "hamlet"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # with its kind of place: thôn Phú Tân
    households: Mapped[int | None]


class Zone(CommuneOwned, Base):
    """A loudspeaker cluster (cụm loa), heard in one or more hamlets."""

    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    hamlets: Mapped[list[Hamlet]] = relationship(secondary="zone_hamlet", order_by="Hamlet.id")


class ZoneHamlet(Base):
    """Which hamlets hear a zone."""

    __tablename__ = "zone_hamlet"

    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), primary_key=True)
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("hamlet.id"), primary_key=True)


class Topic(CommuneOwned, Base):
    """A topic (chuyên mục): data, so that staff can add their own."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("commune_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
