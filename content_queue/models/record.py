"""What was done and what went wrong: audit entries, alerts; and the commune's own dictionary."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from content_queue.db import Base, CommuneOwned


class AuditEntry(CommuneOwned, Base):
    """One act or transition: who, what, on what, from which state to which; never changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # None: the system itself
    verb: Mapped[str]
    subject: Mapped[str]  # message, delivery, channel, …
    subject_id: Mapped[int]
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Alert(CommuneOwned, Base):
    """Something a person must look at; open once per incident until it is settled."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_open", "commune_id", "closed_at"),
        Index("ix_alert_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int]
    sentence: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class DictionaryEntry(CommuneOwned, Base):
    """How the commune's loudspeakers say a word."""

    __tablename__ = "dictionary_entry"
    __table_args__ = (UniqueConstraint("commune_id", "written"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    written: Mapped[str]
    spoken: Mapped[str]
