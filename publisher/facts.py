"""Facts of the hour: what is known only when a delivery leaves, gathered for a whole batch at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from channels.base import Bulletin, Facts, FileStore, Medium, Rendition, Urgency
from channels.values import BulletinItem
from content_queue.approvals import approval_of
from content_queue.claims import Claimed
from content_queue.communes import zone_of
from content_queue.models import Approval, Channel, Commune, Delivery, Message, RenditionRow, User
from content_queue.renditions import SEALED
from content_queue.sending import SealBroken, check_seal
from content_queue.states import DeliveryState
from schedules.airtime import OFF_AIR
from schedules.hours import HoursRefused
from schedules.night_orders import refusal_to_air
from schedules.timetables import timetable_of

EMERGENCY_LENGTH = timedelta(minutes=15)
EMERGENCY_SLOT = "Khẩn cấp"


@dataclass(frozen=True, kw_only=True)
class _Gathered:
    """What the messages of one batch share, by commune or message."""

    communes: Mapping[int, Commune]
    offices: Mapping[int, str]
    links: Mapping[int, str]
    spoken: Mapping[int, str]  # sealed documents


class FactBook:
    """Gathers facts with one session over one batch: a few questions for all of it, however many messages."""

    def __init__(self, session: Session, files: FileStore) -> None:
        self._session, self._files = session, files
        self._bulletins: dict[tuple[int, datetime], Bulletin] = {}

    def facts(self, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, Facts | Exception]:
        """Return each delivery's facts by its id, or why they can't be told."""
        gathered = _Gathered(
            communes=self._communes({each.commune_id for each in claimed}),
            offices=self._offices({each.message_id for each in claimed}),
            links=self._links({each.message_id for each in claimed if each.medium != Medium.WEBSITE}),
            spoken=self._spoken({each.message_id for each in claimed if each.medium == Medium.WEBSITE}),
        )
        return {each.id: self._try(each, gathered, now) for each in claimed}

    def _try(self, claimed: Claimed, gathered: _Gathered, now: datetime) -> Facts | Exception:
        try:
            return self._facts(claimed, gathered, now)
        except Exception as problem:  # noqa: BLE001 - one message's trouble must not keep the others
            return problem

    def _facts(self, claimed: Claimed, gathered: _Gathered, now: datetime) -> Facts:
        commune, of = gathered.communes[claimed.commune_id], claimed.message_id
        page = claimed.medium == Medium.WEBSITE
        return Facts(
            published_at=now.astimezone(zone_of(commune)),
            office=gathered.offices.get(of) or f"Ủy ban nhân dân {commune.name}",
            link="" if page else gathered.links.get(of, ""),
            spoken=Rendition.from_document(gathered.spoken[of]) if page and of in gathered.spoken else None,
            bulletin=self._bulletin(claimed, commune) if claimed.airs_at else None,
        )

    def _communes(self, ids: Collection[int]) -> Mapping[int, Commune]:
        return {row.id: row for row in self._session.scalars(select(Commune).where(Commune.id.in_(ids)))}

    def _offices(self, message_ids: Collection[int]) -> Mapping[int, str]:
        """Return the office of each message's approver; the newest approval counts."""
        query = (
            select(Approval.message_id, User.office)
            .join(User, User.id == Approval.user_id)
            .where(Approval.message_id.in_(message_ids), Approval.decision == "approve")
            .order_by(Approval.id)
        )
        return {message_id: office for message_id, office in self._session.execute(query)}

    def _links(self, message_ids: Collection[int]) -> Mapping[int, str]:
        """Return the address of each message's page; the first one that is up counts."""
        if not message_ids:
            return {}
        query = (
            select(Delivery.message_id, Delivery.receipt)
            .join(Channel, Channel.id == Delivery.channel_id)
            .where(
                Delivery.message_id.in_(message_ids),
                Delivery.state == DeliveryState.SENT,
                Channel.medium == Medium.WEBSITE,
            )
            .order_by(Delivery.id.desc())
        )
        return {
            row.message_id: str(row.receipt["url"]) for row in self._session.execute(query) if row.receipt
        }

    def _spoken(self, message_ids: Collection[int]) -> Mapping[int, str]:
        """Return the loudspeaker twin of each message's page, where it is recorded; the first one counts."""
        if not message_ids:
            return {}
        query = (
            select(RenditionRow.message_id, RenditionRow.document)
            .join(
                Message,
                and_(Message.id == RenditionRow.message_id, Message.revision == RenditionRow.revision),
            )
            .where(
                RenditionRow.message_id.in_(message_ids),
                RenditionRow.medium == Medium.LOUDSPEAKER,
                RenditionRow.state == SEALED,
            )
            .order_by(RenditionRow.id.desc())
        )
        return {message_id: document for message_id, document in self._session.execute(query)}

    def _bulletin(self, claimed: Claimed, commune: Commune) -> Bulletin:
        airs_at = claimed.airs_at
        assert airs_at is not None
        key = (claimed.channel_id, airs_at)
        if key not in self._bulletins:
            self._bulletins[key] = assemble(
                self._session, commune, channel_id=key[0], airs_at=key[1], files=self._files
            )
        bulletin = self._bulletins[key]
        refusal = refusal_to_air(
            self._session, claimed.message_id, airs_at, airs_at + sounding_time(bulletin), tz=zone_of(commune)
        )
        if refusal:
            raise HoursRefused(refusal)
        return bulletin


