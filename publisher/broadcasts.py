"""Broadcasts as operators handle them: what is planned in a slot, exporting it early, confirming it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import ChannelError, Medium, Reissuable
from content_queue import audit, deliveries, names, rights
from content_queue.communes import zone_of
from content_queue.models import AuditEntry, Channel, Commune, Delivery, User, Zone
from content_queue.places import UnknownName
from content_queue.states import DeliveryState
from publisher.app import App
from publisher.broadcast import Broadcast
from publisher.facts import EMERGENCY_SLOT, assemble
from publisher.logbook import entries
from publisher.logbook.entries import AsRun
from schedules.airtime import OFF_AIR
from schedules.preemption import Move, leading, move_for
from schedules.timetables import slot_rows, timetable_of

D = DeliveryState


def broadcasts(
    session: Session, commune: Commune, *, on: date, slot: str = "", zone: str = ""
) -> list[Broadcast]:
    """Return the day's broadcasts in order of time and zone; UnknownName for a slot or zone that is not."""
    _require_known(session, commune, slot, zone)
    rows = _on_air(session, commune, on)
    keys = dict.fromkeys((row.channel_id, row.airs_at) for row in rows if row.airs_at)
    found = [
        Broadcast(
            channel=session.get_one(Channel, channel_id),
            airs_at=airs_at,
            bulletin=assemble(session, commune, channel_id=channel_id, airs_at=airs_at, files=None),
            deliveries=[row for row in rows if (row.channel_id, row.airs_at) == (channel_id, airs_at)],
        )
        for channel_id, airs_at in keys
    ]
    return [each for each in found if _is_wanted(each, slot, zone)]


def _on_air(session: Session, commune: Commune, on: date) -> Sequence[Delivery]:
    start = datetime.combine(on, time(), tzinfo=zone_of(commune))
    return session.scalars(
        select(Delivery)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Channel.medium == Medium.LOUDSPEAKER,
            Delivery.airs_at >= start,
            Delivery.airs_at < start + timedelta(days=1),
            Delivery.state.not_in([state.value for state in OFF_AIR]),
        )
        .order_by(Delivery.airs_at, Delivery.channel_id, Delivery.urgency, Delivery.id)
    ).all()


def _require_known(session: Session, commune: Commune, slot: str, zone: str) -> None:
    slots = [*(row.name for row in slot_rows(session, commune.id)), EMERGENCY_SLOT]
    if slot and names.folded(slot) not in map(names.folded, slots):
        raise UnknownName(names.unknown("khung giờ", slot, dict.fromkeys(slots)))
    zones = [*session.scalars(select(Zone.name)), *_loudspeakers(session)]
    if zone and names.folded(zone) not in map(names.folded, zones):
        raise UnknownName(names.unknown("cụm loa", zone, dict.fromkeys(zones)))


def _loudspeakers(session: Session) -> Sequence[str]:
    return session.scalars(select(Channel.name).where(Channel.medium == Medium.LOUDSPEAKER)).all()


def _is_wanted(broadcast: Broadcast, slot: str, zone: str) -> bool:
    here = {names.folded(broadcast.bulletin.zone), names.folded(broadcast.channel.name)}
    return names.folded(slot) in {"", names.folded(broadcast.bulletin.slot)} and (
        not zone or names.folded(zone) in here
    )


def make_due(session: Session, found: Sequence[Broadcast], *, actor: User, now: datetime) -> list[int]:
    """Let the planned items of these broadcasts be exported now; return the deliveries' ids."""
    rights.require(actor, "broadcast")
    rows = [
        each for broadcast in found for each in broadcast.deliveries if each.state in (D.PLANNED, D.RETRYING)
    ]
    for row in rows:
        row = session.merge(row)
        row.wake_at = min(now, row.wake_at or now)
        audit.record(session, "export early", row, actor=actor, now=now)
    return [row.id for row in rows]


def confirm(
    session: Session, found: Sequence[Broadcast], said: AsRun, *, actor: User, now: datetime
) -> list[Delivery]:
    """Confirm that these broadcasts were played, or why not: their items move, the log gets an entry each.

    Raises UnknownName when nothing waits for it, LogRefused for an hour that cannot be right.
    """
    rights.require(actor, "broadcast")
    waiting = [each for each in found if any(row.state == D.AWAITING_PERSON for row in each.deliveries)]
    if not waiting:
        raise UnknownName("Không có bản tin nào đang chờ xác nhận; xem `publisher bulletin plan`.")
    for broadcast in waiting:
        entries.note(session, broadcast, said, actor=actor, now=now)
    rows = [session.merge(row) for each in waiting for row in each.deliveries]
    moved = [row for row in rows if row.state == D.AWAITING_PERSON]
    for row in moved:
        if said.played:
            deliveries.confirm(session, row, actor=actor, now=now, note=said.note)
        else:
            deliveries.decline(session, row, actor=actor, now=now, reason=said.note)
    return moved


def put_right(
    session: Session, found: Sequence[Broadcast], said: AsRun, *, actor: User, now: datetime
) -> list[Broadcast]:
    """Add a further entry about broadcasts that were confirmed; their deliveries stay as they are."""
    rights.require(actor, "broadcast")
    confirmed = [each for each in found if any(row.state == D.SENT for row in each.deliveries)]
    if not confirmed:
        raise UnknownName("Chưa có buổi phát nào đã xác nhận để ghi thêm; xem `publisher logbook show`.")
    for broadcast in confirmed:
        entries.note(session, broadcast, said, actor=actor, now=now)
    return confirmed


