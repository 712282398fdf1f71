"""Days with their own loudspeaker hours (Tết, mourning), and what is planned on them already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.orm import Session

from content_queue import deliveries
from content_queue.communes import zone_of
from content_queue.models import Commune, Delivery, User
from content_queue.states import DeliveryState
from publisher.broadcast import Broadcast
from schedules.planner import Planner
from schedules.slots import SlotRefused

D = DeliveryState


def replan_day(
    session: Session,
    commune: Commune,
    planned: Sequence[Broadcast],
    *,
    planner: Planner,
    actor: User,
    now: datetime,
) -> list[str]:
    """Move what was planned on a day whose hours have changed to where it fits now; tell each move.

    `planned` are the day's broadcasts before the change. What finds no place any more is cancelled, with the
    reason. Emergencies stay: they know no slots.
    """
    rows = [
        session.get_one(Delivery, row.id)
        for each in planned
        if not each.bulletin.emergency
        for row in each.deliveries
    ]
    open_rows = [row for row in rows if row.state in (D.PLANNED, D.RETRYING, D.AWAITING_PERSON)]
    told = [_replanned(session, row, planner=planner, actor=actor, now=now) for row in open_rows]
    return [each for each in told if each]


def emptied(session: Session, planned: Sequence[Broadcast]) -> list[Broadcast]:
    """Return the exported broadcasts that nothing is left of: their folders must go."""
    exported = [each for each in planned if any(row.receipt for row in each.deliveries)]
    return [each for each in exported if all(_has_left(session, row, each) for row in each.deliveries)]


def _has_left(session: Session, row: Delivery, broadcast: Broadcast) -> bool:
    there = session.get_one(Delivery, row.id)
    return there.airs_at != broadcast.airs_at or there.state == D.CANCELLED


def _replanned(session: Session, row: Delivery, *, planner: Planner, actor: User, now: datetime) -> str:
    zone = zone_of(session.get_one(Commune, row.commune_id))
    assert row.airs_at is not None
    before, channel = row.airs_at.astimezone(zone), row.channel.name
    day = datetime.combine(before.date(), time(hour=12), tzinfo=zone)
    try:
        timing = planner.timing(session, row, min(before, day.replace(hour=5)), now)
    except SlotRefused as refused:
        deliveries.cancel(session, row, actor=actor, now=now, reason=refused.sentence)
        return (
            f"Tin {row.reference}, {channel}, {before:%H:%M ngày %d/%m/%Y}: không còn khung phát, đã hủy. "
            f"{refused.sentence}"
        )
    if timing.airs_at == row.airs_at:
        return ""
    if row.state == D.AWAITING_PERSON:
        deliveries.decline(session, row, actor=actor, now=now, reason="Khung phát trong ngày đã đổi.")
    deliveries.replan(session, row, actor=actor, now=now, timing=timing)
    moved = (timing.airs_at or timing.due_at).astimezone(zone)
    return (
        f"Tin {row.reference}, {channel}, {before:%H:%M ngày %d/%m/%Y}: dời sang {moved:%H:%M ngày %d/%m/%Y}."
    )
