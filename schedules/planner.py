"""From an approved message and the rules to its deliveries with due times; idempotent by occurrence key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Capabilities, Medium, Urgency
from content_queue import alerts, audit, deliveries
from content_queue.communes import CommuneSettings, settings_of, zone_of
from content_queue.deliveries import Timing
from content_queue.messages import MessageRefused
from content_queue.models import Channel, Commune, Delivery, Message
from content_queue.renditions import rendition_for, target_channels
from content_queue.states import DeliveryState, MessageState
from schedules.airtime import Airtime
from schedules.hours import postponed
from schedules.preemption import leading
from schedules.recurrence import Occurrence, Recurrence, key_of
from schedules.slots import SlotRefused, Timetable
from schedules.timetables import timetable_of

CapabilitiesOf = Callable[[Channel], Capabilities]


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """One occurrence of a message with its number among all of them, from 1."""

    occurrence: Occurrence
    number: int
    of: int

    def reference(self, message: Message) -> str:
        """Return the public code of this occurrence: PT-2026-0117/03, without a number when it is alone."""
        return f"{message.reference}/{self.number:02d}" if self.of > 1 else message.reference


def occurrences_of(message: Message, zone: ZoneInfo, now: datetime) -> list[Numbered]:
    """Return all occurrences of a message up to its end, numbered; without times it goes out at once.

    Raises BadRepeat.
    """
    if not message.times:
        local = _minute(now.astimezone(zone))  # at once: due already, whatever seconds the clocks differ by
        found = [Occurrence(key=key_of(local.replace(tzinfo=None)), starts_at=local)]
    else:
        times = tuple(datetime.fromisoformat(each) for each in message.times)
        found = list(Recurrence(times=times, zone=zone, repeat=message.repeat).occurrences())
    if message.valid_until is not None:
        found = [each for each in found if each.starts_at < message.valid_until]
    return [Numbered(occurrence=each, number=at, of=len(found)) for at, each in enumerate(found, 1)]


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Plans messages of any commune; `capabilities` tells what a channel can do."""

    capabilities: CapabilitiesOf

    def plan(self, session: Session, message: Message, now: datetime) -> Sequence[Delivery]:
        """Plan a message's deliveries up to the horizon; what is planned already stays as it is.

        Raises MessageRefused when a loudspeaker item finds no permitted place.
        """
        desk = _Desk.of(session, message, now, self.capabilities)
        if not desk.channels:
            raise MessageRefused("Không còn kênh nào đang hoạt động cho tin này; không có gì để lên lịch.")
        occurrences = occurrences_of(message, desk.zone, now)
        if not occurrences:
            raise MessageRefused(f"Tin hết hạn lúc {_said(message, desk.zone)}, trước lần phát đầu tiên.")
        return desk.plan_all(occurrences)

    def extend(self, session: Session, now: datetime) -> int:
        """Plan what has come within the horizon of messages that reach beyond it; count it.

        What finds no place leaves its message as it was, with an alert; the others go on.
        """
        reaching = select(Message).where(
            Message.plan_open, Message.state == MessageState.APPROVED, Message.stopped_at.is_(None)
        )
        messages = session.scalars(reaching.order_by(Message.id)).all()
        return sum(self._extend(session, message, now) for message in messages)

    def _extend(self, session: Session, message: Message, now: datetime) -> int:
        desk = replace(_Desk.of(session, message, now, self.capabilities), extending=True)
        try:
            with session.begin_nested():
                return len(desk.plan_all(desk.never_planned(occurrences_of(message, desk.zone, now))))
        except MessageRefused as refused:
            alerts.open_alert(session, "not-planned", message, f"{message.reference}: {refused}", now=now)
            return 0

    def timing(self, session: Session, delivery: Delivery, at: datetime, now: datetime) -> Timing:
        """Return the timing of a delivery moved to `at`: slots and quiet hours hold for it as for any."""
        desk = _Desk.of(session, delivery.message, now, self.capabilities)
        return desk.timing(delivery.channel, max(at, now), leaving_out=delivery)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _said(message: Message, zone: ZoneInfo) -> str:
    return f"{message.valid_until.astimezone(zone):%H:%M ngày %d/%m/%Y}" if message.valid_until else ""


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """All that planning one message needs to know."""

    session: Session
    message: Message
    now: datetime
    zone: ZoneInfo
    settings: CommuneSettings
    timetable: Timetable
    channels: Sequence[Channel]
    capabilities: CapabilitiesOf
    extending: bool = False  # a time that passed unplanned keeps its broadcast, to be missed, not moved

    @classmethod
    def of(cls, session: Session, message: Message, now: datetime, capabilities: CapabilitiesOf) -> _Desk:
        commune = session.get_one(Commune, message.commune_id)
        return cls(
            session=session,
            message=message,
            now=now,
            zone=zone_of(commune),
            settings=settings_of(commune),
            timetable=timetable_of(session, commune),
            channels=target_channels(session, message),
            capabilities=capabilities,
        )

    def plan_all(self, occurrences: Sequence[Numbered]) -> list[Delivery]:
        horizon = self.now + timedelta(days=self.settings.horizon_days)
        within = [each for each in occurrences if each.occurrence.starts_at <= horizon]
        self.message.plan_open = len(within) < len(occurrences)
        return [delivery for each in within for delivery in self._plan(each)]

    def never_planned(self, occurrences: Sequence[Numbered]) -> list[Numbered]:
        """Return the occurrences without any delivery: those that were beyond the horizon until now."""
        planned = set(
            self.session.scalars(select(Delivery.occurrence).where(Delivery.message_id == self.message.id))
        )
        return [each for each in occurrences if each.occurrence.key not in planned]

    def _plan(self, numbered: Numbered) -> list[Delivery]:
        there = set(
            self.session.scalars(
                select(Delivery.channel_id).where(
                    Delivery.message_id == self.message.id,
                    Delivery.occurrence == numbered.occurrence.key,
                )
            )
        )
        new = [self._delivery(numbered, channel) for channel in self.channels if channel.id not in there]
        planned = [delivery for delivery in new if delivery is not None]
        self._point_to_page(planned)
        return planned

    def _delivery(self, numbered: Numbered, channel: Channel) -> Delivery | None:
        rendition = rendition_for(self.session, self.message, channel)
        if rendition is None:
            return None
        try:
            timing = self.timing(channel, numbered.occurrence.starts_at)
        except SlotRefused as refused:
            raise MessageRefused(refused.sentence) from None
        if timing.airs_at is not None and self._airs_already(channel, timing.airs_at):
            return None  # two times of one message fell into the same broadcast: it is read once there
        delivery = Delivery(
            commune_id=self.message.commune_id,
            message_id=self.message.id,
            channel_id=channel.id,
            rendition_id=rendition.id,
            sealed_digest=rendition.digest,
            occurrence=numbered.occurrence.key,
            reference=numbered.reference(self.message),
            urgency={"emergency": 0, "urgent": 1}.get(self.message.urgency, 2),
            due_at=timing.due_at,
            airs_at=timing.airs_at,
            not_after=timing.not_after,
            state=DeliveryState.PLANNED,
            wake_at=timing.due_at,
        )
        self.session.add(delivery)
        if timing.airs_at is not None and leading(self.message.urgency):
            self._make_room(channel, timing.airs_at)
        audit.record(self.session, "plan", delivery, actor=None, now=self.now, after=DeliveryState.PLANNED)
        return delivery

    def _make_room(self, channel: Channel, airs_at: datetime) -> None:
        """Let what no longer fits a broadcast go to the next one, or off the plan when there is none."""
        self.session.flush()
        zone = channel.zone.name if channel.zone else ""
        airings = self.timetable.airings(zone, since=airs_at, days=1)
        airing = next((each for each in airings if each.starts_at == airs_at), None)
        if airing is None:
            return
        for row in Airtime(self.session, self.timetable, channel).crowded_out(airs_at, airing.slot.length):
            displaced = replace(self, message=row.message)
            reason = f"Nhường chỗ cho tin ưu tiên {self.message.reference}."
            try:
                timing = displaced.timing(channel, airing.ends_at, leaving_out=row)
            except SlotRefused as refused:
                timing, reason = None, f"{reason} {refused.sentence}"
                alerts.open_alert(
                    self.session, "not-planned", row.message, f"{row.reference}: {reason}", now=self.now
                )
            deliveries.displace(
                self.session, row, now=self.now, timing=timing, reason=reason, by=self.message
            )

    def timing(self, channel: Channel, at: datetime, leaving_out: Delivery | None = None) -> Timing:
        """Return when a delivery of the message through a channel goes out. Raises SlotRefused."""
        if channel.medium == Medium.LOUDSPEAKER and channel.zone is not None:
            return self._on_air(channel, at, leaving_out)
        able = self.capabilities(channel)
        due_at = at
        if able.disturbs:
            quiet = (
                time.fromisoformat(self.settings.quiet_from),
                time.fromisoformat(self.settings.quiet_until),
            )
            due_at = postponed(at, tz=self.zone, urgency=self.message.urgency, quiet=quiet)
        return Timing(due_at=due_at, not_after=self._no_later(due_at + able.lateness))

    def _on_air(self, channel: Channel, at: datetime, leaving_out: Delivery | None) -> Timing:
        airtime = Airtime(self.session, self.timetable, channel)
        asked_at = min(at, self.now) if self.extending else self.now
        if self.message.urgency == Urgency.EMERGENCY:
            asked_at = _minute(asked_at)
        placement = airtime.place(self.message, at=at, now=asked_at, leaving_out=leaving_out)
        lead = timedelta(minutes=self.settings.lead_minutes)
        if placement.airing is None:  # an emergency goes out at once and stays worth saying for an hour
            latest = self._no_later(placement.starts_at + timedelta(hours=1))
            return Timing(due_at=placement.starts_at, airs_at=placement.starts_at, not_after=latest)
        return Timing(
            due_at=placement.due_at(lead),
            airs_at=placement.starts_at,
            not_after=self._no_later(placement.starts_at),
        )

    def _no_later(self, latest: datetime) -> datetime:
        valid_until = self.message.valid_until
        return min(latest, valid_until) if valid_until is not None else latest

    def _airs_already(self, channel: Channel, airs_at: datetime) -> bool:
        self.session.flush()
        return (
            self.session.scalar(
                select(Delivery.id).where(
                    Delivery.message_id == self.message.id,
                    Delivery.channel_id == channel.id,
                    Delivery.airs_at == airs_at,
                )
            )
            is not None
        )

    def _point_to_page(self, planned: Sequence[Delivery]) -> None:
        """Let fanpage posts of an occurrence wait for the page that they link to."""
        self.session.flush()
        media = {channel.id: channel.medium for channel in self.channels}
        page = next((each for each in planned if media[each.channel_id] == Medium.WEBSITE), None)
        for delivery in planned:
            if page is not None and media[delivery.channel_id] == Medium.FACEBOOK:
                delivery.waits_for_id = page.id
                delivery.waits_until = delivery.due_at + timedelta(minutes=self.settings.link_wait_minutes)