def joined(session: Session, commune: Commune, planned: Sequence[Delivery]) -> list[str]:
    """Tell what newly planned items do to broadcasts: join an exported one, move others, interrupt one."""
    zone = zone_of(commune)
    told = [_joined(session, row, zone) for row in planned if row.airs_at is not None]
    told += [_interrupted(session, commune, row) for row in planned if row.airs_at is not None]
    told += [_moved(session.get_one(Delivery, each), zone) for each in _displaced_by(session, planned)]
    return [each for each in told if each]


def _joined(session: Session, row: Delivery, zone: tzinfo) -> str:
    exported = select(Delivery.id).where(
        Delivery.channel_id == row.channel_id,
        Delivery.airs_at == row.airs_at,
        Delivery.state == D.AWAITING_PERSON,
    )
    if row.airs_at is None or session.scalar(exported.limit(1)) is None:
        return ""
    at, name = row.airs_at.astimezone(zone), row.channel.zone.name if row.channel.zone else row.channel.name
    return f"Bản tin {at:%H:%M ngày %d/%m/%Y}, {name} đã xuất, sẽ xuất lại: nhớ chép lại."


def _interrupted(session: Session, commune: Commune, row: Delivery) -> str:
    """Tell the operator what an emergency does to a broadcast that sounds at this moment."""
    if row.urgency or row.airs_at is None or row.channel.zone is None:
        return ""
    table = timetable_of(session, commune)
    now = row.airs_at.astimezone(table.tz)
    airing = next(table.airings(row.channel.zone.name, since=now, days=1), None)
    if airing is None or move_for(row.message.urgency, airing, now) is not Move.INTERRUPT:
        return ""
    return (
        f"Khung {airing.slot.name} đang phát ở {row.channel.zone.name}: dừng lại, phát tin khẩn cấp, "
        "rồi phát tiếp từ đầu tin đang dở."
    )


def _displaced_by(session: Session, planned: Sequence[Delivery]) -> list[int]:
    """Return the deliveries that made room for these, by their audit entries."""
    references = {row.message.reference for row in planned}
    if not any(leading(row.message.urgency) for row in planned):
        return []
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "displace").order_by(AuditEntry.id.desc()).limit(200)
    )
    return [entry.subject_id for entry in entries if (entry.details or {}).get("by") in references]


def _moved(row: Delivery, zone: tzinfo) -> str:
    at = (row.airs_at or row.due_at).astimezone(zone)
    return (
        f"Tin {row.reference}, {row.channel.name} nhường chỗ cho tin ưu tiên, "
        f"dời sang {at:%H:%M ngày %d/%m/%Y}."
    )


def reissue(app: App, commune: Commune, rows: Sequence[Delivery]) -> list[str]:
    """Write anew the exported bulletins that these deliveries are or were in; tell which have changed.

    What was taken off a bulletin after its export must not be played: the operator copies it again. A
    bulletin that was confirmed is left as it was played.
    """
    keys = dict.fromkeys((row.channel_id, row.airs_at) for row in rows if row.airs_at and row.receipt)
    return [told for key in keys if (told := _reissued(app, commune, *key))]


def _reissued(app: App, commune: Commune, channel_id: int, airs_at: datetime) -> str:
    with app.reading(commune) as session:
        channel = session.get_one(Channel, channel_id)
        played = select(Delivery.id).where(
            Delivery.channel_id == channel_id, Delivery.airs_at == airs_at, Delivery.state == D.SENT
        )
        if session.scalar(played.limit(1)) is not None:
            return ""
        bulletin = assemble(session, commune, channel_id=channel_id, airs_at=airs_at, files=app.files)
        adapter = app.book.of(session, channel)
    if not isinstance(adapter, Reissuable):
        return ""
    what = f"{bulletin.slot} {bulletin.starts_at:%d/%m/%Y}, {bulletin.zone}"
    try:
        folder = adapter.reissue(bulletin)
    except ChannelError as problem:
        return f"Bản tin {what}: chưa xuất lại được: {problem.sentence}"
    if folder is None:
        return f"Bản tin {what} không còn tin nào: đừng phát, hãy xóa bản đã chép."
    return f"Bản tin {what} đã xuất lại; hãy chép lại từ {folder}."


def taken_away(app: App, commune: Commune, broadcast: Broadcast) -> str:
    """Remove the folder of an exported broadcast that is no more; tell the operator."""
    with app.reading(commune) as session:
        adapter = app.book.of(session, session.get_one(Channel, broadcast.channel.id))
    bulletin = broadcast.bulletin
    what = f"{bulletin.slot} {bulletin.starts_at:%d/%m/%Y}, {bulletin.zone}"
    if isinstance(adapter, Reissuable):
        adapter.reissue(replace(bulletin, items=()))
    return f"Bản tin {what} không còn tin nào: đừng phát, hãy xóa bản đã chép."


def folders(found: Sequence[Delivery]) -> list[Path]:
    """Return the exported folders that deliveries point to, each once."""
    urls = [str(row.receipt["url"]) for row in found if row.receipt and row.receipt.get("url")]
    return [Path(url) for url in dict.fromkeys(urls)]
