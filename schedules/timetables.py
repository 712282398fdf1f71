"""A commune's slots, windows and special days: kept as rows, used as a Timetable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit
from content_queue.communes import zone_of
from content_queue.models import Commune, User
from schedules.calendars import CAMPAIGN_DAYS
from schedules.hours import DEFAULT_WINDOWS, Window
from schedules.models import CampaignRow, SlotRow, SpecialDayRow, WindowRow
from schedules.slots import Slot, SpecialDay, Timetable

DEFAULT_SLOTS = (  # Nghị định 49/2024/NĐ-CP: two sessions of an hour, from 05:30 and from 17:00
    Slot(name="Sáng", start=time(5, 30), length=timedelta(hours=1)),
    Slot(name="Chiều", start=time(17), length=timedelta(hours=1)),
)


@dataclass(frozen=True, kw_only=True)
class NewSlot:
    """A slot as an operator asks for it: name, wall start, minutes, weekdays (Monday 0), zone names."""

    name: str
    start: time
    minutes: int
    days: frozenset[int] = frozenset(range(7))
    zones: frozenset[str] = frozenset()


def ship_defaults(session: Session, commune: Commune) -> None:
    """Give a new commune the default slots, windows and campaign days."""
    for window in DEFAULT_WINDOWS:
        session.add(WindowRow(commune_id=commune.id, start=_wall(window.start), end=_wall(window.end)))
    for slot in DEFAULT_SLOTS:
        session.add(_row(slot, commune.id))
    for campaign in CAMPAIGN_DAYS:
        session.add(
            CampaignRow(commune_id=commune.id, name=campaign.name, month=campaign.month, day=campaign.day)
        )
    session.flush()


def timetable_of(session: Session, commune: Commune) -> Timetable:
    """Return the commune's timetable; HoursRefused when stored slots break the legal hours."""
    return Timetable(
        tz=zone_of(commune),
        slots=tuple(_slot(row) for row in slot_rows(session, commune.id)),
        windows=tuple(_window(row) for row in _windows(session, commune.id)),
        special_days=tuple(_special(row) for row in _special_days(session, commune.id)),
    )


def slot_rows(session: Session, commune_id: int) -> Sequence[SlotRow]:
    """Return the commune's slots by their start."""
    return session.scalars(
        select(SlotRow).where(SlotRow.commune_id == commune_id).order_by(SlotRow.start)
    ).all()


def add_slot(session: Session, commune: Commune, wanted: NewSlot, *, actor: User, now: datetime) -> SlotRow:
    """Keep a new slot; HoursRefused when it breaks the legal hours, the windows, or another slot."""
    slot = Slot(
        name=wanted.name,
        start=wanted.start,
        length=timedelta(minutes=wanted.minutes),
        days=wanted.days,
        zones=wanted.zones,
    )
    present = timetable_of(session, commune)
    Timetable(
        tz=present.tz,
        slots=(*present.slots, slot),
        windows=present.windows,
        special_days=present.special_days,
    )
    row = _row(slot, commune.id)
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now)
    return row


def remove_slot(session: Session, row: SlotRow, *, actor: User, now: datetime) -> None:
    """Take a slot out of the timetable; what is planned in it must find another place."""
    audit.record(session, "remove", row, actor=actor, now=now, name=row.name, start=row.start)
    session.delete(row)
    session.flush()


def add_window(
    session: Session, commune: Commune, window: Window, *, actor: User, now: datetime
) -> WindowRow:
    """Keep further permitted hours; the value itself has refused what the law closes."""
    row = WindowRow(
        commune_id=commune.id, start=_wall(window.start), end=_wall(window.end), decision=window.decision
    )
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now)
    return row


def set_special_day(
    session: Session, commune: Commune, day: SpecialDay, *, actor: User, now: datetime
) -> SpecialDayRow:
    """Keep a day's own hours, in place of what was set for it; no slots means silence.

    Raises HoursRefused when a slot breaks the legal hours or the windows, or overlaps another.
    """
    present = timetable_of(session, commune)
    others = tuple(each for each in present.special_days if each.on != day.on)
    Timetable(tz=present.tz, slots=present.slots, windows=present.windows, special_days=(*others, day))
    row = _special_row(session, commune, day.on) or SpecialDayRow(
        commune_id=commune.id, day=day.on.isoformat()
    )
    row.name = day.name
    row.slots = [
        {"name": slot.name, "start": _wall(slot.start), "minutes": int(slot.length.total_seconds() // 60)}
        for slot in day.slots
    ]
    session.add(row)
    audit.record(session, "set the day's hours", row, actor=actor, now=now, day=row.day, slots=row.slots)
    return row


def forget_special_day(session: Session, commune: Commune, on: date, *, actor: User, now: datetime) -> bool:
    """Give a day its regular hours back; say whether it had its own."""
    row = _special_row(session, commune, on)
    if row is None:
        return False
    audit.record(session, "forget the day's hours", row, actor=actor, now=now, day=row.day)
    session.delete(row)
    session.flush()
    return True


def _special_row(session: Session, commune: Commune, on: date) -> SpecialDayRow | None:
    return session.scalar(
        select(SpecialDayRow).where(
            SpecialDayRow.commune_id == commune.id, SpecialDayRow.day == on.isoformat()
        )
    )


def _windows(session: Session, commune_id: int) -> Sequence[WindowRow]:
    return session.scalars(select(WindowRow).where(WindowRow.commune_id == commune_id)).all()


def _special_days(session: Session, commune_id: int) -> Sequence[SpecialDayRow]:
    return session.scalars(select(SpecialDayRow).where(SpecialDayRow.commune_id == commune_id)).all()


def _row(slot: Slot, commune_id: int) -> SlotRow:
    return SlotRow(
        commune_id=commune_id,
        name=slot.name,
        start=_wall(slot.start),
        minutes=int(slot.length.total_seconds() // 60),
        days=sorted(slot.days),
        zones=sorted(slot.zones),
    )


def _slot(row: SlotRow) -> Slot:
    return Slot(
        name=row.name,
        start=time.fromisoformat(row.start),
        length=timedelta(minutes=row.minutes),
        days=frozenset(row.days),
        zones=frozenset(row.zones),
    )


def _window(row: WindowRow) -> Window:
    return Window(start=time.fromisoformat(row.start), end=time.fromisoformat(row.end), decision=row.decision)


def _special(row: SpecialDayRow) -> SpecialDay:
    slots = tuple(
        Slot(
            name=each["name"],
            start=time.fromisoformat(each["start"]),
            length=timedelta(minutes=each["minutes"]),
        )
        for each in row.slots
    )
    return SpecialDay(on=date.fromisoformat(row.day), name=row.name, slots=slots)


def _wall(moment: time) -> str:
    return moment.strftime("%H:%M")
