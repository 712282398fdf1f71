"""One day as people look at it: what goes out and where, what needs attention, what waits for someone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from content_queue import finding, rights
from content_queue.communes import zone_of
from content_queue.messages import TO_APPROVE
from content_queue.models import Account, Alert, Channel, Commune, Delivery, Message, User
from content_queue.recording_progress import Progress, under_way
from content_queue.states import DeliveryState, MessageState

D = DeliveryState
PATIENCE = timedelta(hours=1)  # after this a handed-over delivery that nobody confirmed is overdue
LOOK_BACK = timedelta(days=7)  # older failures are in the log, not on the first page
MOST = 500
MOST_ALERTS = 20  # the newest; `publisher alert list` has all


@dataclass(frozen=True, kw_only=True)
class Line:
    """One delivery for people; times are local to the commune."""

    id: int
    reference: str
    title: str
    urgency: str
    channel: str
    kind: str
    medium: str
    state: DeliveryState
    due_at: datetime
    airs_at: datetime | None
    attempts: int
    reason: str
    external_id: str
    place: str  # address of what went out, or the path of a file or folder; empty when there is none

    @property
    def link(self) -> str:
        """Return the place when it is a web address, else nothing."""
        return self.place if self.place.startswith(("http://", "https://")) else ""

    @property
    def at(self) -> datetime:
        """Return when people meet it: on the air, or when it is due."""
        return self.airs_at or self.due_at


@dataclass(frozen=True, kw_only=True)
class Held:
    """A channel or account that must not be used now, and why."""

    name: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Review:
    """A message that waits for an approver."""

    id: int
    reference: str
    title: str
    unit: str
    since: datetime
    urgency: str


@dataclass(frozen=True, kw_only=True)
class OpenAlert:
    """Something a person must look at, as it was told."""

    id: int
    kind: str
    subject_id: int
    sentence: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Today:
    """One day of one commune."""

    commune: str
    now: datetime
    lines: Sequence[Line]
    attention: Sequence[Line]
    held: Sequence[Held]
    waiting: Sequence[Line]
    reviews: Sequence[Review]
    recordings: Sequence[Progress]
    alerts: Sequence[OpenAlert] = ()

    def count(self, *states: DeliveryState) -> int:
        """Return how many of the day's deliveries are in these states."""
        return sum(line.state in states for line in self.lines)


def today(session: Session, commune: Commune, *, now: datetime, actor: User | None = None) -> Today:
    """Return the commune's local day that `now` is in, as `actor` may see it (None: all of it)."""
    local = now.astimezone(zone_of(commune))
    seen = finding.seen_by(actor) if actor else true()
    is_whole = actor is None or rights.may(actor, "see deliveries")
    reviews = _reviews(session, commune, seen)
    recordings = under_way(session, now=now)
    if not is_whole:
        own = {each.id for each in reviews}
        recordings = tuple(each for each in recordings if each.message_id in own)
    return Today(
        commune=commune.name,
        now=local,
        lines=_lines(session, commune, and_(_of_day(local.date(), commune), seen)),
        attention=_lines(session, commune, and_(needs_attention(now), seen)),
        held=_held(session, commune, now) if is_whole else (),
        waiting=_lines(session, commune, and_(Delivery.state == D.AWAITING_PERSON, ~_overdue(now), seen)),
        reviews=reviews,
        alerts=_alerts(session, commune) if is_whole else (),
        recordings=recordings,
    )


def _lines(session: Session, commune: Commune, wanted: ColumnElement[bool]) -> tuple[Line, ...]:
    rows = session.scalars(
        select(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.commune_id == commune.id, wanted)
        .options(contains_eager(Delivery.message), joinedload(Delivery.channel))
        .order_by(Delivery.due_at, Delivery.urgency, Delivery.message_id, Delivery.channel_id)
        .limit(MOST)
    ).all()
    return tuple(_line(row, commune) for row in rows)


def _line(row: Delivery, commune: Commune) -> Line:
    zone = zone_of(commune)
    receipt = row.receipt or {}
    return Line(
        id=row.id,
        reference=row.reference,
        title=row.message.title,
        urgency=row.message.urgency,
        channel=row.channel.name,
        kind=row.channel.kind,
        medium=row.channel.medium,
        state=D(row.state),
        due_at=row.due_at.astimezone(zone),
        airs_at=row.airs_at.astimezone(zone) if row.airs_at else None,
        attempts=row.attempts,
        reason=row.reason,
        external_id=receipt.get("external_id", ""),
        place=receipt.get("url", ""),
    )


def _of_day(day: date, commune: Commune) -> ColumnElement[bool]:
    starts = datetime.combine(day, datetime.min.time(), tzinfo=zone_of(commune))
    ends = starts + timedelta(days=1)
    due = and_(Delivery.due_at >= starts, Delivery.due_at < ends)
    return or_(due, and_(Delivery.airs_at >= starts, Delivery.airs_at < ends))


def needs_attention(now: datetime) -> ColumnElement[bool]:
    """Overdue, uncertain with no further look-up, failed or missed: what only a person can move."""
    recent = Delivery.due_at > now - LOOK_BACK
    return or_(
        and_(Delivery.state == D.AWAITING_PERSON, _overdue(now)),
        and_(Delivery.state == D.UNCERTAIN, Delivery.wake_at.is_(None)),
        and_(Delivery.state.in_([D.FAILED, D.MISSED]), recent),
    )


def _overdue(now: datetime) -> ColumnElement[bool]:
    on_air = and_(Delivery.airs_at.is_not(None), Delivery.airs_at < now - PATIENCE)
    return or_(on_air, and_(Delivery.airs_at.is_(None), Delivery.due_at < now - PATIENCE))


def _held(session: Session, commune: Commune, now: datetime) -> tuple[Held, ...]:
    until = or_(Account.held_until.is_(None), Account.held_until > now)
    accounts = session.scalars(
        select(Account).where(Account.commune_id == commune.id, Account.held_because != "", until)
    )
    until = or_(Channel.held_until.is_(None), Channel.held_until > now)
    channels = session.scalars(
        select(Channel).where(Channel.commune_id == commune.id, Channel.held_because != "", until)
    )
    held: list[Account | Channel] = [*accounts, *channels]
    return tuple(Held(name=row.name, reason=row.held_because, until=row.held_until) for row in held)


def _alerts(session: Session, commune: Commune) -> tuple[OpenAlert, ...]:
    rows = session.scalars(
        select(Alert)
        .where(
            Alert.commune_id == commune.id, Alert.closed_at.is_(None), Alert.kind != TO_APPROVE
        )  # what waits for approval stands in a list of its own
        .order_by(Alert.id.desc())
        .limit(MOST_ALERTS)
    )
    return tuple(
        OpenAlert(
            id=row.id,
            kind=row.kind,
            subject_id=row.subject_id,
            sentence=row.sentence,
            since=row.opened_at.astimezone(zone_of(commune)),
        )
        for row in rows
    )


def _reviews(session: Session, commune: Commune, seen: ColumnElement[bool]) -> tuple[Review, ...]:
    rows = session.scalars(
        select(Message)
        .where(Message.commune_id == commune.id, Message.state == MessageState.IN_REVIEW, seen)
        .options(joinedload(Message.unit))
        .order_by(Message.changed_at)
        .limit(MOST)
    )
    return tuple(
        Review(
            id=row.id,
            reference=row.reference,
            title=row.title,
            unit=row.unit.name,
            since=row.changed_at.astimezone(zone_of(commune)),
            urgency=row.urgency,
        )
        for row in rows
    )
