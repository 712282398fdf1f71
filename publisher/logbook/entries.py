"""Adds entries to the broadcast log and reads a period of it: plan and as-run side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Medium
from content_queue import audit
from content_queue.communes import zone_of
from content_queue.models import Channel, Commune, Delivery, User
from content_queue.states import DeliveryState
from publisher.broadcast import Broadcast
from schedules.models import BroadcastLogRow, NightOrderRow

LARGEST_SHIFT = timedelta(hours=3)  # further from the plan than this, an hour is mistyped
D = DeliveryState


class LogRefused(ValueError):
    """An entry that cannot be right; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class AsRun:
    """What the operator says of a broadcast: played or why not, when it truly began, who played it."""

    played: bool = True
    began_at: datetime | None = None
    person: str = ""
    note: str = ""


def note(
    session: Session, broadcast: Broadcast, said: AsRun, *, actor: User, now: datetime
) -> BroadcastLogRow:
    """Add an entry about a broadcast; a later one about the same broadcast puts it right, both are kept.

    Raises LogRefused when the hour said is over three hours from the plan, or still to come.
    """
    _require_likely(broadcast, said, now)
    row = BroadcastLogRow(
        commune_id=broadcast.channel.commune_id,
        channel_id=broadcast.channel.id,
        zone=broadcast.bulletin.zone,
        slot=broadcast.bulletin.slot,
        airs_at=broadcast.airs_at,
        seconds=round(broadcast.seconds),
        played=said.played,
        began_at=said.began_at if said.played else None,
        person=said.person or actor.full_name or actor.name,
        note=said.note,
        items=[_item(each) for each in broadcast.bulletin.items],
        noted_by_id=actor.id,
        noted_at=now,
    )
    session.add(row)
    audit.record(session, "log the broadcast", row, actor=actor, now=now, played=said.played)
    return row


def _require_likely(broadcast: Broadcast, said: AsRun, now: datetime) -> None:
    if said.began_at is None:
        return
    planned = broadcast.bulletin.starts_at
    told = said.began_at.astimezone(planned.tzinfo)
    if abs(said.began_at - broadcast.airs_at) > LARGEST_SHIFT:
        raise LogRefused(
            f"Giờ phát thực tế {told:%H:%M ngày %d/%m/%Y} cách giờ kế hoạch {planned:%H:%M ngày %d/%m/%Y} "
            "quá 3 giờ: hãy xem lại có ghi nhầm không."
        )
    if said.began_at > now:
        raise LogRefused(f"Giờ phát thực tế {told:%H:%M ngày %d/%m/%Y} chưa đến.")


def _item(item: Any) -> dict[str, Any]:
    details = item.rendition.details
    return {
        "reference": item.reference,
        "title": item.title,
        "unit": item.unit,
        "urgency": item.urgency.value,
        "approver": item.approver,
        "seconds": float(details.get("seconds", 0)),
        "sha256": details.get("sha256", ""),
    }


@dataclass(frozen=True, kw_only=True)
class Line:
    """One broadcast of the log: as planned, as played, and the difference."""

    airs_at: datetime
    slot: str
    zone: str
    items: Sequence[dict[str, Any]]
    seconds: int
    state: str  # played | not_played | missed | unconfirmed | planned
    began_at: datetime | None = None
    person: str = ""
    note: str = ""
    noted_at: datetime | None = None
    corrected: int = 0  # entries about it before the one that counts
    night_order: str = ""

    @property
    def late_minutes(self) -> int | None:
        """Return how many minutes after the plan it began; negative before it, None when nobody said."""
        if self.began_at is None:
            return None
        return round((self.began_at - self.airs_at).total_seconds() / 60)

    def row(self) -> dict[str, Any]:
        """Return it as listings give it."""
        return {
            **{name: getattr(self, name) for name in ("airs_at", "slot", "zone", "seconds", "state")},
            **{name: getattr(self, name) for name in ("began_at", "late_minutes", "person", "note")},
            **{name: getattr(self, name) for name in ("noted_at", "corrected", "night_order")},
            "items": list(self.items),
        }


def week(year: int, number: int) -> tuple[date, date]:
    """Return the first day of an ISO week and the day after its last; ValueError when there is none."""
    first = date.fromisocalendar(year, number, 1)
    return first, first + timedelta(days=7)


