"""The tables of when: slots, permitted windows, special and campaign days, night orders, broadcast log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
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


class NightOrderRow(CommuneOwned, Base):
    """Leave for one emergency to sound in the closed hours: who decided and why, confirmed by another."""

    __tablename__ = "night_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    person: Mapped[str]  # who decided, by name and office
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]


class BroadcastLogRow(CommuneOwned, Base):
    """An entry of the broadcast log (sổ nhật ký phát thanh); the database lets nobody change or delete one.

    A mistake is put right by a further entry about the same broadcast: the newest counts, all are kept.
    """

    __tablename__ = "broadcast_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    zone: Mapped[str]
    slot: Mapped[str]
    airs_at: Mapped[datetime] = mapped_column(index=True)
    seconds: Mapped[int]  # as planned
    played: Mapped[bool]
    began_at: Mapped[datetime | None]  # as played, when the operator says so
    person: Mapped[str]  # who played it
    note: Mapped[str]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # as exported: reference, title, unit, …
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    noted_at: Mapped[datetime]
