"""Who stands in for whom, who may decide by a link, and which programs act for a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.messages import Message
from content_queue.models.users import User


class Deputy(CommuneOwned, Base):
    """For how long one person decides in the place of an approver who is away."""

    __tablename__ = "deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    approver_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]

    approver: Mapped[User] = relationship(foreign_keys=approver_id)
    deputy: Mapped[User] = relationship(foreign_keys=deputy_id)


class ApprovalLink(CommuneOwned, Base):
    """An address with which one person decides once about one message as it was then."""

    __tablename__ = "approval_link"
    __table_args__ = (Index("ix_approval_link_message_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    digest: Mapped[str] = mapped_column(unique=True)  # of its secret
    seal: Mapped[str]  # of what was to be decided on
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    message: Mapped[Message] = relationship()
    user: Mapped[User] = relationship()


class ApiToken(CommuneOwned, Base):
    """A token with which a program acts for a person, within some scopes."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
