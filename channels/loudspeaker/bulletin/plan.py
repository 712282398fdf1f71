"""Does a bulletin fit its slot? A pure calculation over the lengths of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from channels.values import Bulletin, BulletinItem

GAP = 0.6  # seconds between parts; with the silence at their edges (0.4 each) 1.4, and 1.0-1.5 is wanted


class Part(StrEnum):
    """What a line of a bulletin is."""

    OPENING = "opening"
    ITEM = "item"
    CLOSING = "closing"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the plan: when it begins, counted from the start, and how long it is (seconds)."""

    part: Part
    offset: float
    seconds: float
    item: BulletinItem | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A bulletin laid out in time."""

    starts_at: datetime
    length: timedelta
    lines: tuple[Line, ...]

    @property
    def seconds(self) -> float:
        """Return the whole length in seconds, gaps counted."""
        return max((line.offset + line.seconds for line in self.lines), default=0.0)

    @property
    def over(self) -> float:
        """Return by how many seconds it is longer than its slot; negative: so much is left over."""
        return self.seconds - self.length.total_seconds()

    @property
    def fits(self) -> bool:
        """Say whether it ends within its slot."""
        return self.over <= 0

    @property
    def verdict(self) -> str:
        """Return one sentence for staff."""
        seconds = round(abs(self.over))
        spoken = f"{seconds // 60} phút {seconds % 60} giây" if seconds >= 60 else f"{seconds} giây"
        return f"Vừa khung giờ, còn {spoken}." if self.fits else f"Dài hơn khung giờ {spoken}."

    def begins_at(self, line: Line) -> datetime:
        """Return the hour at which a line begins."""
        return self.starts_at + timedelta(seconds=line.offset)


def ordered(items: Iterable[BulletinItem]) -> tuple[BulletinItem, ...]:
    """Return items by urgency, then as given."""
    return tuple(sorted(items, key=lambda item: item.urgency.rank))


def lay_out(
    bulletin: Bulletin, *, lengths: Mapping[str, float], opening: float = 0.0, closing: float = 0.0
) -> Plan:
    """Lay a bulletin out: `lengths` in seconds by reference; opening and closing 0 when there is none."""
    parts: list[tuple[Part, float, BulletinItem | None]] = [(Part.OPENING, opening, None)] if opening else []
    parts += [(Part.ITEM, lengths[item.reference], item) for item in ordered(bulletin.items)]
    parts += [(Part.CLOSING, closing, None)] if closing else []
    lines: list[Line] = []
    offset = 0.0
    for part, seconds, item in parts:
        lines.append(Line(part=part, offset=offset, seconds=seconds, item=item))
        offset += seconds + GAP
    return Plan(starts_at=bulletin.starts_at, length=bulletin.length, lines=tuple(lines))
