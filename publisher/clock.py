"""The one place where time is made; `PUBLISHER_NOW` moves it for rehearsals and tests, and it runs on."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = "Asia/Ho_Chi_Minh"

Clock = Callable[[], datetime]


class ClockUnreadable(ValueError):
    """PUBLISHER_NOW is not a time."""


def real_now() -> datetime:
    """Return this machine's time, aware in UTC."""
    return datetime.now(UTC)


def is_moved(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether the clock is moved by the environment."""
    return bool(environ.get("PUBLISHER_NOW", "").strip())


def make_clock(environ: Mapping[str, str] = os.environ) -> Clock:
    """Return a clock giving aware UTC instants: real, or started at `PUBLISHER_NOW` when that is set.

    A moved clock runs on from the moment it is made. Raises ClockUnreadable.
    """
    if not is_moved(environ):
        return real_now
    shift = _read(environ["PUBLISHER_NOW"].strip()) - real_now()
    return lambda: real_now() + shift


def _read(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ClockUnreadable(
            f"PUBLISHER_NOW=“{text}” không phải thời điểm; hãy viết như 2026-11-24 17:00."
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(LOCAL))
    return moment.astimezone(UTC)
