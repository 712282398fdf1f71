"""From a claimed delivery to the errand that a thread runs: send it, look for it, or put it off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine, func, select

from channels.base import Channel, Facts, FileStore, OutcomeUnknown
from content_queue.claims import Claimed
from content_queue.leases import Lease
from content_queue.models import Attempt
from content_queue.parts import StoredProgress
from content_queue.sending import Outcome, failed, look, look_failed, send
from content_queue.traffic import Errand

NEVER_BACK = OutcomeUnknown("Kênh nhận tin quá lâu không trả lời; chưa biết đã đăng hay chưa.")


class Stored(Protocol):
    """The file store of the surroundings."""

    @property
    def files(self) -> FileStore:
        """Return the file store in which sealed files lie."""


class Desk(Protocol):
    """What an errand needs of the dispatcher."""

    @property
    def engine(self) -> Engine:
        """Return the database."""

    @property
    def lease(self) -> Lease:
        """Return the right to publish."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Return what gives the time."""

    @property
    def surroundings(self) -> Stored:
        """Return adapters, facts and files."""


def errand_of(
    desk: Desk, claimed: Claimed, adapter: Channel | Exception, known: Facts | datetime | Exception
) -> Errand:
    """Return the errand of a delivery: to send it with its facts, or to look for it since a time."""
    if isinstance(adapter, Exception):
        return _unbuilt(claimed, adapter)
    if isinstance(known, Exception):
        return put_off(claimed, known)
    places = adapter.capabilities.concurrency
    if isinstance(known, datetime):
        return Errand(
            claimed=claimed,
            work=lambda: look(claimed, adapter, since=known),
            given_up=lambda: look_failed(claimed, adapter, NEVER_BACK),
            places=places,
        )
    progress = StoredProgress(desk.engine, claimed.commune_id, claimed.id, desk.clock)
    files = desk.surroundings.files
    return Errand(
        claimed=claimed,
        work=lambda: send(
            claimed,
            adapter,
            facts=known,
            files=files,
            progress=progress,
            forbid=lambda: desk.lease.require(claimed.owner),
        ),
        given_up=lambda: failed(claimed, adapter, NEVER_BACK),
        places=places,
        spacing=adapter.capabilities.spacing,
    )


def put_off(claimed: Claimed, problem: Exception) -> Errand:
    """Return the errand of a delivery that could not set out: nothing has left, so it is tried again."""
    sentence = f"Chưa gửi được: {getattr(problem, 'sentence', '') or problem or type(problem).__name__}"
    return _said(Outcome(claimed=claimed, verb="retry", sentence=sentence))


def _unbuilt(claimed: Claimed, problem: Exception) -> Errand:
    """A channel whose settings make no adapter is held; what was in doubt there waits for a person."""
    sentence = str(problem)
    if claimed.before == "uncertain":
        return _said(Outcome(claimed=claimed, verb="ask", sentence=sentence))
    return _said(Outcome(claimed=claimed, verb="hold", sentence=sentence, hold="channel"))


def _said(outcome: Outcome) -> Errand:
    return Errand(claimed=outcome.claimed, work=lambda: outcome, given_up=lambda: outcome)


def first_tries(engine: Engine, looks: Sequence[Claimed]) -> Mapping[int, datetime]:
    """Return when the first try of each delivery began: nothing of it can be older."""
    if not looks:
        return {}
    tries = (
        select(Attempt.delivery_id, func.min(Attempt.begun_at))
        .where(Attempt.delivery_id.in_([each.id for each in looks]))
        .group_by(Attempt.delivery_id)
    )
    with engine.execution_options(reading=True).connect() as connection:
        begun: dict[int, datetime] = {row[0]: row[1] for row in connection.execute(tries)}
    return {each.id: begun.get(each.id, each.due_at) for each in looks}
