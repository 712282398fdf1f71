"""Which hours may be used: the closed band of the loudspeakers, the permitted windows, quiet hours.

Sources: Nghị định 49/2024/NĐ-CP (two sessions of 60 minutes, from 05:30 and from 17:00, midday as needed);
QCVN 26:2010/BTNMT counts 21:00 to 06:00 as night. Pure: standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

EMERGENCY = "emergency"

Band = tuple[time, time]  # from (inside) to (outside); may cross midnight
CLOSED: Band = (time(21), time(5))  # no setting opens it
QUIET: Band = (time(21), time(5))  # default of the other channels; a commune may choose its own
EARLIEST_UNDECIDED = time(5, 30)
OVERRIDE_LASTS = timedelta(hours=12)


class HoursRefused(ValueError):
    """An hour that may not be used; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Window:
    """Hours in which slots may lie. Before 05:30 it needs the commune's recorded `decision` (its number).

    Raises HoursRefused when it touches 21:00-05:00, ends before it starts, or lacks its decision.
    """

    start: time
    end: time
    decision: str = ""

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise HoursRefused(f"Khung giờ {self} kết thúc trước khi bắt đầu.")
        if self.start < CLOSED[1] or self.end > CLOSED[0]:
            raise HoursRefused(
                f"Khung giờ {self} chạm vào giờ cấm phát loa {said(CLOSED)}; giờ này không mở được."
            )
        if self.start < EARLIEST_UNDECIDED and not self.decision.strip():
            raise HoursRefused(
                f"Khung giờ {self} bắt đầu trước 05:30: phải ghi số quyết định của xã cho phép giờ đó."
            )

    def __str__(self) -> str:
        return said((self.start, self.end))


DEFAULT_WINDOWS = (Window(start=time(5, 30), end=time(6, 30)), Window(start=time(17), end=time(18)))


@dataclass(frozen=True, kw_only=True)
class NightOverride:
    """Leave for one emergency in the closed hours of one night: who, why, and who confirmed it again, when.

    It covers starts within 12 hours after the confirmation. Raises HoursRefused when a field is missing.
    """

    person: str
    reason: str
    confirmed_by: str
    confirmed_at: datetime

    def __post_init__(self) -> None:
        if not all(field.strip() for field in (self.person, self.reason, self.confirmed_by)):
            raise HoursRefused(
                "Phát khẩn cấp ban đêm cần đủ: họ tên người quyết định, lý do, và người xác nhận lần hai."
            )

    def covers(self, start: datetime) -> bool:
        """Say whether a broadcast at this instant is the one that was confirmed."""
        waited = start.astimezone(UTC) - self.confirmed_at.astimezone(UTC)
        return timedelta(0) <= waited <= OVERRIDE_LASTS


def said(band: Band) -> str:
    """Return a band as people write it: 21:00-05:00 with an en dash."""
    return f"{band[0]:%H:%M}–{band[1]:%H:%M}"


def within(moment: time, band: Band) -> bool:
    """Say whether a wall time lies in a band; an empty band (from = to) holds nothing."""
    start, end = band
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


def touches_closed(start: datetime, end: datetime, *, tz: tzinfo) -> bool:
    """Say whether any instant of start ≤ t < end is in the closed band on the clocks of `tz`."""
    first = start.astimezone(tz).date() - timedelta(days=1)
    nights = (end.astimezone(tz).date() - first).days + 1
    return any(
        start < _readings(first + timedelta(days=night + 1), CLOSED[1], tz)[1]
        and end > _readings(first + timedelta(days=night), CLOSED[0], tz)[0]
        for night in range(nights)
    )


def postponed(at: datetime, *, tz: tzinfo, urgency: str, quiet: Band = QUIET) -> datetime:
    """Return when a delivery that would disturb may go: at once, or at the end of the quiet band.

    Emergencies do not wait. `at` is aware; the answer is aware in `tz`.
    """
    local = at.astimezone(tz)
    if urgency == EMERGENCY or not within(local.time(), quiet):
        return local
    day = local.date() + timedelta(days=1 if local.time() >= quiet[1] else 0)
    return _readings(day, quiet[1], tz)[1].astimezone(tz)


def holding(windows: Iterable[Window], start: time, end: time) -> Window | None:
    """Return the window that holds these hours whole, if one does."""
    return next((each for each in windows if each.start <= start and end <= each.end), None)


def _readings(day: date, moment: time, tz: tzinfo) -> tuple[datetime, datetime]:
    """Return both instants a wall time can mean around a clock change, the earlier first."""
    local = datetime.combine(day, moment, tzinfo=tz)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return min(first, second), max(first, second)
