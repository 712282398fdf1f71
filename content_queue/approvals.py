"""Deciding on a submitted message: approve, return, reject; planning happens in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Urgency, digest_of
from content_queue import alerts, cases, deliveries, deputies, messages
from content_queue.cases import Act
from content_queue.communes import settings_of
from content_queue.messages import MessageRefused
from content_queue.models import Approval, Commune, Delivery, Message, RenditionRow, Revision, User
from content_queue.renditions import SEALED

Plan = Callable[[Session, Message, datetime], Sequence[Delivery]]


def approve(
    session: Session, message: Message, *, actor: User, now: datetime, plan: Plan, reason: str = ""
) -> Sequence[Delivery]:
    """Approve what is sealed, plan its deliveries, cancel what it corrects; return the deliveries.

    Refused to the author and to the submitter (persons are compared, not roles) unless the commune allows
    it, or the message is an emergency approved alone with a written reason: then the others are alerted.
    Raises NotPermitted, MessageRefused, NotAllowed.
    """
    deputies.require_approver(session, actor, now=now)
    if message.stopped_at is not None:
        raise MessageRefused(f"Tin {message.reference} đã dừng: {message.stopped_because}")
    alone = _is_own(session, message, actor)
    if alone:
        _require_alone_allowed(session, message, actor, reason)
    digests = _sealed_digests(session, message)
    messages.decide(session, message, "approve", actor=actor, now=now, reason=reason)
    _keep(session, message, "approve", actor=actor, now=now, reason=reason, digests=digests)
    planned = plan(session, message, now)
    if alone and message.urgency == Urgency.EMERGENCY:
        sentence = f"{message.reference}: “{actor.name}” tự duyệt tin khẩn. Lý do: {reason}"
        alerts.open_alert(session, "approved-alone", message, sentence, now=now)
    if message.corrects is not None:
        _replace(session, message.corrects, by=message, actor=actor, now=now)
    return planned


def _replace(session: Session, old: Message, *, by: Message, actor: User, now: datetime) -> None:
    """Stop the message that a correction replaces; what it has sent already becomes a case."""
    reason = f"Đã có tin đính chính {by.reference}."
    cases.open_case(session, old, Act.CORRECT, actor=actor, now=now, reason=reason, correction=by)
    deliveries.stop(session, old, actor=actor, now=now, reason=reason)


def give_back(
    session: Session, message: Message, verb: str, *, actor: User, now: datetime, reason: str
) -> None:
    """Return or reject a message with a reason its author can read."""
    deputies.require_approver(session, actor, now=now)
    if not reason.strip():
        raise MessageRefused("Trả lại hoặc từ chối cần lý do (--reason).")
    messages.decide(session, message, verb, actor=actor, now=now, reason=reason)
    _keep(session, message, verb, actor=actor, now=now, reason=reason, digests={})


def approval_of(session: Session, message: Message) -> Approval | None:
    """Return the approval in force of a message."""
    return session.scalar(
        select(Approval)
        .where(Approval.message_id == message.id, Approval.decision == "approve")
        .order_by(Approval.id.desc())
        .limit(1)
    )


def _is_own(session: Session, message: Message, actor: User) -> bool:
    """Say whether the person began the message, wrote its present words, or submitted it."""
    wrote = session.scalar(
        select(Revision.author_id).where(
            Revision.message_id == message.id, Revision.number == message.revision
        )
    )
    return actor.id in {message.author_id, message.submitter_id, wrote}


def _require_alone_allowed(session: Session, message: Message, actor: User, reason: str) -> None:
    commune = session.get_one(Commune, message.commune_id)
    if settings_of(commune).self_approval:
        return
    if message.urgency == Urgency.EMERGENCY and reason.strip():
        return
    hint = " Tin khẩn cấp có thể tự duyệt khi ghi lý do (--reason)." if message.urgency == "emergency" else ""
    raise MessageRefused(f"“{actor.name}” đã soạn hoặc gửi tin này nên không được tự duyệt.{hint}")


def _sealed_digests(session: Session, message: Message) -> dict[str, str]:
    """Return the digests of the renditions, checked against what is stored now."""
    rows = messages.sealed_renditions(session, message)
    problems = [problem for row in rows if (problem := _not_ready(row, message.reference))]
    if problems:
        raise MessageRefused(*problems)
    return {str(row.id): row.digest for row in rows}


def _not_ready(row: RenditionRow, reference: str) -> str:
    if row.problem:
        again = f" Để thu âm lại: `publisher message record {reference}`."
        return f"Bản {row.medium}: {row.problem}{again}"
    if row.state != SEALED:
        return f"Bản {row.medium} còn đang thu âm ({row.progress:.0%}); hãy duyệt sau khi xong."
    if digest_of(row.document) != row.digest:
        return f"Bản {row.medium} đã bị thay đổi sau khi gửi duyệt; hãy thu về và gửi lại."
    return ""


def _keep(
    session: Session,
    message: Message,
    decision: str,
    *,
    actor: User,
    now: datetime,
    reason: str,
    digests: dict[str, str],
) -> None:
    session.add(
        Approval(
            commune_id=message.commune_id,
            message_id=message.id,
            revision=message.revision,
            user_id=actor.id,
            decision=decision,
            reason=reason,
            digests=digests,
            at=now,
        )
    )
