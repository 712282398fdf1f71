"""The watchman: looks, alarms once for an incident, says when all is well, remembers over a restart."""

from __future__ import annotations

import json
import logging
import platform
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from channels.atomic import replacing
from channels.settings import SettingsInvalid
from publisher.clock import Clock
from publisher.home import Home
from publisher.secrets import SecretBox, SecretUnreadable
from publisher.telling.alarm import Alarm
from publisher.telling.ways import UnknownContactKind, Way, make_way
from publisher.watching.looking import ContactRow, Trouble, look_at_address, look_at_database, trouble_in

WELL = "Chương trình gửi tin đã chạy lại bình thường."

log = logging.getLogger("publisher.watching")


@dataclass
class Watchman:
    """Watches one installation; who must hear is kept in memory, in case the database goes away."""

    home: Home
    clock: Clock
    after: timedelta  # without a sign of life the publisher counts as dead
    url: str = ""
    say: Callable[[str], None] = lambda sentence: None

    _alarm: Alarm = field(init=False)
    _ways: dict[str, Way] = field(default_factory=dict, init=False)
    _doubted: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._alarm = Alarm(platform.node() or "publisher")
        self._remember()

    def look(self, *, at_once: bool = False) -> Trouble | None:
        """Look, and tell what is new; `at_once`: believe the first look, for there will be no second."""
        trouble = self._trouble()
        believed = trouble is not None and (at_once or trouble.is_sure or self._doubted)
        self._doubted = trouble is not None
        if trouble is not None and believed:
            self._raise(trouble)
        elif trouble is None and self._alarm.sort:
            self._settle()
        return trouble

    def watch(self, every: timedelta, stop: threading.Event) -> None:
        """Look again and again until stopped."""
        self.look()
        while not stop.wait(every.total_seconds()):
            self.look()

    @property
    def untold(self) -> bool:
        """Say whether an incident is on that nobody could be told of."""
        return bool(self._alarm.sort) and not self._alarm.told

    def _trouble(self) -> Trouble | None:
        seen = look_at_database(self.home)
        if seen.contacts is not None:
            self._ways = self._reachable(seen.contacts)
        if self.url:
            return look_at_address(self.url)
        return trouble_in(seen, now=self.clock(), after=self.after)

    def _raise(self, trouble: Trouble) -> None:
        if not self._alarm.sort:
            self.say(trouble.sentence)
        before = (self._alarm.sort, set(self._alarm.told))
        self._alarm.raise_for(self._ways, trouble.sort, trouble.sentence, now=self.clock())
        if before != (self._alarm.sort, self._alarm.told):
            self._keep()

    def _settle(self) -> None:
        self._alarm.settle(self._ways, WELL, now=self.clock())
        self._keep()
        if not self._alarm.sort:
            self.say(WELL)

    def _reachable(self, rows: Sequence[ContactRow]) -> dict[str, Way]:
        found = {}
        for row in rows:
            try:
                box = SecretBox.open(self.home.key_file)
                plain = {key: str(value) for key, value in row.settings.items()}
                secret = {key: box.read(sealed) for key, sealed in row.secrets.items()}
                found[str(row.id)] = make_way(row.kind, plain | secret)
            except (SettingsInvalid, SecretUnreadable, UnknownContactKind) as problem:
                log.warning("contact %s can't be used: %s", row.id, type(problem).__name__)
        return found

    def _remember(self) -> None:
        """Take up an incident that an earlier watchman told, so that it is not told twice."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self._alarm.sort, self._alarm.since = str(kept["sort"]), str(kept["since"])
            self._alarm.told = {str(each) for each in kept["told"]}
        except (OSError, ValueError, KeyError, TypeError):
            return

    def _keep(self) -> None:
        kept = {"sort": self._alarm.sort, "since": self._alarm.since, "told": sorted(self._alarm.told)}
        try:
            with replacing(self._file) as target:
                target.write(json.dumps(kept).encode("utf-8"))
        except OSError as problem:
            log.warning("%s can't be written: %s", self._file, problem.strerror)

    @property
    def _file(self) -> Path:
        return self.home.folder / "watch.json"
