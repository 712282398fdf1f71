"""The day's deliveries put together as people look for them: by message and time, by what one act settles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from channels.base import Medium
from content_queue.states import DeliveryState
from content_queue.today import Line, Today

D = DeliveryState
ORDER = {medium.value: at for at, medium in enumerate(Medium)}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Deliveries of one message through channels of one kind that stand alike."""

    medium: str
    state: DeliveryState
    reason: str
    lines: Sequence[Line]

    @property
    def first(self) -> Line:
        """Return the only delivery, or the first of several."""
        return self.lines[0]


@dataclass(frozen=True, kw_only=True)
class Card:
    """One message at one time."""

    at: datetime
    title: str
    reference: str
    urgency: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Task:
    """Deliveries that one act of a person settles: a broadcast to confirm, a group to send to."""

    at: datetime
    channel: str
    channels: int
    messages: int
    folder: Path


def figures(day: Today) -> dict[str, int]:
    """Return the day's counts by phrase."""
    return {
        "out": day.count(D.SENT),
        "with people": day.count(D.AWAITING_PERSON),
        "still to come": day.count(D.PLANNED, D.SENDING, D.RETRYING),
        "trouble": len(day.attention) + len(day.held) + sum(each.broken for each in day.recordings),
    }


def cards(lines: Iterable[Line]) -> Iterator[Card]:
    """Give each message at each of its times, by time."""

    def key(line: Line) -> tuple[datetime, str]:
        return line.due_at, line.reference

    for (at, reference), group in groupby(sorted(lines, key=key), key=key):
        members = list(group)
        first = members[0]
        rows = tuple(_rows(members))
        yield Card(at=at, title=first.title, reference=reference, urgency=first.urgency, rows=rows)


def _rows(lines: Iterable[Line]) -> Iterator[Row]:
    def key(line: Line) -> tuple[int, bool, str, str]:
        return ORDER[line.medium], line.kind == "handover", line.state, line.reason

    for _, group in groupby(sorted(lines, key=key), key=key):
        members = tuple(group)
        first = members[0]
        yield Row(medium=first.medium, state=first.state, reason=first.reason, lines=members)


def broadcasts(waiting: Iterable[Line]) -> Iterator[Task]:
    """Put what waits on the loudspeakers together by time of broadcast."""
    on_air = sorted((line for line in waiting if line.airs_at), key=lambda line: line.at)
    for at, group in groupby(on_air, key=lambda line: line.at):
        yield _task(at, list(group))


def packages(waiting: Iterable[Line]) -> Iterator[Task]:
    """Put what is to be sent by hand together by group."""
    by_hand = sorted((line for line in waiting if not line.airs_at), key=lambda line: line.channel)
    for _, group in groupby(by_hand, key=lambda line: line.channel):
        members = list(group)
        yield _task(members[0].due_at, members)


def _task(at: datetime, lines: Sequence[Line]) -> Task:
    return Task(
        at=at,
        channel=lines[0].channel,
        channels=len({line.channel for line in lines}),
        messages=len({line.reference for line in lines}),
        folder=Path(lines[0].place).parent,
    )
