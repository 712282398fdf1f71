"""Correcting and withdrawing everywhere in one act: a case with a step for each delivery.

What can be done about a publication depends on its channel: some can be edited, some deleted, some only
followed by the correction, and some need a person. A delivery that is on its way is waited for. The case is
open until all of its steps are settled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import alerts, audit, rights
from content_queue.models import Case, CaseStep, Delivery, Message, User
from content_queue.states import OPEN, DeliveryState

D = DeliveryState
LATER = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
PATIENCE = 3  # tries that may fail before a person hears of it


class Act(StrEnum):
    """Why what went out must be put right."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"


class Way(StrEnum):
    """How one delivery is put right."""

    STOPPED = "stopped"  # it had not left, and will not
    WAIT = "wait"  # on its way or in doubt: first it must be known what became of it
    EDIT = "edit"  # the notice is put on it where it stands
    DELETE = "delete"  # it is taken down where it stands
    FOLLOW = "follow"  # it stays; the correction follows it on the same channel
    PERSON = "person"  # somebody must take it down or correct it by hand, and say so
    NEVER_OUT = "never-out"  # it came to nothing


class StepSettled(Exception):
    """This step needs nothing any more."""


def way_of(act: Act, state: DeliveryState, *, can_edit: bool, can_delete: bool, is_followed: bool) -> Way:
    """Return how a delivery is put right; pure. `is_followed`: the correction goes to the same channel."""
    if state in (D.PLANNED, D.RETRYING):
        return Way.STOPPED
    if state in OPEN:
        return Way.WAIT
    if state != D.SENT:
        return Way.NEVER_OUT
    if act is Act.WITHDRAW:
        return Way.DELETE if can_delete else Way.PERSON
    if can_edit:
        return Way.EDIT
    return Way.FOLLOW if is_followed else Way.PERSON


def open_case(
    session: Session,
    message: Message,
    act: Act,
    *,
    actor: User,
    now: datetime,
    reason: str,
    correction: Message | None = None,
) -> Case:
    """Open a case about all that a message has sent or is about to; call it before the message is stopped."""
    case = Case(
        commune_id=message.commune_id,
        message_id=message.id,
        correction_id=correction.id if correction else None,
        act=act,
        reason=reason,
        opened_by_id=actor.id,
        opened_at=now,
    )
    concerned = select(Delivery).where(Delivery.message_id == message.id, Delivery.state.in_([*OPEN, D.SENT]))
    case.steps = [_step(row, now) for row in session.scalars(concerned.order_by(Delivery.id))]
    session.add(case)
    audit.record(session, "open", case, actor=actor, now=now, after=act, reason=reason)
    close_if_settled(session, case, now=now)
    return case


def _step(delivery: Delivery, now: datetime) -> CaseStep:
    way = first_way(delivery, now)
    return CaseStep(
        commune_id=delivery.commune_id,
        delivery_id=delivery.id,
        way=way,
        next_try_at=now,
        settled_at=now if way is Way.STOPPED else None,
    )


def first_way(delivery: Delivery, now: datetime) -> Way:
    """Return the way of a delivery that is about to be stopped; what a person holds may be out already."""
    if delivery.state in (D.PLANNED, D.RETRYING):
        return Way.STOPPED
    if delivery.state == D.AWAITING_PERSON:
        is_to_air = delivery.airs_at is not None and delivery.airs_at > now
        return Way.STOPPED if is_to_air else Way.PERSON
    return Way.WAIT


def due_steps(session: Session, now: datetime) -> list[int]:
    """Return the numbers of the steps to be seen to now, in all communes of the session."""
    due = select(CaseStep.id).where(CaseStep.settled_at.is_(None), CaseStep.next_try_at <= now)
    return list(session.scalars(due.order_by(CaseStep.id)))


def settle(session: Session, step: CaseStep, *, told: str, now: datetime, actor: User | None = None) -> None:
    """Note that nothing more is to be done about a step; the case closes with its last one."""
    step.told, step.settled_at, step.settled_by_id = told, now, actor.id if actor else None
    audit.record(session, "settle", step, actor=actor, now=now, after=step.way, told=told)
    close_if_settled(session, step.case, now=now)


def put_off(session: Session, step: CaseStep, *, told: str, now: datetime, failed: bool) -> None:
    """Note what a step waits for; after some failures, or where a person is needed, the case is an alert."""
    step.told = told
    step.tries += failed
    step.next_try_at = now + (LATER[-1] if step.way == Way.PERSON else LATER[min(step.tries, len(LATER) - 1)])
    if step.way == Way.PERSON or step.tries >= PATIENCE:
        session.flush()
        alerts.open_alert(session, "case", step.case, _sentence(step.case), now=now)


def settle_by_hand(session: Session, step: CaseStep, *, actor: User, now: datetime, note: str) -> None:
    """A person has put it right, or says why nothing can be done.

    Raises NotPermitted, StepSettled.
    """
    rights.require(actor, "settle deliveries")
    if step.settled_at is not None:
        raise StepSettled(f"Việc này đã xong: {step.told}")
    settle(session, step, told=note or f"“{actor.name}” đã xử lý xong.", now=now, actor=actor)


def close_if_settled(session: Session, case: Case, *, now: datetime) -> None:
    """Close a case whose steps are all settled."""
    if any(step.settled_at is None for step in case.steps):
        return
    session.flush()
    case.closed_at = now
    audit.record(session, "close", case, actor=None, now=now)
    alerts.close_alerts(session, case, now=now)


def _sentence(case: Case) -> str:
    code, number = case.message.reference, case.id
    open_steps = [step for step in case.steps if step.settled_at is None]
    left = ", ".join(dict.fromkeys(step.delivery.channel.name for step in open_steps))
    if case.act == Act.WITHDRAW:
        return f"Thu hồi {code}: chưa xong ở {left}. Xem `publisher case show {number}`."
    return f"Đính chính {code}: chưa xong ở {left}. Xem `publisher case show {number}`."
