"""Cases: a message was corrected or withdrawn, and each place where it had gone out must be put right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.deliveries import Delivery
from content_queue.models.messages import Message
from content_queue.models.users import User

OPEN_STEP = text("settled_at IS NULL")
OPEN_CASE = text("closed_at IS NULL")


class Case(CommuneOwned, Base):
    """One correction or withdrawal; open until each of its steps is settled."""

    __tablename__ = "message_case"
    __table_args__ = (
        Index("ix_message_case_open", "commune_id", sqlite_where=OPEN_CASE, postgresql_where=OPEN_CASE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id"), index=True
    )  # whose publications it is about
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    act: Mapped[str]  # content_queue.cases.Act
    reason: Mapped[str]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    message: Mapped[Message] = relationship(foreign_keys=message_id)
    correction: Mapped[Message | None] = relationship(foreign_keys=correction_id)
    opened_by: Mapped[User] = relationship()
    steps: Mapped[list[CaseStep]] = relationship(order_by="CaseStep.id", back_populates="case")


class CaseStep(CommuneOwned, Base):
    """What becomes of one delivery in a case."""

    __tablename__ = "case_step"
    __table_args__ = (
        UniqueConstraint("case_id", "delivery_id"),
        Index("ix_case_step_open", "next_try_at", sqlite_where=OPEN_STEP, postgresql_where=OPEN_STEP),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("message_case.id"))
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    way: Mapped[str]  # content_queue.cases.Way
    told: Mapped[str] = mapped_column(default="")  # how far it is, or what hinders it, for people
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # none: by itself

    case: Mapped[Case] = relationship(back_populates="steps")
    delivery: Mapped[Delivery] = relationship()
