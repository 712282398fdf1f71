"""A deputy decides while an approver is away: from one moment to another, never for longer than 60 days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from content_queue import audit, rights
from content_queue.models import Deputy, Role, User

LONGEST = timedelta(days=60)


class DeputyRefused(ValueError):
    """Somebody who can't stand in so; the sentence says why."""


def appoint(
    session: Session,
    approver: User,
    deputy: User,
    *,
    since: datetime,
    until: datetime,
    actor: User,
    now: datetime,
) -> Deputy:
    """Let a person decide for an approver; the approver or an admin says so.

    Raises NotPermitted, DeputyRefused.
    """
    _require_own(approver, actor)
    if approver.role != Role.APPROVER or not approver.active:
        raise DeputyRefused(f"“{approver.name}” không phải người duyệt nên không cần người duyệt thay.")
    if deputy.id == approver.id or not deputy.active:
        raise DeputyRefused("Hãy chọn một người khác đang làm việc để duyệt thay.")
    if deputy.role in {Role.CONTRIBUTOR, Role.MONITOR}:
        raise DeputyRefused(
            f"“{deputy.name}” là {rights.ROLE_NAMES[Role(deputy.role)]}, không duyệt thay được."
        )
    if not (now < until and since < until):
        raise DeputyRefused("Thời gian duyệt thay phải kết thúc sau khi bắt đầu và chưa qua.")
    if until - since > LONGEST:
        raise DeputyRefused(f"Duyệt thay nhiều nhất {LONGEST.days} ngày; hết hạn thì giao lại.")
    row = Deputy(
        commune_id=approver.commune_id,
        approver_id=approver.id,
        deputy_id=deputy.id,
        since=since,
        until=until,
    )
    session.add(row)
    audit.record(session, "appoint", row, actor=actor, now=now, approver=approver.name, deputy=deputy.name)
    return row


def end(session: Session, row: Deputy, *, actor: User, now: datetime) -> None:
    """Let a deputy decide no more. Raises NotPermitted."""
    _require_own(row.approver, actor)
    row.until = min(row.until, now)
    audit.record(session, "end", row, actor=actor, now=now)


def stands_in_for(session: Session, user: User, *, now: datetime) -> User | None:
    """Return the approver in whose place a person decides now."""
    row = session.scalar(
        select(Deputy)
        .join(User, User.id == Deputy.approver_id)
        .where(Deputy.deputy_id == user.id, Deputy.since <= now, Deputy.until > now, User.active)
        .order_by(Deputy.id)
        .limit(1)
    )
    return row.approver if row else None


def listed(session: Session, *, now: datetime) -> Sequence[Deputy]:
    """Return those who stand in now or will, by time."""
    return session.scalars(select(Deputy).where(Deputy.until > now).order_by(Deputy.since, Deputy.id)).all()


def who_decides(now: datetime) -> Select[int]:
    """Return the numbers of those who decide about messages now, approvers and their deputies."""
    standing = select(Deputy.deputy_id).where(Deputy.since <= now, Deputy.until > now)
    decides = or_(User.role == Role.APPROVER, User.id.in_(standing))
    return select(User.id).where(User.active, decides)


def may_approve(session: Session, user: User, *, now: datetime) -> bool:
    """Say whether a person decides about messages: by their role, or for somebody who is away."""
    return user.active and (rights.may(user, "approve") or stands_in_for(session, user, now=now) is not None)


def require_approver(session: Session, user: User, *, now: datetime) -> None:
    """Raise NotPermitted unless a person decides about messages."""
    if not may_approve(session, user, now=now):
        rights.require(user, "approve")


def _require_own(approver: User, actor: User) -> None:
    if actor.id != approver.id:
        rights.require(actor, "set up")
