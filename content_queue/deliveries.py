"""Deliveries: what a person decides about one; the engine's own moves are in settling.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Receipt
from content_queue import alerts, audit, rights
from content_queue.models import Delivery, Message, User
from content_queue.states import DELIVERY_MOVES, OPEN, DeliveryState, next_state

D = DeliveryState


class DeliveryRefused(Exception):
    """A delivery can't be settled as asked."""


def move(
    session: Session, delivery: Delivery, verb: str, *, actor: User | None, now: datetime, reason: str = ""
) -> None:
    """Move a delivery by one verb of the table, with its audit entry; NotAllowed where it leads nowhere.

    The row is locked and its state read again: the dispatcher may have taken it since it was shown.
    """
    session.refresh(delivery, ["state", "attempts"], with_for_update=True)
    before = DeliveryState(delivery.state)
    delivery.state = next_state(DELIVERY_MOVES, before, verb)
    delivery.reason = reason
    if delivery.state not in OPEN:
        delivery.wake_at, delivery.settled_at = None, now
    details: Mapping[str, Any] = {"reason": reason} if reason else {}
    audit.record(
        session, verb, delivery, actor=actor, now=now, before=before, after=delivery.state, **details
    )
    alerts.close_alerts(session, delivery, now=now)


def confirm(
    session: Session, delivery: Delivery, *, actor: User, now: datetime, proof: str = "", note: str = ""
) -> None:
    """A person says it went out, perhaps with a link as proof."""
    rights.require(actor, "settle deliveries")
    move(session, delivery, "confirm", actor=actor, now=now, reason=note)
    kept = dict(delivery.receipt or {})
    delivery.receipt = {
        "external_id": kept.get("external_id") or f"person:{actor.name}",
        "url": proof or kept.get("url", ""),
        "details": {**kept.get("details", {}), "confirmed_by": actor.name, "confirmed_at": now.isoformat()},
    }


def decline(session: Session, delivery: Delivery, *, actor: User, now: datetime, reason: str) -> None:
    """A person says it did not go out, and why: a handed-over or uncertain delivery becomes failed."""
    rights.require(actor, "settle deliveries")
    if not reason.strip():
        raise DeliveryRefused("Báo “chưa gửi” cần lý do (--reason).")
    verb = "fail" if delivery.state == D.UNCERTAIN else "decline"
    move(session, delivery, verb, actor=actor, now=now, reason=reason)


def cancel(session: Session, delivery: Delivery, *, actor: User, now: datetime, reason: str = "") -> None:
    """Take an open delivery off the plan."""
    rights.require(actor, "settle deliveries")
    move(session, delivery, "cancel", actor=actor, now=now, reason=reason)


def stop(
    session: Session, message: Message, *, actor: User, now: datetime, reason: str
) -> Sequence[Delivery]:
    """Let nothing more of a message leave: cancel what can be cancelled; what is being sent settles first."""
    message.stopped_at, message.stopped_because = now, reason
    rows = session.scalars(
        select(Delivery).where(
            Delivery.message_id == message.id,
            Delivery.state.in_([D.PLANNED, D.RETRYING, D.AWAITING_PERSON]),
        )
    ).all()
    for row in rows:
        move(session, row, "cancel", actor=actor, now=now, reason=reason)
    return rows


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When a delivery goes out, when it is heard (loudspeakers), and when it is too late."""

    due_at: datetime
    not_after: datetime
    airs_at: datetime | None = None


def replan(session: Session, delivery: Delivery, *, actor: User, now: datetime, timing: Timing) -> None:
    """Plan a failed, missed or waiting delivery for another time; nothing but its time changes.

    The timing comes from schedules.planner, which knows slots and quiet hours.
    """
    rights.require(actor, "settle deliveries")
    if delivery.message.stopped_at is not None:
        raise DeliveryRefused(f"Tin đã dừng: {delivery.message.stopped_because}")
    session.refresh(delivery, ["state"], with_for_update=True)
    if delivery.state in (D.PLANNED, D.RETRYING):
        before, after = delivery.due_at.isoformat(), timing.due_at.isoformat()
        audit.record(session, "re-time", delivery, actor=actor, now=now, before=before, after=after)
    else:
        move(session, delivery, "replan", actor=actor, now=now)
    _retime(delivery, timing)


def displace(
    session: Session, delivery: Delivery, *, now: datetime, timing: Timing | None, reason: str, by: Message
) -> None:
    """Let a planned or exported broadcast item make room for a message that goes first.

    Without another time it is off the plan, with the reason.
    """
    if delivery.state == D.AWAITING_PERSON:
        move(session, delivery, "decline", actor=None, now=now, reason=reason)
    if timing is None:
        if delivery.state != D.FAILED:
            move(session, delivery, "cancel", actor=None, now=now, reason=reason)
        return
    if delivery.state == D.FAILED:
        move(session, delivery, "replan", actor=None, now=now)
    audit.record(session, "displace", delivery, actor=None, now=now, by=by.reference, reason=reason)
    _retime(delivery, timing)


def _retime(delivery: Delivery, timing: Timing) -> None:
    if delivery.waits_until is not None:
        delivery.waits_until += timing.due_at - delivery.due_at
    delivery.due_at, delivery.airs_at, delivery.not_after = timing.due_at, timing.airs_at, timing.not_after
    delivery.wake_at, delivery.settled_at = timing.due_at, None
    delivery.attempts, delivery.looks, delivery.resent, delivery.doubted_at = 0, 0, False, None
    delivery.receipt = None  # what it pointed to was of the time before


def retracted(session: Session, delivery: Delivery, *, actor: User, now: datetime, reason: str) -> None:
    """Note that a sent delivery was taken back; the caller has asked the channel before."""
    rights.require(actor, "settle deliveries")
    move(session, delivery, "retract", actor=actor, now=now, reason=reason)


def receipt_of(delivery: Delivery) -> Receipt | None:
    """Return the delivery's evidence as a value."""
    kept = delivery.receipt
    return Receipt(**kept) if kept else None


def receipt_document(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as it is stored."""
    return {"external_id": receipt.external_id, "url": receipt.url, "details": dict(receipt.details)}
