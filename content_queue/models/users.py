"""The people who work with the system."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_queue.db import Base, CommuneOwned
from content_queue.models.places import Unit


class Role(StrEnum):
    """What a person may do; the table of rights is content_queue/rights.py."""

    CONTRIBUTOR = "contributor"  # cộng tác viên: drafts of their own unit
    EDITOR = "editor"  # biên tập viên
    APPROVER = "approver"  # lãnh đạo duyệt
    OPERATOR = "operator"  # cán bộ vận hành truyền thanh
    MONITOR = "monitor"  # Phòng Văn hóa - Xã hội: reads and reports
    ADMIN = "admin"  # quản trị


class User(CommuneOwned, Base):
    """A person with one role; persons, not roles, are compared when a message is approved."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # login name
    full_name: Mapped[str] = mapped_column(default="")
    office: Mapped[str] = mapped_column(default="")  # shown on pages as the approver's office
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None]  # argon2 hash; none: nobody can sign in with it yet
    second_factor: Mapped[str | None]  # encrypted secret of RFC 6238; none: a password is enough
    factor_used: Mapped[int | None]  # counter of the last code taken: none is taken twice

    unit: Mapped[Unit | None] = relationship()
