"""APScheduler lives only here: it holds timed calls and no data, in memory; what is due is in the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler


@dataclass(frozen=True, kw_only=True)
class Tick:
    """Something to be done again and again; it must bear being late, skipped, or done twice."""

    name: str
    every: timedelta
    act: Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Ticker:
    """Calls its ticks in the background, never one twice at the same time; a missed call is made once."""

    ticks: Sequence[Tick]
    _scheduler: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(max(1, len(self.ticks)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for tick in self.ticks:
            seconds = tick.every.total_seconds()
            scheduler.add_job(tick.act, "interval", seconds=seconds, id=tick.name)
        object.__setattr__(self, "_scheduler", scheduler)

    def start(self) -> None:
        """Begin; the first call of each tick comes after its time has passed once."""
        self._scheduler.start()

    def stop(self) -> None:
        """End, after the calls that are running."""
        self._scheduler.shutdown(wait=True)
