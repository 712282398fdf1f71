"""One zone's broadcast of one slot, as operators see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.base import Bulletin
from content_queue.models import Channel, Delivery
from schedules.airtime import frame_of
from schedules.packing import Item, fit


@dataclass(frozen=True, kw_only=True)
class Best:
    """The best choices of a broadcast's items; `over` is None when all fit."""

    under: Sequence[str]
    over: Sequence[str] | None


@dataclass(frozen=True, kw_only=True)
class Broadcast:
    """One zone's broadcast of one slot, with its deliveries."""

    channel: Channel
    airs_at: datetime
    bulletin: Bulletin
    deliveries: Sequence[Delivery]

    @property
    def seconds(self) -> float:
        """Return how long it lasts, opening and closing counted."""
        lengths = [float(item.rendition.details.get("seconds", 0)) for item in self.bulletin.items]
        frame = frame_of(self.bulletin.length)
        around = frame.opening + frame.closing + frame.pause * max(0, len(lengths) - 1)
        return round(sum(lengths) + around.total_seconds(), 1)

    @property
    def seconds_over(self) -> float:
        """Return by how much it is too long; negative when there is time to spare."""
        return round(self.seconds - self.bulletin.length.total_seconds(), 1)

    def _best(self) -> Best:
        """Return the fullest choice of items that fits and the one that is least too long, by reference."""
        items = [
            Item(
                reference=each.reference,
                length=timedelta(seconds=float(each.rendition.details.get("seconds", 0))),
                urgency=each.urgency.value,
                requested_at=row.message.changed_at,
            )
            for each, row in zip(self.bulletin.items, self.deliveries, strict=True)
        ]
        found = fit(items, frame=frame_of(self.bulletin.length))
        over = [each.reference for each in found.over.items] if found.over else None
        return Best(under=[each.reference for each in found.under.items], over=over)

    def row(self) -> dict[str, Any]:
        """Return it as listings give it."""
        best = self._best()
        receipt = next((each.receipt for each in self.deliveries if each.receipt), None)
        return {
            "slot": self.bulletin.slot,
            "zone": self.bulletin.zone,
            "channel": self.channel.name,
            "starts_at": self.airs_at,
            "seconds": self.seconds,
            "length": self.bulletin.length.total_seconds(),
            "seconds_over": self.seconds_over,
            "fits": self.seconds_over <= 0,
            "best_under": best.under,
            "best_over": best.over,
            "items": [
                {
                    "delivery": each.id,
                    "reference": each.reference,
                    "title": each.message.title,
                    "state": each.state,
                    "seconds": float(item.rendition.details.get("seconds", 0)),
                }
                for each, item in zip(self.deliveries, self.bulletin.items, strict=True)
            ],
            "folder": receipt["url"] if receipt else None,
        }
