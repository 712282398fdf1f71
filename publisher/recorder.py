"""Recording as work: renditions that need audio are claimed under a lease, made, and sealed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from channels.base import ChannelError, Recordable, Rendition
from content_queue import renditions
from content_queue.db import open_session
from content_queue.models import Channel, RenditionRow
from publisher.adapters import AdapterBook

log = logging.getLogger("publisher.recorder")

Watch = Callable[[int, float], None]  # rendition id, share done


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """Makes waiting recordings, one at a time; any number of recorders may share the work."""

    engine: Engine
    book: AdapterBook
    clock: Callable[[], datetime]
    owner: str
    watch: Watch = lambda rendition_id, share: None

    def run(self, *, message_id: int | None = None) -> int:
        """Record until nothing waits (of one message, or at all); return how many were made."""
        made = 0
        while (row := self._claim(message_id)) is not None:
            self._record(row)
            made += 1
        return made

    def _claim(self, message_id: int | None) -> RenditionRow | None:
        with open_session(self.engine) as session, session.begin():
            return renditions.claim_recording(
                session, owner=self.owner, now=self.clock(), message_id=message_id
            )

    def _record(self, row: RenditionRow) -> None:
        try:
            finished = self._made(row)
        except _LeaseLost:
            log.warning("recording %s was taken over or taken back", row.id)
        except ChannelError as problem:
            self._break(row, problem)
        except Exception as bug:
            log.error("recording %s failed", row.id, exc_info=bug)
            self._break(row, ChannelError(f"Lỗi chương trình khi thu âm ({type(bug).__name__})."))
        else:
            with open_session(self.engine) as session, session.begin():
                renditions.finish_recording(session, row.id, finished, owner=self.owner)

    def _break(self, row: RenditionRow, problem: ChannelError) -> None:
        with open_session(self.engine) as session, session.begin():
            renditions.break_recording(session, row.id, problem, owner=self.owner)

    def _made(self, row: RenditionRow) -> Rendition:
        with open_session(self.engine, reading=True) as session:
            adapter = self.book.of(session, session.get_one(Channel, row.made_by_id))
        if not isinstance(adapter, Recordable):
            raise ChannelError("Kênh này không thu âm được.")
        return adapter.record(
            Rendition.from_document(row.document), report=lambda share: self._report(row, share)
        )

    def _report(self, row: RenditionRow, share: float) -> None:
        self.watch(row.id, share)
        with open_session(self.engine) as session, session.begin():
            if not renditions.report_recording(
                session, row.id, owner=self.owner, share=share, now=self.clock()
            ):
                raise _LeaseLost


class _LeaseLost(Exception):
    """Another recorder has taken the recording over, or its message was taken back."""
