"""Days with their own loudspeaker hours (Tết, mourning), and what is planned on them already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from content_queue import deliveries, rights
from content_queue.communes import settings_of, zone_of
from content_queue.models import Commune, Delivery, User
from content_queue.states import DeliveryState
from publisher import broadcasts
from publisher.app import App
from publisher.broadcast import Broadcast
from schedules import timetables
from schedules.models import SlotRow
from schedules.planner import Planner
from schedules.slots import SlotRefused, SpecialDay
from schedules.timetables import forget_special_day, set_special_day

D = DeliveryState


def change_day(
    app: App, commune: Commune, on: date, wanted: SpecialDay | None, *, user_id: int
) -> list[str] | None:
    """Change a day's hours and move what was planned on it; tell what was moved.

    None when there was nothing to forget. Raises NotPermitted, HoursRefused.
    """

    def changed(session: Session, own: Commune, actor: User) -> bool:
        given: dict[str, Any] = {"actor": actor, "now": app.clock()}
        if wanted is None:
            return forget_special_day(session, own, on, **given)
        set_special_day(session, own, wanted, **given)
        return True

    return change_hours(app, commune, [on], changed, user_id=user_id)


def remove_slot(app: App, commune: Commune, slot_id: int, *, user_id: int) -> list[str] | None:
    """Take a slot out of the timetable and move what was planned in it. Raises NotPermitted."""
    today = app.clock().astimezone(zone_of(commune)).date()

    def removed(session: Session, own: Commune, actor: User) -> bool:
        row = session.get(SlotRow, slot_id)
        if row is not None:
            timetables.remove_slot(session, row, actor=actor, now=app.clock())
        return row is not None

    days = [today + timedelta(days=ahead) for ahead in range(settings_of(commune).horizon_days + 1)]
    return change_hours(app, commune, days, removed, user_id=user_id)


def change_hours(
    app: App,
    commune: Commune,
    days: Sequence[date],
    change: Callable[[Session, Commune, User], bool],
    *,
    user_id: int,
) -> list[str] | None:
    """Change when loudspeakers speak on some days, and move what was planned on them."""
    with app.writing(commune) as session:
        rights.require(session.get_one(User, user_id), "set up")
        own = session.get_one(Commune, commune.id)
        planned = [each for on in days for each in broadcasts.broadcasts(session, own, on=on)]
        session.expunge_all()  # what was planned stays as it was, to be compared
        own, actor = session.get_one(Commune, commune.id), session.get_one(User, user_id)
        if not change(session, own, actor):
            return None
        told = replan_day(session, own, planned, planner=app.planner(session), actor=actor, now=app.clock())
        gone = emptied(session, planned)
    return [*told, *(broadcasts.taken_away(app, commune, each) for each in gone)]


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
