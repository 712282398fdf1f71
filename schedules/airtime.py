"""Room on the air: into which broadcast of a zone an item still fits, counting what is planned there."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
from schedules.packing import Frame, Item, fit
from schedules.preemption import leading
from schedules.slots import Airing, Placement, SlotRefused, Timetable

OPENING, CLOSING, PAUSE = timedelta(seconds=20), timedelta(seconds=12), timedelta(seconds=1.5)
OFF_AIR = (DeliveryState.CANCELLED, DeliveryState.FAILED, DeliveryState.MISSED, DeliveryState.RETRACTED)
TRIES = 200
_MOVABLE = (DeliveryState.PLANNED, DeliveryState.RETRYING, DeliveryState.AWAITING_PERSON)
_RANK = {each.value: each.rank for each in Urgency}


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
                if self._fits(airing, length, leaving_out, message):
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

    def crowded_out(self, airs_at: datetime, length: timedelta) -> list[Delivery]:
        """Return which items of a broadcast no longer fit: the least urgent, the later ones of equals.

        What is being exported at this moment stays; `length` is that of the slot.
        """
        rows = [row for row in self._on_air(airs_at) if row.state in _MOVABLE]
        fixed = [row for row in self._on_air(airs_at) if row.state not in _MOVABLE]
        taken = sum((timedelta(seconds=seconds_of(row.rendition)) + PAUSE for row in fixed), timedelta(0))
        items = {str(row.id): row for row in rows}
        wanted = [
            Item(
                reference=reference,
                length=timedelta(seconds=seconds_of(row.rendition)),
                urgency=row.message.urgency,
                requested_at=row.message.changed_at,
            )
            for reference, row in items.items()
        ]
        found = fit(wanted, frame=frame_of(length - taken))
        return [items[each.reference] for each in found.under.left_out]

    def _fits(
        self, airing: Airing, length: timedelta, leaving_out: Delivery | None, message: Message
    ) -> bool:
        """Say whether a message fits beside what may not give way to it (the table of pre-emption)."""
        leads = leading(message.urgency)
        rows = [
            row for row in self._on_air(airing.starts_at) if leaving_out is None or row.id != leaving_out.id
        ]
        staying = [row for row in rows if not (leads and row.urgency > _RANK[message.urgency])]
        lengths = [*(timedelta(seconds=seconds_of(row.rendition)) for row in staying), length]
        frame = frame_of(airing.slot.length)
        return frame.takes([_item(each, airing) for each in lengths]) <= frame.length

    def _on_air(self, airs_at: datetime) -> Sequence[Delivery]:
        query = select(Delivery).where(
            Delivery.channel_id == self.channel.id,
            Delivery.airs_at == airs_at,
            Delivery.state.not_in([state.value for state in OFF_AIR]),
        )
        return self.session.scalars(query.order_by(Delivery.id)).all()


def frame_of(length: timedelta) -> Frame:
    """Return a slot as packing sees it, opening and closing words counted."""
    return Frame(length=length, opening=OPENING, closing=CLOSING, pause=PAUSE)


def _item(length: timedelta, airing: Airing) -> Item:
    return Item(reference="", length=length, urgency=Urgency.ROUTINE, requested_at=airing.starts_at)


def _spoken(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes} phút {seconds} giây"
