"""Whether this machine's clock can be believed; pure.

The wall clock is held against a clock that never steps and against the last time that was known. After a
step nothing is sent, missed or released until the clock is confirmed or has run steadily: an office PC with a
dead battery wakes up in the year 2000, a mistyped date would send tomorrow's messages today. Loudspeakers
wait for a confirmation, whatever the steadiness: a wrong hour there wakes the commune.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

STEP = timedelta(seconds=2)  # more than any clock is slewed between two looks
OFF = timedelta(minutes=2)  # further behind the last known time, or away from the database's, it is wrong
STEADY = timedelta(minutes=10)
FAR_BACK = timedelta(days=2)  # an earlier time than this is no correction: only a confirmation helps
BUILT = datetime(2025, 7, 1, tzinfo=UTC)  # no installation is older: the commune itself is not


class ClockDoubted(Exception):
    """This machine's clock can't be believed, so nothing was sent."""


class Trust(StrEnum):
    """What may be done by this clock."""

    SURE = "sure"  # everything
    STEADY = "steady"  # all but loudspeakers: it stepped, and has run steadily since
    NONE = "none"  # nothing leaves, nothing is missed


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One look at the clock: the time it shows, what that is worth, and why it is not worth more."""

    now: datetime
    trust: Trust
    trouble: str = ""


def steady_seconds() -> float:
    """Return seconds that never step and also pass while the machine is suspended, where it can tell."""
    boot_clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_clock is None else time.clock_gettime(boot_clock)


class ClockWatch:
    """Watches one wall clock; `known` is the last time an earlier run was sure of."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        known: datetime | None = None,
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        self._clock, self._steady = clock, steady
        self._known = max(known or BUILT, BUILT)
        self._last: tuple[datetime, float] | None = None
        self._trust, self._trouble = Trust.SURE, ""
        self._since = 0.0  # steady seconds: from when on the clock has run without a step
        self._mended = False  # the last step led from a wrong time back to a possible one

    @property
    def known(self) -> datetime:
        """Return the last time that was sure."""
        return self._known

    def read(self) -> Reading:
        """Look at the clock."""
        before = self._steady()
        now, at = self._clock(), self._steady()
        if at - before > STEP.total_seconds() / 2:  # stopped between the two looks: they say nothing
            return Reading(now=now, trust=Trust.NONE, trouble=self._trouble)
        self._compare(now, at)
        if self._trust is Trust.NONE and self._has_settled(now, at):
            self._settle(now)
        if self._trust is not Trust.NONE:
            self._known = now
        return Reading(now=now, trust=self._trust, trouble=self._trouble)

    def confirm(self) -> None:
        """Believe the clock as it is: a person, or another machine's clock, says it is right."""
        self._trust, self._trouble = Trust.SURE, ""
        self._known, self._last = self._clock(), None

    def hold_against(self, other: datetime) -> None:
        """Compare with the clock of another machine: it confirms ours, or puts it in doubt until it does."""
        off = self._clock() - other
        if abs(off) <= OFF:
            if self._trust is not Trust.SURE:
                self.confirm()
            return
        self._trust, self._since = Trust.NONE, float("inf")
        self._trouble = (
            f"Đồng hồ máy này lệch {_length(off)} so với máy cơ sở dữ liệu: chưa gửi gì; "
            "hãy chỉnh lại giờ máy."
        )

    def _compare(self, now: datetime, at: float) -> None:
        last, self._last = self._last, (now, at)
        if last is None:
            if self._trust is Trust.SURE and now < self._known - OFF:
                self._stepped(at, now, now - self._known)
            return
        step = (now - last[0]) - timedelta(seconds=at - last[1])
        if abs(step) > STEP:
            self._mended = last[0] < self._known - OFF <= now
            self._stepped(at, now, step)

    def _stepped(self, at: float, now: datetime, step: timedelta) -> None:
        self._trust, self._since = Trust.NONE, at
        minutes = round(STEADY.total_seconds() / 60)
        self._trouble = (
            f"Đồng hồ máy nhảy {_length(step)}: chưa gửi gì cho đến khi có người xác nhận giờ "
            f"(publisher clock confirm) hoặc đồng hồ chạy đều {minutes} phút."
        )

    def _settle(self, now: datetime) -> None:
        if self._mended:
            self._trust, self._trouble = Trust.SURE, ""
            return
        self._trust = Trust.STEADY
        self._trouble = (
            "Đồng hồ máy đã nhảy rồi chạy đều: các kênh khác gửi lại, riêng loa truyền thanh "
            "chờ người xác nhận giờ (publisher clock confirm)."
        )

    def _has_settled(self, now: datetime, at: float) -> bool:
        return now >= self._known - FAR_BACK and at - self._since >= STEADY.total_seconds()


def _length(span: timedelta) -> str:
    """Return a span as +hours:minutes:seconds."""
    minutes, seconds = divmod(round(abs(span.total_seconds())), 60)
    sign = "-" if span < timedelta(0) else "+"
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
