"""Who is signed in where, who was invited, and which sign-ins failed lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.users import User


class SignIn(CommuneOwned, Base):
    """One device on which a person is signed in; only the digest of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the token in the cookie
    device: Mapped[str]  # as its browser names itself
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    step: Mapped[str] = mapped_column(default="")  # what is still to be shown: code | enrol; empty: nothing

    user: Mapped[User] = relationship()


class Invitation(CommuneOwned, Base):
    """A code on paper with which a person sets a password, once."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class FailedTry(CommuneOwned, Base):
    """A sign-in or an invitation that failed: many of them close the door for a while."""

    __tablename__ = "failed_try"
    __table_args__ = (Index("ix_failed_try_name", "commune_id", "name", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # folded login name
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
