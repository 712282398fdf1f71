"""What a message does to a bulletin that is already planned: the table of pre-emption.

Thông tư 39/2020/TT-BTTTT: thông thường waits its turn, ưu tiên comes first in the programme, khẩn cấp goes at
once. Pure: standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from schedules.slots import Airing


class Moment(StrEnum):
    """Where the clock stands against an airing."""

    BEFORE = "before"  # not yet begun: the bulletin may still be made again
    DURING = "during"  # sounding
    AFTER = "after"  # over


class Move(StrEnum):
    """What is done with the message that came."""

    APPEND = "append"  # behind the items of its class, when it fits
    LEAD = "lead"  # before all routine items; those that no longer fit go to the next slot
    NEXT_APPEND = "next_append"  # in the next slot, behind the items of its class
    NEXT_LEAD = "next_lead"  # in the next slot, before all routine items
    AT_ONCE = "at_once"  # outside slots, now
    INTERRUPT = "interrupt"  # the bulletin stops, sounds on after it from the item that was broken off


PREEMPTION: Mapping[tuple[str, Moment], Move] = MappingProxyType(
    {
        ("routine", Moment.BEFORE): Move.APPEND,
        ("routine", Moment.DURING): Move.NEXT_APPEND,
        ("routine", Moment.AFTER): Move.NEXT_APPEND,
        ("urgent", Moment.BEFORE): Move.LEAD,
        ("urgent", Moment.DURING): Move.NEXT_LEAD,
        ("urgent", Moment.AFTER): Move.NEXT_LEAD,
        ("emergency", Moment.BEFORE): Move.AT_ONCE,
        ("emergency", Moment.DURING): Move.INTERRUPT,
        ("emergency", Moment.AFTER): Move.AT_ONCE,
    }
)


def moment_of(airing: Airing, now: datetime) -> Moment:
    """Say where `now` stands against an airing."""
    instant = now.astimezone(UTC)
    if instant < airing.starts_at.astimezone(UTC):
        return Moment.BEFORE
    return Moment.DURING if instant < airing.ends_at.astimezone(UTC) else Moment.AFTER


def move_for(urgency: str, airing: Airing, now: datetime) -> Move:
    """Return what a message of this urgency does to this airing at this moment."""
    return PREEMPTION[urgency, moment_of(airing, now)]


def leading(urgency: str) -> bool:
    """Say whether a message of this urgency goes before what is planned in a broadcast that has not begun."""
    return PREEMPTION[urgency, Moment.BEFORE] is Move.LEAD