def month(year: int, number: int) -> tuple[date, date]:
    """Return the first day of a month and the day after its last; ValueError when there is none."""
    first = date(year, number, 1)
    return first, date(year + number // 12, number % 12 + 1, 1)


def lines(session: Session, commune: Commune, since: date, until: date, *, now: datetime) -> list[Line]:
    """Return every broadcast of a period in order: what was logged, and what nobody has logged."""
    zone = zone_of(commune)
    start, end = (datetime.combine(each, time(), tzinfo=zone) for each in (since, until))
    logged = _logged(session, commune, start, end)
    orders = _night_orders(session, commune)
    found = [_of_log(rows, zone, orders) for rows in logged.values()]
    found += [
        _of_deliveries(rows, zone, now, orders)
        for key, rows in _planned(session, commune, start, end).items()
        if key not in logged
    ]
    return sorted(found, key=lambda line: (line.airs_at, line.zone))


Key = tuple[int, datetime]


def _logged(
    session: Session, commune: Commune, start: datetime, end: datetime
) -> dict[Key, list[BroadcastLogRow]]:
    query = select(BroadcastLogRow).where(
        BroadcastLogRow.commune_id == commune.id,
        BroadcastLogRow.airs_at >= start,
        BroadcastLogRow.airs_at < end,
    )
    grouped: dict[Key, list[BroadcastLogRow]] = {}
    for row in session.scalars(query.order_by(BroadcastLogRow.id)):
        grouped.setdefault((row.channel_id, row.airs_at), []).append(row)
    return grouped


def _planned(session: Session, commune: Commune, start: datetime, end: datetime) -> dict[Key, list[Delivery]]:
    query = (
        select(Delivery)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Delivery.commune_id == commune.id,
            Channel.medium == Medium.LOUDSPEAKER,
            Delivery.airs_at >= start,
            Delivery.airs_at < end,
            Delivery.state != D.CANCELLED,
        )
        .order_by(Delivery.urgency, Delivery.id)
    )
    grouped: dict[Key, list[Delivery]] = {}
    for row in session.scalars(query):
        if row.airs_at is not None:
            grouped.setdefault((row.channel_id, row.airs_at), []).append(row)
    return grouped


def _night_orders(session: Session, commune: Commune) -> dict[str, str]:
    """Return the confirmed night orders by the reference of their message, as the log shows them."""
    from content_queue.models import Message

    query = (
        select(Message.reference, NightOrderRow, User)
        .join(NightOrderRow, NightOrderRow.message_id == Message.id)
        .join(User, User.id == NightOrderRow.confirmed_by_id)
        .where(NightOrderRow.commune_id == commune.id)
        .order_by(NightOrderRow.id)
    )
    return {
        reference: f"{order.person}: {order.reason}; xác nhận: {who.full_name or who.name}"
        for reference, order, who in session.execute(query)
    }


def _of_log(rows: Sequence[BroadcastLogRow], zone: tzinfo, orders: dict[str, str]) -> Line:
    row = rows[-1]
    return Line(
        airs_at=row.airs_at.astimezone(zone),
        slot=row.slot,
        zone=row.zone,
        items=row.items,
        seconds=row.seconds,
        state="played" if row.played else "not_played",
        began_at=row.began_at.astimezone(zone) if row.began_at else None,
        person=row.person,
        note=row.note,
        noted_at=row.noted_at.astimezone(zone),
        corrected=len(rows) - 1,
        night_order=_order_of([item["reference"] for item in row.items], orders),
    )


def _of_deliveries(rows: Sequence[Delivery], zone: tzinfo, now: datetime, orders: dict[str, str]) -> Line:
    first = rows[0]
    assert first.airs_at is not None
    return Line(
        airs_at=first.airs_at.astimezone(zone),
        slot="",
        zone=first.channel.zone.name if first.channel.zone else first.channel.name,
        items=[{"reference": row.reference, "title": row.message.title} for row in rows],
        seconds=0,
        state=_state(rows, now),
        note="; ".join(dict.fromkeys(row.reason for row in rows if row.reason)),
        night_order=_order_of([row.message.reference for row in rows], orders),
    )


def _state(rows: Sequence[Delivery], now: datetime) -> str:
    states = {row.state for row in rows}
    if states <= {D.MISSED, D.FAILED}:
        return "missed"
    airs_at = rows[0].airs_at
    return "unconfirmed" if airs_at is not None and airs_at <= now else "planned"


def _order_of(references: Sequence[str], orders: dict[str, str]) -> str:
    told = [orders[each] for each in (name.split("/")[0] for name in references) if each in orders]
    return "; ".join(dict.fromkeys(told))
