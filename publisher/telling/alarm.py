"""An alarm kept in memory, for when the database itself is away: raised once, told once, well once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from channels.base import ChannelError
from publisher.clock import LOCAL
from publisher.telling.digest import Digest, Item
from publisher.telling.ways import NotTold, Way

log = logging.getLogger("publisher.telling")


@dataclass
class Alarm:
    """One incident at a time: who was told that it is on, and who must still hear."""

    name: str  # what is watched, as people call it
    sort: str = ""  # of the trouble that is on; empty: none
    since: str = ""
    told: set[str] = field(default_factory=set)

    def raise_for(self, ways: Mapping[str, Way], sort: str, sentence: str, *, now: datetime) -> None:
        """Tell everybody who has not heard of this incident yet; another sort meanwhile is the same one."""
        if not self.sort:
            self.sort, self.since, self.told = sort, now.isoformat(), set()
        for key, way in ways.items():
            if key not in self.told and self._tell(
                key, way, self._digest(sort, sentence, now, is_over=False)
            ):
                self.told.add(key)

    def settle(self, ways: Mapping[str, Way], sentence: str, *, now: datetime) -> None:
        """Tell those who heard of it that it is over."""
        digest = self._digest(self.sort, sentence, now, is_over=True)
        for key in sorted(self.told):
            if key not in ways or self._tell(key, ways[key], digest):
                self.told.discard(key)
        if not self.told:
            self.sort = self.since = ""

    def _digest(self, sort: str, sentence: str, now: datetime, *, is_over: bool) -> Digest:
        item = Item(key=f"watch-{sort}", kind=sort, sentence=sentence, opened_at=now)
        stamp = self.since.translate({ord(mark): None for mark in "-:.+"})
        return Digest(
            key=f"watch-{stamp}-{'well' if is_over else 'alarm'}",
            code="",
            commune=self.name,
            zone=ZoneInfo(LOCAL),
            at=now,
            items=() if is_over else (item,),
            settled=(item,) if is_over else (),
        )

    def _tell(self, key: str, way: Way, digest: Digest) -> bool:
        try:
            way.tell(digest)
        except (NotTold, ChannelError) as problem:
            log.warning("contact %s was not told: %s", key, problem)
            return False
        return True
