"""Addresses that let a person without a login settle one hand-over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.deliveries import Delivery


class PhoneLink(CommuneOwned, Base):
    """The one address of a delivery; only the digest of its secret is kept."""

    __tablename__ = "phone_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), unique=True)
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the secret in the address
    person: Mapped[str]  # to whom it was given
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    delivery: Mapped[Delivery] = relationship()
