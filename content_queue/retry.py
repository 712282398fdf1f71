"""When to try again, and when to look; pure.

Exponential backoff with full jitter over the upper half, so that a hundred deliveries refused together do
not come back together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

FIRST = timedelta(seconds=15)
LONGEST = timedelta(minutes=30)


def next_try(attempts: int, *, now: datetime, asked: timedelta | None = None, chance: Random) -> datetime:
    """Return when to try again after `attempts` failed tries; never before what the service asked for."""
    backoff = min(LONGEST, FIRST * float(2 ** min(attempts - 1, 12)))
    wait = backoff * (0.5 + chance.random() / 2)
    return now + max(wait, asked or timedelta(0))


def next_look(lookups: Sequence[timedelta], *, done: int, doubted_at: datetime) -> datetime | None:
    """Return when to look the next time after `done` looks, or None when all looks are done."""
    return doubted_at + lookups[done] if done < len(lookups) else None
