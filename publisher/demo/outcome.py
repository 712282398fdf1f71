"""What came of a run: rows for the table, what stays for people, what did not succeed. Values only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select

from channels.base import Medium
from content_queue.communes import zone_of
from content_queue.models import Channel, Commune, Delivery
from content_queue.states import DeliveryState
from content_queue.today import Line, Today, today
from publisher.app import App
from publisher.demo.commune import GROUPS
from publisher.demo.stage import Stage

D = DeliveryState
BROKEN = frozenset({D.FAILED, D.UNCERTAIN})
OPEN_NOW = frozenset({D.PLANNED, D.SENDING, D.RETRYING})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One message on one medium in one state: through how many channels, and where the first one is seen."""

    reference: str
    title: str
    medium: str
    channel: str
    more: int
    state: DeliveryState
    place: str  # address, path, or the reason why there is none


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The day after a run."""

    rows: Sequence[Row]
    troubles: Sequence[Line]
    broadcasts: int
    zones: int
    air: Path
    hands: int
    hand: Path
    reviews: int
    later: int
    next_at: datetime | None

    @property
    def succeeded(self) -> bool:
        """Say whether nothing failed, is in doubt, or is due and still there."""
        return not self.troubles


def outcome_of(app: App, commune: Commune, stage: Stage) -> Outcome:
    """Return what came of the day so far."""
    with app.reading(commune) as session:
        day = today(session, commune, now=app.clock())
        later = select(func.count(), func.min(Delivery.due_at)).where(
            Delivery.state == D.PLANNED, Delivery.due_at > app.clock()
        )
        count, first = session.execute(later.where(Delivery.commune_id == commune.id)).one()
        links = {row.name: _seen_at(row, stage) for row in session.scalars(select(Channel))}
    on_air = [line for line in day.waiting if line.airs_at]
    by_hand = [line for line in day.waiting if not line.airs_at]
    return Outcome(
        rows=tuple(_rows(day, links)),
        troubles=_troubles(day),
        broadcasts=len({(line.channel, line.airs_at) for line in on_air}),
        zones=len({line.channel for line in on_air}),
        air=_common(on_air, stage.folder / "phat-thanh"),
        hands=len(by_hand),
        hand=_common(by_hand, stage.folder),
        reviews=len(day.reviews),
        later=count,
        next_at=first.astimezone(zone_of(commune)) if first else None,
    )


def _troubles(day: Today) -> tuple[Line, ...]:
    """Return what failed, what a person must look at, and what is due and could not leave."""
    stuck = (line for line in day.lines if line.state in OPEN_NOW and line.due_at <= day.now)
    broken = (line for line in day.attention if line.state in BROKEN)
    return tuple({line.id: line for line in (*broken, *stuck)}.values())


def _rows(day: Today, links: dict[str, str]) -> Iterator[Row]:
    due = [line for line in day.lines if line.due_at <= day.now]
    order = {medium.value: at for at, medium in enumerate(Medium)}

    def key(line: Line) -> tuple[str, int, str]:
        return line.reference, order[line.medium], line.state

    for _, group in groupby(sorted(due, key=key), key=key):
        members = list(group)
        first = members[0]
        yield Row(
            reference=first.reference,
            title=first.title,
            medium=first.medium,
            channel=first.channel,
            more=len(members) - 1,
            state=first.state,
            place=_place(first, links),
        )


def _place(line: Line, links: dict[str, str]) -> str:
    """Return where to look: the evidence, or why there is nothing to look at."""
    if line.state not in {D.SENT, D.AWAITING_PERSON}:
        return line.reason
    return line.place or links[line.channel]


def _seen_at(channel: Channel, stage: Stage) -> str:
    """Return the sandbox's page of a group, for its messages have no addresses of their own."""
    group = str(channel.settings.get("group_id", ""))
    return f"{stage.sandbox}/zalo/{group}" if group in GROUPS else ""


def _common(lines: Sequence[Line], otherwise: Path) -> Path:
    """Return the folder that holds all these places."""
    folders = {Path(line.place).parent for line in lines if line.place}
    if len(folders) == 1:
        return folders.pop()
    parents = {folder.parent for folder in folders}
    return parents.pop() if len(parents) == 1 else otherwise
