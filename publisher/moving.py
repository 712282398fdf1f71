"""Moving what is planned to another time: looked at first, then done; nothing but the time ever changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import deliveries, messages, rights
from content_queue.communes import zone_of
from content_queue.deliveries import Timing
from content_queue.messages import NOT_DECIDED, MessageRefused
from content_queue.models import Commune, Delivery, Message, User
from content_queue.states import DeliveryState
from publisher.agenda import MOVABLE
from publisher.app import App
from schedules.slots import SlotRefused
from schedules.timetables import timetable_of

ROOM_TO_UNDO = timedelta(minutes=2)
CLOSE = timedelta(minutes=30)  # another message at the same place so near is worth a word


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What a move would do: each delivery with its timing, and what to look at before."""

    timings: Sequence[tuple[Delivery, Timing]]
    warnings: tuple[str, ...]
    before: datetime | None  # when it went out until now


def foresee(
    app: App, session: Session, message: Message, occurrence: str, to: datetime, *, now: datetime
) -> Foreseen:
    """Return what moving one occurrence of a message would do.

    Raises MessageRefused: a time that is over, a closed hour, nothing left to move.
    """
    zone = zone_of(session.get_one(Commune, message.commune_id))
    if to < now:
        raise MessageRefused(f"Giờ {to.astimezone(zone):%H:%M ngày %d/%m/%Y} đã qua; hãy chọn giờ sắp tới.")
    if message.state in NOT_DECIDED:
        return _of_draft(session, message, occurrence, to)
    rows = _movable(session, message, occurrence)
    if not rows:
        raise MessageRefused(f"Lần phát này của tin {message.reference} không còn gì để dời.")
    try:
        timings = [(row, app.planner(session).timing(session, row, to, now)) for row in rows]
    except SlotRefused as refused:
        raise MessageRefused(refused.sentence) from None
    warnings = [sentence for row, timing in timings if (sentence := _later(row, timing, to, zone))]
    warnings += [sentence for row, timing in timings if (sentence := _crowded(session, row, timing, zone))]
    before = min((row.airs_at or row.due_at) for row in rows)
    return Foreseen(timings=timings, warnings=tuple(dict.fromkeys(warnings)), before=before)


def _of_draft(session: Session, message: Message, occurrence: str, to: datetime) -> Foreseen:
    commune = session.get_one(Commune, message.commune_id)
    local = to.astimezone(zone_of(commune))
    if "loudspeaker" in message.media and message.urgency != "emergency":
        sentence = timetable_of(session, commune).closed_hour(local)
        if sentence:
            raise MessageRefused(sentence)
    before = datetime.fromisoformat(occurrence).replace(tzinfo=zone_of(commune))
    return Foreseen(timings=(), warnings=(), before=before)


def _movable(session: Session, message: Message, occurrence: str) -> Sequence[Delivery]:
    query = select(Delivery).where(
        Delivery.message_id == message.id,
        Delivery.occurrence == occurrence,
        Delivery.state.in_([state.value for state in MOVABLE]),
    )
    return session.scalars(query.order_by(Delivery.id)).all()


def _later(row: Delivery, timing: Timing, asked: datetime, zone: ZoneInfo) -> str:
    """Return a word when slots or quiet hours carry a delivery to another time than asked for."""
    at = timing.airs_at or timing.due_at
    if at - asked < timedelta(minutes=1):
        return ""
    local = at.astimezone(zone)
    if timing.airs_at is not None:
        return f"Kênh {row.channel.name}: sẽ phát vào khung {local:%H:%M ngày %d/%m/%Y}."
    return f"Kênh {row.channel.name}: đang giờ yên tĩnh, sẽ gửi lúc {local:%H:%M ngày %d/%m/%Y}."


def _crowded(session: Session, row: Delivery, timing: Timing, zone: ZoneInfo) -> str:
    """Return a word when another message goes out at the same place at nearly the same time."""
    if timing.airs_at is not None:
        return ""  # a slot takes many
    near = session.scalar(
        select(Delivery)
        .where(
            Delivery.channel_id == row.channel_id,
            Delivery.message_id != row.message_id,
            Delivery.due_at > timing.due_at - CLOSE,
            Delivery.due_at < timing.due_at + CLOSE,
            Delivery.state.not_in([DeliveryState.CANCELLED.value, DeliveryState.FAILED.value]),
        )
        .limit(1)
    )
    if near is None:
        return ""
    local = near.due_at.astimezone(zone)
    return f"Kênh {row.channel.name}: gần giờ tin {near.reference} ({local:%H:%M %d/%m/%Y})."


def move(
    app: App, session: Session, message: Message, occurrence: str, to: datetime, *, actor: User, now: datetime
) -> Foreseen:
    """Move one occurrence of a message. Raises NotPermitted, MessageRefused, DeliveryRefused, NotAllowed."""
    found = foresee(app, session, message, occurrence, to, now=now)
    if message.state in NOT_DECIDED:
        zone = zone_of(session.get_one(Commune, message.commune_id))
        after = to.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")
        messages.retime(session, message, occurrence, after, actor=actor, now=now)
        return found
    rights.require(actor, "settle deliveries")
    for row, timing in found.timings:
        deliveries.replan(session, row, actor=actor, now=now, timing=timing)
    return found
