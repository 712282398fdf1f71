"""What a case step is about, read as one value before any channel is asked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from channels.abilities import can_delete, can_edit
from channels.base import Channel as Adapter
from channels.base import Facts, Medium, Receipt, Rendition
from content_queue.cases import Act, Way, first_way, way_of
from content_queue.communes import zone_of
from content_queue.deliveries import receipt_of
from content_queue.models import CaseStep, Channel, Commune, Delivery, Message
from content_queue.states import DeliveryState
from publisher.app import App

D = DeliveryState


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What would become of one delivery, were the message corrected or withdrawn now."""

    delivery_id: int
    channel: str
    way: Way


@dataclass(frozen=True, kw_only=True)
class Work:
    """All that is asked of a channel about one step, read before anything is asked."""

    step_id: int
    way: Way
    adapter: Adapter
    receipt: Receipt | None
    rendition: Rendition
    reference: str
    medium: Medium
    facts: Facts
    is_out: bool  # the correction, anywhere
    followed: DeliveryState | None  # the correction on the same channel


def foresee(
    app: App, session: Session, message: Message, act: Act, by: Message | None = None
) -> list[Foreseen]:
    """Return what correcting or withdrawing would do to each delivery that is out or on its way."""
    rows = session.scalars(select(Delivery).where(Delivery.message_id == message.id).order_by(Delivery.id))
    found = [
        Foreseen(delivery_id=row.id, channel=row.channel.name, way=_foreseen(app, session, act, row, by))
        for row in rows
    ]
    return [each for each in found if each.way is not Way.NEVER_OUT]


def read(app: App, session: Session, step: CaseStep) -> Work:
    """Read all that is needed to see to a step."""
    row, correction = step.delivery, step.case.correction
    keeps = step.way == Way.PERSON and row.state == D.CANCELLED  # handed over before it was stopped
    return Work(
        step_id=step.id,
        way=Way.PERSON if keeps else _way(app, session, Act(step.case.act), row, correction),
        adapter=app.book.of(session, row.channel),
        receipt=receipt_of(row),
        rendition=Rendition.from_document(row.rendition.document),
        reference=row.reference,
        medium=Medium(row.channel.medium),
        facts=_facts(app, session, step),
        is_out=correction is not None and _is_out(session, correction),
        followed=_followed(session, row.channel, correction),
    )


def _foreseen(app: App, session: Session, act: Act, row: Delivery, by: Message | None) -> Way:
    at_once = first_way(row, app.clock())
    return _way(app, session, act, row, by) if at_once is Way.WAIT else at_once


def _way(app: App, session: Session, act: Act, row: Delivery, by: Message | None) -> Way:
    adapter = app.book.of(session, row.channel)
    return way_of(
        act,
        DeliveryState(row.state),
        can_edit=can_edit(adapter),
        can_delete=can_delete(adapter),
        is_followed=by is None or _followed(session, row.channel, by) is not None,
    )


def _is_out(session: Session, correction: Message) -> bool:
    sent = exists().where(Delivery.message_id == correction.id, Delivery.state == D.SENT)
    return bool(session.scalar(select(sent)))


def _followed(session: Session, channel: Channel, correction: Message | None) -> DeliveryState | None:
    """Return how far the correction is on a channel; None when it does not go there."""
    if correction is None:
        return None
    states = session.scalars(
        select(Delivery.state).where(Delivery.message_id == correction.id, Delivery.channel_id == channel.id)
    ).all()
    if D.SENT in states:
        return D.SENT
    return DeliveryState(states[0]) if states else None


def _facts(app: App, session: Session, step: CaseStep) -> Facts:
    commune = session.get_one(Commune, step.commune_id)
    local = app.clock().astimezone(zone_of(commune))
    title = step.case.correction.title if step.case.correction else ""
    return Facts(
        published_at=local,
        office=f"Ủy ban nhân dân {commune.name}",
        notice=f"Tin này đã được đính chính ngày {local:%d/%m/%Y}: “{title}”.",
    )
