"""What was measured, at one moment; no opinion yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ALIVE = timedelta(seconds=60)  # a publisher tells every 15 seconds at the latest that it lives


@dataclass(frozen=True, kw_only=True)
class WorkerSeen:
    """A publishing process that has not said good-bye."""

    name: str
    silent: timedelta  # since its last sign of life; a clock that differs counts the same either way
    trouble: str = ""

    @property
    def is_alive(self) -> bool:
        """Say whether it was heard of lately."""
        return self.silent <= ALIVE


@dataclass(frozen=True, kw_only=True)
class Held:
    """An account or channel that must not be used now."""

    name: str
    commune: str
    because: str
    is_account: bool


@dataclass(frozen=True, kw_only=True)
class TokenLeft:
    """How long an account's credential lasts; None: nobody has said."""

    account: str
    commune: str
    days: int | None


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """Whether a channel can work here, asked without the network."""

    channel: str
    commune: str
    problems: Sequence[str]
    asked: bool  # False: it could be built, and more can only be asked over the network


@dataclass(frozen=True, kw_only=True)
class FailingContact:
    """An address that hears of alerts and could not be reached."""

    name: str
    commune: str
    tries: int
    problem: str


@dataclass(frozen=True, kw_only=True)
class Records:
    """What the database knows."""

    oldest_overdue_at: datetime | None = None
    stuck: int = 0
    uncertain_waiting: int = 0  # for a person
    uncertain_looking: int = 0
    workers: Sequence[WorkerSeen] = ()
    held: Sequence[Held] = ()
    tokens: Sequence[TokenLeft] = ()
    failing: Sequence[FailingContact] = ()
    by_state: Mapping[str, int] = field(default_factory=dict)  # of what was due in the last 24 hours
    broken: Sequence[str] = ()  # rules that some delivery breaks, one sentence each


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The installation, or one commune of it, at one moment."""

    at: datetime
    host: str
    disk_free: int
    records: Records | None  # None: the database did not answer
    database_problem: str = ""
    readiness: Sequence[Readiness] = ()
    secrets_problem: str = ""

    @property
    def overdue(self) -> timedelta | None:
        """Return the age of the oldest overdue delivery."""
        since = self.records.oldest_overdue_at if self.records else None
        return self.at - since if since else None

    @property
    def workers(self) -> Sequence[WorkerSeen]:
        """Return the publishing processes, alive or silent."""
        return self.records.workers if self.records else ()

    @property
    def last_tick(self) -> timedelta | None:
        """Return the age of the newest sign of life; None when nobody is at work."""
        return min((each.silent for each in self.workers), default=None)

    @property
    def token_days(self) -> int | None:
        """Return the days of the credential that ends first, as far as known."""
        known = [each.days for each in (self.records.tokens if self.records else ()) if each.days is not None]
        return min(known, default=None)

    @property
    def unready(self) -> Sequence[Readiness]:
        """Return the channels that can't work here."""
        return tuple(each for each in self.readiness if each.problems)
