"""Night orders (lệnh phát đêm): how one emergency message may sound in the closed hours.

Two people are needed besides what is decided: one writes down who decided and why, an approver confirms. The
order is good for that message only and for 12 hours after it was confirmed.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Urgency
from content_queue import audit, deputies, rights
from content_queue.messages import MessageRefused
from content_queue.models import Message, User
from schedules.hours import CLOSED, NightOverride, said, touches_closed
from schedules.models import NightOrderRow

SHORTEST_REASON = 10  # characters


def ask(
    session: Session, message: Message, *, person: str, reason: str, actor: User, now: datetime
) -> NightOrderRow:
    """Write down who decided that an emergency sounds at night, and why; nothing is allowed yet.

    Raises MessageRefused for another message than an emergency, without a name or a reason; NotPermitted.
    """
    rights.require(actor, "settle deliveries")
    if message.urgency != Urgency.EMERGENCY:
        raise MessageRefused(
            f"Tin {message.reference} không phải tin khẩn cấp: chỉ tin khẩn cấp mới được phát đêm."
        )
    if not person.strip():
        raise MessageRefused("Lệnh phát đêm cần họ tên và chức vụ người quyết định (--person).")
    if len(reason.strip()) < SHORTEST_REASON:
        raise MessageRefused(f"Lệnh phát đêm cần lý do, ít nhất {SHORTEST_REASON} chữ (--reason).")
    row = NightOrderRow(
        commune_id=message.commune_id,
        message_id=message.id,
        person=person.strip(),
        reason=reason.strip(),
        asked_by_id=actor.id,
        asked_at=now,
    )
    session.add(row)
    audit.record(
        session, "ask for the night", row, actor=actor, now=now, person=row.person, reason=row.reason
    )
    return row


def confirm(session: Session, message: Message, *, actor: User, now: datetime) -> NightOrderRow:
    """Confirm the newest order of a message; from now on it may sound at night, for 12 hours.

    Raises MessageRefused when there is none, or when the same person asked for it; NotPermitted.
    """
    deputies.require_approver(session, actor, now=now)
    row = _newest(session, message)
    if row is None or row.confirmed_at is not None:
        raise MessageRefused(
            f"Tin {message.reference} chưa có lệnh phát đêm nào chờ xác nhận: "
            "ghi lệnh trước bằng `publisher night order`."
        )
    if row.asked_by_id == actor.id:
        raise MessageRefused("Người ghi lệnh phát đêm không tự xác nhận được: cần người duyệt khác.")
    row.confirmed_by_id, row.confirmed_at = actor.id, now
    audit.record(session, "confirm for the night", row, actor=actor, now=now)
    return row


def override_for(session: Session, message: Message) -> NightOverride | None:
    """Return the confirmed leave of a message, if it has one."""
    row = _newest(session, message)
    if row is None or row.confirmed_at is None:
        return None
    confirmer = session.get_one(User, row.confirmed_by_id)
    return NightOverride(
        person=row.person,
        reason=row.reason,
        confirmed_by=confirmer.full_name or confirmer.name,
        confirmed_at=row.confirmed_at,
    )


def refusal_to_air(session: Session, message_id: int, start: datetime, end: datetime, *, tz: tzinfo) -> str:
    """Return why a message may not be handed over for these hours, empty when it may: the last guard.

    It looks at the clock of the commune as it is now: a zone or an hour that was changed after the plan was
    made, by whatever way, is caught here.
    """
    if not touches_closed(start, end, tz=tz):
        return ""
    order = override_for(session, session.get_one(Message, message_id))
    if order is not None and order.covers(start):
        return ""
    return (
        f"Giờ phát {start.astimezone(tz):%H:%M ngày %d/%m/%Y} chạm vào giờ cấm phát loa {said(CLOSED)}: "
        "không xuất. Hãy xem lại múi giờ và giờ phát của tin."
    )


def _newest(session: Session, message: Message) -> NightOrderRow | None:
    orders = select(NightOrderRow).where(NightOrderRow.message_id == message.id)
    return session.scalars(orders.order_by(NightOrderRow.id.desc()).limit(1)).first()
