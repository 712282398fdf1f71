"""What goes out when, as a calendar shows it: planned, hoped for, and done, by message and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from content_queue import finding
from content_queue.communes import zone_of
from content_queue.messages import NOT_DECIDED
from content_queue.models import Channel, Commune, Delivery, Message, User
from content_queue.states import DeliveryState, MessageState
from schedules.calendars import CampaignDay, Day, day_of
from schedules.models import CampaignRow
from schedules.planner import occurrences_of
from schedules.recurrence import BadRepeat
from schedules.slots import Airing, Timetable
from schedules.timetables import timetable_of

D = DeliveryState
MOST = 2000  # messages that wait for a decision
_WORST = (D.FAILED, D.MISSED, D.UNCERTAIN, D.AWAITING_PERSON, D.RETRYING, D.SENDING, D.PLANNED, D.SENT)
_GONE = (D.CANCELLED, D.RETRACTED)
MOVABLE = frozenset({D.PLANNED, D.RETRYING})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One message on one day: the first of its times there, where it goes, how it stands."""

    at: datetime
    reference: str
    title: str
    urgency: str
    media: tuple[str, ...]
    state: str  # of a delivery, the one that needs a person most; or of a message not decided
    occurrence: str  # its key: what is moved
    is_movable: bool

    @property
    def is_planned(self) -> bool:
        """Say whether it is approved and has its deliveries."""
        return self.state in set(D)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One day of the calendar."""

    day: Day
    entries: Sequence[Entry]
    slots: Sequence[Airing]
    special: str  # name of a day with its own hours


def agenda(
    session: Session, commune: Commune, since: date, until: date, *, actor: User, now: datetime
) -> Sequence[Page]:
    """Return the days from `since` up to `until`, that day left out."""
    zone, timetable = zone_of(commune), timetable_of(session, commune)
    first, last = (datetime.combine(each, time(), tzinfo=zone) for each in (since, until))
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in (
        *_planned(session, actor, first, last, zone),
        *_hoped(session, actor, first, last, zone, now),
    ):
        by_day[entry.at.date()].append(entry)
    campaigns = _campaigns(session)
    days = [since + timedelta(days=ahead) for ahead in range((until - since).days)]
    return [_page(on, by_day, campaigns, timetable) for on in days]


def _page(
    on: date, by_day: Mapping[date, list[Entry]], campaigns: Iterable[CampaignDay], timetable: Timetable
) -> Page:
    special = next((each for each in timetable.special_days if each.on == on), None)
    slots = special.slots if special else [each for each in timetable.slots if on.weekday() in each.days]
    return Page(
        day=day_of(on, campaigns=campaigns),
        entries=sorted(by_day.get(on, ()), key=lambda each: (each.at, each.reference)),
        slots=[each.airing(on, timetable.tz) for each in sorted(slots, key=lambda each: each.start)],
        special=special.name if special else "",
    )


def _campaigns(session: Session) -> list[CampaignDay]:
    rows = session.scalars(select(CampaignRow).order_by(CampaignRow.month, CampaignRow.day))
    return [CampaignDay(code=str(row.id), name=row.name, month=row.month, day=row.day) for row in rows]


def _planned(
    session: Session, actor: User, first: datetime, last: datetime, zone: ZoneInfo
) -> Iterator[Entry]:
    """Yield what has deliveries, by message, occurrence and day."""
    columns = (
        *(Message.reference, Message.title, Message.urgency, Delivery.occurrence),
        *(Delivery.due_at, Delivery.airs_at, Delivery.state, Channel.medium),
    )
    rows = session.execute(
        select(*columns)
        .join(Message, Message.id == Delivery.message_id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Delivery.commune_id == actor.commune_id,
            _within(first, last),
            Delivery.state.not_in([state.value for state in _GONE]),
            finding.seen_by(actor),
        )
        .order_by(Delivery.due_at, Delivery.id)
    )
    groups: dict[tuple[str, str, date], list[Any]] = defaultdict(list)
    for row in rows:
        at = (row.airs_at or row.due_at).astimezone(zone)
        if first <= at < last:
            groups[row.reference, row.occurrence, at.date()].append(row)
    for members in groups.values():
        yield _entry(members, zone)


def _within(first: datetime, last: datetime) -> ColumnElement[bool]:
    due = and_(Delivery.due_at >= first, Delivery.due_at < last)
    return or_(due, and_(Delivery.airs_at >= first, Delivery.airs_at < last))


def _entry(members: Sequence[Any], zone: ZoneInfo) -> Entry:
    one = members[0]
    states = {row.state for row in members}
    return Entry(
        at=min((row.airs_at or row.due_at).astimezone(zone) for row in members),
        reference=one.reference,
        title=one.title,
        urgency=one.urgency,
        media=tuple(dict.fromkeys(row.medium for row in members)),
        state=next(state for state in _WORST if state in states),
        occurrence=one.occurrence,
        is_movable=bool(states & MOVABLE),
    )


def _hoped(
    session: Session, actor: User, first: datetime, last: datetime, zone: ZoneInfo, now: datetime
) -> Iterator[Entry]:
    """Yield times of messages that are not decided yet, or lie beyond what is planned already."""
    waiting = or_(
        Message.state.in_([state.value for state in NOT_DECIDED]),
        and_(Message.state == MessageState.APPROVED.value, Message.plan_open, Message.stopped_at.is_(None)),
    )
    rows = session.scalars(
        select(Message).where(waiting, finding.seen_by(actor)).order_by(Message.id.desc()).limit(MOST)
    )
    for row in rows:
        yield from _times(session, row, first, last, zone, now)


def _times(
    session: Session, row: Message, first: datetime, last: datetime, zone: ZoneInfo, now: datetime
) -> Iterator[Entry]:
    if not row.times:
        return
    try:
        found = [each.occurrence for each in occurrences_of(row, zone, now)]
    except BadRepeat:
        return
    within = [each for each in found if first <= each.starts_at < last]
    planned = _keys_planned(session, row) if within and row.state == MessageState.APPROVED else set()
    for each in within:
        if each.key not in planned:
            yield Entry(
                at=each.starts_at,
                reference=row.reference,
                title=row.title,
                urgency=row.urgency,
                media=tuple(row.media),
                state=row.state,
                occurrence=each.key,
                is_movable=row.state in NOT_DECIDED and not row.repeat,
            )


def _keys_planned(session: Session, row: Message) -> set[str]:
    return set(session.scalars(select(Delivery.occurrence).where(Delivery.message_id == row.id)))
