"""Messages: what was written, each revision, what was rendered and sealed, who decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.places import Hamlet, Topic, Unit
from content_queue.models.users import User

STOPPED = text("stopped_at IS NOT NULL")


class Message(CommuneOwned, Base):
    """A message (tin): its newest words and its editorial state."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("commune_id", "reference"),
        UniqueConstraint("commune_id", "import_key"),
        Index("ix_message_commune_state", "commune_id", "state"),
        Index("ix_message_stopped_at", "stopped_at", sqlite_where=STOPPED, postgresql_where=STOPPED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]  # PT-2026-0117
    import_key: Mapped[str | None]  # stem of the file it came from
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    body: Mapped[str]  # Markdown, NFC, no HTML
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    urgency: Mapped[str]
    media: Mapped[list[str]]
    times: Mapped[list[str]]  # local starts, ISO to the minute; empty: on approval
    repeat: Mapped[str] = mapped_column(default="")  # RRULE text
    valid_until: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    children: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # named in it, as marked
    versions: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))  # words.Version
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitter_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    plan_open: Mapped[bool] = mapped_column(default=False, index=True)  # some times lie beyond the horizon
    stopped_at: Mapped[datetime | None]  # withdrawn or corrected: nothing more of it leaves
    stopped_because: Mapped[str] = mapped_column(default="")

    topic: Mapped[Topic] = relationship()
    unit: Mapped[Unit] = relationship()
    author: Mapped[User] = relationship(foreign_keys=author_id)
    corrects: Mapped[Message | None] = relationship(remote_side=id)
    hamlets: Mapped[list[Hamlet]] = relationship(secondary="message_hamlet", order_by="Hamlet.id")
    attachments: Mapped[list[Attachment]] = relationship(order_by="Attachment.id")
    renditions: Mapped[list[RenditionRow]] = relationship(order_by="RenditionRow.id", viewonly=True)


class MessageHamlet(Base):
    """Which hamlets a message is for; none: the whole commune."""

    __tablename__ = "message_hamlet"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("hamlet.id"), primary_key=True)


class MessageWord(CommuneOwned, Base):
    """A word of a message's title or reference, in small letters without marks: what a search asks for."""

    __tablename__ = "message_word"
    __table_args__ = (Index("ix_message_word_word", "commune_id", "word", "message_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


class Unsaved(CommuneOwned, Base):
    """A form somebody is filling in, kept while they type; `place`: a reference, or a new one's mark."""

    __tablename__ = "unsaved"
    __table_args__ = (UniqueConstraint("user_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    place: Mapped[str]
    based_on: Mapped[int]  # revision it was begun from; 0: a new message
    form: Mapped[dict[str, Any]]  # field → values as typed
    at: Mapped[datetime]


class Revision(CommuneOwned, Base):
    """The words of a message as they were after one edit."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("message_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    number: Mapped[int]
    words: Mapped[dict[str, Any]]  # title, body, media, times, … as they were
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class Attachment(CommuneOwned, Base):
    """A picture or recording of a message, in the file store."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    digest: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    alt: Mapped[str] = mapped_column(default="")


class RenditionRow(CommuneOwned, Base):
    """What goes out on one medium (or, when it differs, one channel), sealed by its digest.

    state: recording (long work waits or runs under a lease) → sealed, or broken with the problem.
    """

    __tablename__ = "rendition"
    __table_args__ = (
        UniqueConstraint("commune_id", "message_id", "revision", "medium", "channel_id"),
        Index("ix_rendition_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    revision: Mapped[int]
    medium: Mapped[str]
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))  # whose adapter rendered it
    document: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str]
    problem: Mapped[str] = mapped_column(default="")
    progress: Mapped[float] = mapped_column(default=0.0)  # share of the long work done
    owner: Mapped[str] = mapped_column(default="")  # of one claim: host, process, and its own mark
    lease_until: Mapped[datetime | None]  # in database time on PostgreSQL; with no owner: not before then
    tries: Mapped[int] = mapped_column(default=0)  # recordings that failed, for one that may be tried again


class Approval(CommuneOwned, Base):
    """A decision on a submitted message, with the digests that were decided on."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    revision: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[str]  # approve | return | reject
    reason: Mapped[str] = mapped_column(default="")
    digests: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # rendition id → digest
    at: Mapped[datetime]

    user: Mapped[User] = relationship()
