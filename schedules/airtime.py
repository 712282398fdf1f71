"""Room on the air: into which broadcast of a zone an item still fits, counting what is planned there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Urgency
from content_queue.models import Channel, Delivery, Message, RenditionRow
from content_queue.renditions import rendition_for
from content_queue.states import DeliveryState
from schedules.hours import EMERGENCY
from schedules.night_orders import override_for
from schedules.packing import Frame, Item
from schedules.slots import Airing, Placement, SlotRefused, Timetable

OPENING, CLOSING, PAUSE = timedelta(seconds=20), timedelta(seconds=12), timedelta(seconds=1.5)
OFF_AIR = (DeliveryState.CANCELLED, DeliveryState.FAILED, DeliveryState.MISSED, DeliveryState.RETRACTED)
TRIES = 200


def seconds_of(rendition: RenditionRow) -> float:
    """Return how long a sealed loudspeaker rendition lasts."""
    return float(json.loads(rendition.document)["details"].get("seconds", 0.0))


@dataclass(frozen=True)
class Airtime:
    """The broadcasts of one loudspeaker channel."""

    session: Session
    timetable: Timetable
    channel: Channel

    def place(
        self, message: Message, *, at: datetime, now: datetime, leaving_out: Delivery | None = None
    ) -> Placement:
        """Return the first permitted broadcast not before `at` in which the message fits whole.

        Raises SlotRefused: closed hours, no slot before the message's end, or longer than every slot.
        """
        if self.channel.zone is None:
            raise SlotRefused(f"Kênh “{self.channel.name}” chưa gắn với cụm loa nào.")
        rendition = rendition_for(self.session, message, self.channel)
        length = timedelta(seconds=seconds_of(rendition)) if rendition else timedelta(0)
        not_before = at
        for _ in range(TRIES):
            placement = self.timetable.place(
                not_before,
                zone=self.channel.zone.name,
                urgency=message.urgency,
                now=now,
                valid_until=message.valid_until,
                length=length,
                override=override_for(self.session, message) if message.urgency == EMERGENCY else None,
            )
            airing = placement.airing
            if airing is None:
                return placement
            if not self._was_confirmed(airing):
                if self._fits(airing, length, leaving_out):
                    return placement
                self._refuse_too_long(airing, length)
            not_before = airing.ends_at
        raise SlotRefused(
            f"Các khung phát sắp tới của “{self.channel.name}” đã kín; hãy bớt tin hoặc đổi giờ."
        )

    def _was_confirmed(self, airing: Airing) -> bool:
        """Say whether the operator has confirmed this broadcast: what comes after goes to the next."""
        confirmed = select(Delivery.id).where(
            Delivery.channel_id == self.channel.id,
            Delivery.airs_at == airing.starts_at,
            Delivery.state == DeliveryState.SENT,
        )
        return self.session.scalar(confirmed.limit(1)) is not None

    def _refuse_too_long(self, airing: Airing, length: timedelta) -> None:
        """Refuse what fits no slot even alone: waiting for the next one would not help."""
        longest = max(slot.length for slot in self.timetable.slots)
        alone = frame_of(longest).takes([_item(length, airing)])
        if alone > longest:
            over = int((alone - longest).total_seconds()) + 1
            raise SlotRefused(
                f"Tin dài {_spoken(length)}, quá khung phát dài nhất {over} giây; hãy rút ngắn bản đọc."
            )

    def _fits(self, airing: Airing, length: timedelta, leaving_out: Delivery | None) -> bool:
        lengths = [*self._lengths(airing, leaving_out), length]
        frame = frame_of(airing.slot.length)
        return frame.takes([_item(each, airing) for each in lengths]) <= frame.length

    def _lengths(self, airing: Airing, leaving_out: Delivery | None) -> list[timedelta]:
        rows = self.session.execute(
            select(Delivery.id, RenditionRow)
            .join(RenditionRow, RenditionRow.id == Delivery.rendition_id)
            .where(
                Delivery.channel_id == self.channel.id,
                Delivery.airs_at == airing.starts_at,
                Delivery.state.not_in([state.value for state in OFF_AIR]),
            )
        ).all()
        skipped = leaving_out.id if leaving_out else None
        return [timedelta(seconds=seconds_of(row)) for found, row in rows if found != skipped]


def frame_of(length: timedelta) -> Frame:
    """Return a slot as packing sees it, opening and closing words counted."""
    return Frame(length=length, opening=OPENING, closing=CLOSING, pause=PAUSE)


def _item(length: timedelta, airing: Airing) -> Item:
    return Item(reference="", length=length, urgency=Urgency.ROUTINE, requested_at=airing.starts_at)


def _spoken(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes} phút {seconds} giây"
