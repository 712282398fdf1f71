"""Recording as work: renditions that need audio are claimed under a lease, made, and sealed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, TimeoutError

from channels.base import ChannelError, Recordable, Rendition
from content_queue import recordings
from content_queue.db import open_session
from content_queue.killpoints import reach
from content_queue.models import Channel, RenditionRow
from publisher.adapters import AdapterBook

log = logging.getLogger("publisher.recorder")

Watch = Callable[[int, float], None]  # rendition id, share done

REPORT_EVERY = 2.0  # seconds between reports that are written: each is a write to the disk


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """Makes waiting recordings, one at a time; any number of recorders may share the work."""

    engine: Engine
    book: AdapterBook
    clock: Callable[[], datetime]
    owner: str
    watch: Watch = lambda rendition_id, share: None
    kinds: frozenset[str] = frozenset()  # made by channels of these kinds only; empty: all
    stop: threading.Event = field(default_factory=threading.Event)
    steady: Callable[[], float] = time.monotonic

    def run(self, *, message_id: int | None = None) -> int:
        """Record until nothing waits (of one message, or at all) or until stopped; count the recordings."""
        made = 0
        while not self.stop.is_set() and (row := self._claim(message_id)) is not None:
            reach("recording")
            self._record(row)
            made += 1
        return made

    def _claim(self, message_id: int | None) -> RenditionRow | None:
        with open_session(self.engine) as session, session.begin():
            return recordings.claim(
                session, owner=self.owner, now=self.clock(), message_id=message_id, kinds=self.kinds
            )

    def _record(self, row: RenditionRow) -> None:
        try:
            finished = self._made(row)
        except _Lost:
            log.warning("recording %s was taken over or taken back", row.id)
        except _Stopped:
            with open_session(self.engine) as session, session.begin():
                recordings.give_back(session, row.id, owner=row.owner)
        except (DBAPIError, TimeoutError) as problem:  # the lease runs out, and it is made again
            log.warning("recording %s: the database does not answer: %s", row.id, problem)
        except ChannelError as problem:
            self._fail(row, problem)
        except Exception as bug:
            log.error("recording %s failed", row.id, exc_info=bug)
            self._fail(row, ChannelError(f"Lỗi chương trình khi thu âm ({type(bug).__name__})."))
        else:
            self._finish(row, finished)

    def _finish(self, row: RenditionRow, finished: Rendition) -> None:
        reach("recorded")
        with open_session(self.engine) as session, session.begin():
            if not recordings.finish(session, row.id, finished, owner=row.owner):
                log.warning("recording %s was taken over or taken back when it was made", row.id)

    def _fail(self, row: RenditionRow, problem: ChannelError) -> None:
        with open_session(self.engine) as session, session.begin():
            recordings.fail(session, row.id, problem, owner=row.owner, now=self.clock())

    def _made(self, row: RenditionRow) -> Rendition:
        with open_session(self.engine, reading=True) as session:
            adapter = self.book.of(session, session.get_one(Channel, row.made_by_id))
        if not isinstance(adapter, Recordable):
            raise ChannelError("Kênh này không thu âm được.")
        return adapter.record(Rendition.from_document(row.document), report=_Reports(self, row))

    def report(self, row: RenditionRow, share: float) -> None:
        """Keep the lease and note how far it is; raises when the recording was lost."""
        with open_session(self.engine) as session, session.begin():
            kept = recordings.report(session, row.id, owner=row.owner, share=share, now=self.clock())
        if not kept:
            raise _Lost
        reach("reported")


class _Reports:
    """What an adapter tells while it makes one recording: shown at once, written every few seconds."""

    def __init__(self, recorder: Recorder, row: RenditionRow) -> None:
        self._recorder, self._row = recorder, row
        self._next = recorder.steady()

    def __call__(self, share: float) -> None:
        """Take the share done; raises when the recording was lost or its maker must stop."""
        self._recorder.watch(self._row.id, share)
        if self._recorder.stop.is_set():
            raise _Stopped
        if self._recorder.steady() >= self._next:
            self._recorder.report(self._row, share)
            self._next = self._recorder.steady() + REPORT_EVERY


class _Lost(Exception):
    """Another recorder has taken the recording over, or its message was taken back."""


class _Stopped(Exception):
    """This process ends."""
