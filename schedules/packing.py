"""Packing a bulletin: which items fit a slot exactly, by how much too long or too short; never cuts an item.

Lengths count in whole milliseconds. Pure: standard library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MILLISECOND = timedelta(milliseconds=1)
_RANK = {"emergency": 0, "urgent": 1, "routine": 2}


@dataclass(frozen=True, kw_only=True)
class Item:
    """A message asking for a place in a bulletin."""

    reference: str
    length: timedelta
    urgency: str
    requested_at: datetime


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A slot's length and what is not items: opening, closing, the pause between two items."""

    length: timedelta
    opening: timedelta = timedelta(0)
    closing: timedelta = timedelta(0)
    pause: timedelta = timedelta(0)

    def takes(self, items: Sequence[Item]) -> timedelta:
        """Return how long a bulletin of these items lasts."""
        pauses = self.pause * max(0, len(items) - 1)
        return self.opening + sum((item.length for item in items), pauses) + self.closing


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Items in order of going out, those left out, and the time by which it is too long (negative: spare)."""

    items: tuple[Item, ...]
    left_out: tuple[Item, ...]
    over: timedelta

    @property
    def seconds_over(self) -> float:
        """Return the seconds too long; negative when there is time to spare."""
        return self.over.total_seconds()

    def sentence(self) -> str:
        """Say in Vietnamese how it fits, as spoken at the approval."""
        if not self.over:
            return "Bản tin vừa khít khung phát."
        seconds = f"{abs(self.seconds_over):.1f}".rstrip("0").rstrip(".").replace(".", ",")
        verdict = "dài quá khung phát" if self.over > timedelta(0) else "còn trống"
        return f"Bản tin {verdict} {seconds} giây."


@dataclass(frozen=True, kw_only=True)
class Fit:
    """All that was asked for, the fullest bulletin that fits, and the one that is least too long."""

    asked: Plan
    under: Plan
    over: Plan | None  # None when everything fits


def in_order(items: Sequence[Item]) -> list[Item]:
    """Return items by urgency, then by order of request (Thông tư 39/2020/TT-BTTTT: priority first)."""
    return sorted(items, key=lambda item: (_RANK[item.urgency], item.requested_at, item.reference))


def fit(items: Sequence[Item], *, frame: Frame) -> Fit:
    """Return how items fit a frame.

    A lower urgency never takes time from a higher one: of the highest the most time that fits is kept, then
    of the next in what remains. Among equals the earlier requests stay. The over-plan keeps every class that
    fits whole and of the next one the least that is too long.
    """
    ordered = in_order(items)
    asked = _plan(ordered, ordered, frame)
    if asked.over <= timedelta(0):
        return Fit(asked=asked, under=asked, over=None)
    kept: list[Item] = []
    beyond: list[Item] | None = None
    for rank in range(len(_RANK)):
        same = [item for item in ordered if _RANK[item.urgency] == rank]
        below, above = _around([_cost(item, frame) for item in same], _room(kept, frame))
        if beyond is None and above is not None:
            beyond = [*kept, *(same[at] for at in above)]
        kept += [same[at] for at in below]
    return Fit(
        asked=asked,
        under=_plan(kept, ordered, frame),
        over=_plan(beyond, ordered, frame) if beyond is not None else None,
    )


def _plan(chosen: Sequence[Item], asked: Sequence[Item], frame: Frame) -> Plan:
    left_out = tuple(item for item in asked if item not in chosen)
    return Plan(items=tuple(chosen), left_out=left_out, over=frame.takes(chosen) - frame.length)


def _cost(item: Item, frame: Frame) -> int:
    return -(-(item.length + frame.pause) // MILLISECOND)


def _room(kept: Sequence[Item], frame: Frame) -> int:
    """Return the milliseconds left; every item pays one pause, so the first one's is given back."""
    free = frame.length - frame.opening - frame.closing + frame.pause
    return free // MILLISECOND - sum(_cost(item, frame) for item in kept)


def _around(costs: Sequence[int], room: int) -> tuple[list[int], list[int] | None]:
    """Return the choice with the greatest sum ≤ room and the one with the least sum > room (None: none)."""
    limit = max(room, 0) + max(costs, default=0)
    reachable = [1]  # bit n of the k-th number: the first k costs can sum to n
    for cost in costs:
        reachable.append((reachable[-1] | reachable[-1] << cost) & ((1 << limit + 1) - 1))
    sums = reachable[-1]
    fitting = sums & ((1 << max(room, 0) + 1) - 1)
    beyond = sums >> max(room, 0) + 1
    below = _choice(costs, reachable, fitting.bit_length() - 1)
    if not beyond:
        return below, None
    least = max(room, 0) + (beyond & -beyond).bit_length()
    return below, _choice(costs, reachable, least)


def _choice(costs: Sequence[int], reachable: Sequence[int], total: int) -> list[int]:
    """Return which costs make the total, leaving out the later ones where there is a choice."""
    chosen = []
    for at in range(len(costs) - 1, -1, -1):
        if not reachable[at] >> total & 1:
            chosen.append(at)
            total -= costs[at]
    return chosen[::-1]
