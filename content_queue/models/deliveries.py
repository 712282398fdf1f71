"""Deliveries: message × channel × occurrence, the only truth of what is due; their parts and attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.channels import Channel
from content_queue.models.messages import Message, RenditionRow

WAITING = "state IN ('planned', 'retrying')"


def _of_some(name: str, *columns: str, rows: str) -> Index:
    """Return an index of the few rows that the engine must find at once, whatever the past holds."""
    return Index(name, *columns, sqlite_where=text(rows), postgresql_where=text(rows))


class Delivery(CommuneOwned, Base):
    """One message to one channel for one occurrence."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("commune_id", "message_id", "channel_id", "occurrence"),
        _of_some("ix_delivery_due", "urgency", "wake_at", "id", rows=WAITING),
        _of_some("ix_delivery_stale", "not_after", rows=WAITING),
        _of_some("ix_delivery_sending", "channel_id", "owner", rows="state = 'sending'"),
        _of_some("ix_delivery_doubt", "wake_at", rows="state = 'uncertain'"),
        _of_some("ix_delivery_by_hand", "due_at", rows="state = 'awaiting_person'"),
        Index("ix_delivery_commune_due", "commune_id", "due_at"),
        Index("ix_delivery_airing", "channel_id", "airs_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    rendition_id: Mapped[int] = mapped_column(ForeignKey("rendition.id"))
    sealed_digest: Mapped[str]  # as approved; the rendition must still have it when it leaves
    occurrence: Mapped[str]  # original local start, like RFC 5545's RECURRENCE-ID
    reference: Mapped[str]  # public code of this occurrence: PT-2026-0117/03
    urgency: Mapped[int]  # rank: emergency 0, urgent 1, routine 2
    due_at: Mapped[datetime]
    airs_at: Mapped[datetime | None]  # start of the loudspeaker slot it goes to
    not_after: Mapped[datetime]  # later than this it is missed, not sent
    waits_for_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))  # page of a fanpage link
    waits_until: Mapped[datetime | None]  # then it goes without the page's link
    state: Mapped[str]
    wake_at: Mapped[datetime | None]  # when the dispatcher must next act on it; None: never by itself
    attempts: Mapped[int] = mapped_column(default=0)
    looks: Mapped[int] = mapped_column(default=0)  # look-ups since the last doubt
    doubted_at: Mapped[datetime | None]
    resent: Mapped[bool] = mapped_column(default=False)  # an absent one is sent again once only
    reason: Mapped[str] = mapped_column(default="")
    receipt: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    settled_at: Mapped[datetime | None]
    owner: Mapped[str] = mapped_column(default="")  # name of the worker whose try or look it is

    message: Mapped[Message] = relationship()
    channel: Mapped[Channel] = relationship()
    rendition: Mapped[RenditionRow] = relationship()


class DeliveryPart(CommuneOwned, Base):
    """One request of a delivery in several: its intent, committed before it leaves, and its receipt."""

    __tablename__ = "delivery_part"
    __table_args__ = (UniqueConstraint("delivery_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    part: Mapped[str]
    begun_at: Mapped[datetime]
    receipt: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Attempt(CommuneOwned, Base):
    """One try at a delivery: committed before the request leaves, completed when it is settled."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    number: Mapped[int]
    owner: Mapped[str]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
