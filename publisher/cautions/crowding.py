"""Too much at once: another message at the same place within the same hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Medium
from content_queue.communes import zone_of
from content_queue.models import Channel, Commune, Delivery, Message
from content_queue.renditions import target_channels
from content_queue.states import DeliveryState
from publisher.cautions.caution import Caution
from schedules.planner import occurrences_of
from schedules.recurrence import BadRepeat

CROWDED = frozenset({Medium.FACEBOOK.value, Medium.ZALO.value})  # a page bears more; loudspeakers have slots
NOT_THERE = (DeliveryState.CANCELLED.value, DeliveryState.FAILED.value, DeliveryState.MISSED.value)
MOST_TIMES = 40  # times of a repeating message that are looked at


def crowded(session: Session, message: Message, commune: Commune, *, now: datetime) -> Iterator[Caution]:
    """Yield one caution for each place where another message goes out in an hour of this one."""
    channels = [each for each in target_channels(session, message) if each.medium in CROWDED]
    if not channels:
        return
    zone = zone_of(commune)
    try:
        times = [each.occurrence.starts_at for each in occurrences_of(message, zone, now)]
    except BadRepeat:
        return
    hours = sorted({each.replace(minute=0, second=0, microsecond=0) for each in times if each >= now})
    hours = hours[:MOST_TIMES] or [now.astimezone(zone).replace(minute=0, second=0, microsecond=0)]
    for channel in channels:
        yield from _at(session, message, channel, hours)


def _at(session: Session, message: Message, channel: Channel, hours: list[datetime]) -> Iterator[Caution]:
    for hour in hours:
        other = session.scalar(
            select(Delivery)
            .where(
                Delivery.commune_id == message.commune_id,
                Delivery.channel_id == channel.id,
                Delivery.message_id != message.id,
                Delivery.due_at >= hour,
                Delivery.due_at < hour + timedelta(hours=1),
                Delivery.state.not_in(NOT_THERE),
            )
            .order_by(Delivery.due_at)
            .limit(1)
        )
        if other is not None:
            at = other.due_at.astimezone(hour.tzinfo)
            yield Caution(
                code="crowded",
                sentence=f"Kênh “{channel.name}” đã có tin {other.reference} cùng giờ: {at:%H:%M %d/%m/%Y}.",
            )
            return
