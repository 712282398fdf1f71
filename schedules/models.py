"""The tables of when: broadcast slots, permitted windows, days with their own hours, campaign days."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from content_queue.db import Base, CommuneOwned


class SlotRow(CommuneOwned, Base):
    """A broadcast slot (khung giờ phát thanh)."""

    __tablename__ = "slot"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    start: Mapped[str]  # wall time, 05:30
    minutes: Mapped[int]
    days: Mapped[list[int]]  # weekdays, Monday 0
    zones: Mapped[list[str]]  # names; none: every zone


class WindowRow(CommuneOwned, Base):
    """Hours in which the commune may broadcast, with the decision that allows them when one is needed."""

    __tablename__ = "broadcast_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[str]
    end: Mapped[str]
    decision: Mapped[str] = mapped_column(default="")


class SpecialDayRow(CommuneOwned, Base):
    """A day with its own hours (Tết, mourning); no slots means silence."""

    __tablename__ = "special_day"
    __table_args__ = (UniqueConstraint("commune_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str]  # 2027-02-06
    name: Mapped[str]
    slots: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class CampaignRow(CommuneOwned, Base):
    """A campaign day of every year (đợt cao điểm), shipped or the staff's own."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    month: Mapped[int]
    day: Mapped[int]