def sounding_time(bulletin: Bulletin) -> timedelta:
    """Return how long loudspeakers may sound: a slot's length, or what emergency items last."""
    if not bulletin.emergency:
        return bulletin.length
    lasting = (float(item.rendition.details.get("seconds", 0)) for item in bulletin.items)
    return timedelta(seconds=max(1.0, sum(lasting)))


def assemble(
    session: Session, commune: Commune, *, channel_id: int, airs_at: datetime, files: FileStore | None
) -> Bulletin:
    """Return what one zone hears in one broadcast: sealed items by urgency, then by order of approval.

    With `files` an item whose seal is broken stays out: its own delivery fails and says why.
    """
    channel = session.get_one(Channel, channel_id)
    rows = session.scalars(
        select(Delivery)
        .where(
            Delivery.channel_id == channel_id,
            Delivery.airs_at == airs_at,
            Delivery.state.not_in([state.value for state in OFF_AIR]),
        )
        .order_by(Delivery.urgency, Delivery.id)
    ).all()
    local = airs_at.astimezone(zone_of(commune))
    zone = channel.zone.name if channel.zone else channel.name
    airing = next(
        (
            each
            for each in timetable_of(session, commune).airings(zone, since=local, days=1)
            if each.starts_at == local
        ),
        None,
    )
    return Bulletin(
        slot=airing.slot.name if airing else EMERGENCY_SLOT,
        zone=zone,
        starts_at=local,
        length=airing.slot.length if airing else EMERGENCY_LENGTH,
        items=tuple(_item(session, row) for row in rows if files is None or _intact(row, files)),
        commune=commune.name,
        province=commune.province,
        emergency=airing is None,
    )


def _item(session: Session, row: Delivery) -> BulletinItem:
    approval: Approval | None = approval_of(session, row.message)
    return BulletinItem(
        reference=row.reference,
        title=row.message.title,
        rendition=Rendition.from_document(row.rendition.document),
        unit=row.message.unit.name,
        urgency=Urgency(row.message.urgency),
        approver=(approval.user.full_name or approval.user.name) if approval else "",
    )


def _intact(row: Delivery, files: FileStore) -> bool:
    try:
        check_seal(row.rendition.document, row.rendition.digest, row.sealed_digest, files)
    except SealBroken:
        return False
    return True
