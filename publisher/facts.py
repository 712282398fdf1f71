"""Facts of the hour: what is known only when a delivery leaves, gathered for a whole batch at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Bulletin, Facts, FileStore, Medium, Rendition, Urgency
from channels.values import BulletinItem
from content_queue.approvals import approval_of
from content_queue.claims import Claimed
from content_queue.communes import zone_of
from content_queue.messages import sealed_renditions
from content_queue.models import Approval, Channel, Commune, Delivery, Message
from content_queue.renditions import SEALED
from content_queue.sending import SealBroken, check_seal
from content_queue.states import DeliveryState
from schedules.airtime import OFF_AIR
from schedules.timetables import timetable_of

EMERGENCY_LENGTH = timedelta(minutes=15)


class FactBook:
    """Gathers facts with one session over one batch; what messages share is looked up once."""

    def __init__(self, session: Session, files: FileStore) -> None:
        self._session, self._files = session, files
        self._bulletins: dict[tuple[int, datetime], Bulletin] = {}
        self._messages: dict[int, tuple[str, str, Rendition | None]] = {}

    def facts(self, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, Facts]:
        """Return each delivery's facts by its id."""
        return {each.id: self._facts(each, now) for each in claimed}

    def _facts(self, claimed: Claimed, now: datetime) -> Facts:
        commune = self._session.get_one(Commune, claimed.commune_id)
        if claimed.message_id not in self._messages:
            self._messages[claimed.message_id] = self._of_message(claimed.message_id, commune)
        office, link, spoken = self._messages[claimed.message_id]
        return Facts(
            published_at=now.astimezone(zone_of(commune)),
            office=office,
            link="" if claimed.medium == Medium.WEBSITE else link,
            spoken=spoken if claimed.medium == Medium.WEBSITE else None,
            bulletin=self._bulletin(claimed, commune) if claimed.airs_at else None,
        )

    def _of_message(self, message_id: int, commune: Commune) -> tuple[str, str, Rendition | None]:
        message = self._session.get_one(Message, message_id)
        approval = approval_of(self._session, message)
        office = approval.user.office if approval else ""
        return office or f"Ủy ban nhân dân {commune.name}", self._page(message), self._spoken(message)

    def _page(self, message: Message) -> str:
        receipt = self._session.scalar(
            select(Delivery.receipt)
            .join(Channel, Channel.id == Delivery.channel_id)
            .where(
                Delivery.message_id == message.id,
                Delivery.state == DeliveryState.SENT,
                Channel.medium == Medium.WEBSITE,
            )
            .order_by(Delivery.id)
            .limit(1)
        )
        return str(receipt["url"]) if receipt else ""

    def _spoken(self, message: Message) -> Rendition | None:
        for row in sealed_renditions(self._session, message):
            if row.medium == Medium.LOUDSPEAKER and row.state == SEALED:
                return Rendition.from_document(row.document)
        return None

    def _bulletin(self, claimed: Claimed, commune: Commune) -> Bulletin:
        assert claimed.airs_at is not None
        key = (claimed.channel_id, claimed.airs_at)
        if key not in self._bulletins:
            self._bulletins[key] = assemble(
                self._session, commune, channel_id=key[0], airs_at=key[1], files=self._files
            )
        return self._bulletins[key]


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
        slot=airing.slot.name if airing else "Khẩn cấp",
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
