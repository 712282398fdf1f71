"""What is still asked of a delivery after it was sent, and the figures that came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.deliveries import Delivery


class Question(CommuneOwned, Base):
    """One thing to ask a channel about a delivery again and again, until it is answered."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("delivery_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    about: Mapped[str]  # content_queue.afterwards.About
    asked: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(index=True)

    delivery: Mapped[Delivery] = relationship()


class Figures(CommuneOwned, Base):
    """How far a delivery had come at one time, by the service's own names."""

    __tablename__ = "figures"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    taken_at: Mapped[datetime]
    people: Mapped[int | None]  # persons reached, each once, when the service tells
    figures: Mapped[dict[str, int]] = mapped_column(JSON)

    delivery: Mapped[Delivery] = relationship()
