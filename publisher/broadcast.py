"""One zone's broadcast of one slot, as operators see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.base import Bulletin
from content_queue.models import Channel, Delivery
from schedules.airtime import frame_of


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

    def row(self) -> dict[str, Any]:
        """Return it as listings give it."""
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
