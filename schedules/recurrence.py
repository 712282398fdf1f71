"""When a message goes out: one or several local times, perhaps repeated by a rule of RFC 5545.

Times are wall times of the commune's zone. An occurrence is known for ever by its original local start
(“2026-11-24T17:00”, the RECURRENCE-ID of RFC 5545): a later move changes its due time, never its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from schedules.rules import BadRepeat, Rule, read_rule

__all__ = ["PLAN_AHEAD", "BadRepeat", "Occurrence", "Recurrence", "Rule", "instant_of", "read_rule"]

PLAN_AHEAD = timedelta(days=60)
LONGEST_REPEAT = timedelta(days=3660)
MOST_OCCURRENCES = 2000


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One time of going out: its lasting key and its instant, aware in the commune's zone."""

    key: str
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """All times of a message: `times` are naive wall times, each the DTSTART of `repeat` when there is one.

    Several times with a repeat are the union of their series (COUNT counts each series); the same instant is
    never there twice. Raises BadRepeat when the rule has a mistake, is endless, or ends before it begins.
    """

    times: tuple[datetime, ...]
    zone: ZoneInfo
    repeat: str = ""

    def __post_init__(self) -> None:
        rule = self.rule
        if rule is None:
            return
        for first in self.times:
            _check_extent(rule, first, self.zone)

    @property
    def rule(self) -> Rule | None:
        """Return the rule read from `repeat`, None when the times stand alone."""
        return read_rule(self.repeat) if self.repeat.strip() else None

    def occurrences(self) -> tuple[Occurrence, ...]:
        """Return every occurrence in order of time, each instant once."""
        rule = self.rule
        starts = {start for first in self.times for start in _series(rule, first, self.zone)}
        return tuple(_once_each(_occurrence(start, self.zone) for start in sorted(starts)))

    def between(self, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
        """Return the occurrences of start ≤ instant < end; both ends are aware."""
        return tuple(each for each in self.occurrences() if start <= each.starts_at < end)

    def ahead(self, now: datetime, *, horizon: timedelta = PLAN_AHEAD) -> tuple[Occurrence, ...]:
        """Return the occurrences to plan now: those that are not over, up to the horizon."""
        return self.between(now, now + horizon)

    def strays(self) -> tuple[datetime, ...]:
        """Return the first times that do not fall on their own rule (a Monday with BYDAY=TU)."""
        rule = self.rule
        if rule is None:
            return ()
        return tuple(first for first in self.times if first not in islice(_expand(rule, first), 1))


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a naive wall time, aware in `zone`.

    A time that the clocks pass twice is its first passage; one that they jump over is as long after the
    jump as it would have been (RFC 5545 3.3.5: the offset before the gap).
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def key_of(local: datetime) -> str:
    """Return the key of an occurrence from its original local start."""
    return local.isoformat(timespec="minutes")


def _occurrence(local: datetime, zone: ZoneInfo) -> Occurrence:
    return Occurrence(key=key_of(local), starts_at=instant_of(local, zone))


def _once_each(occurrences: Iterator[Occurrence]) -> list[Occurrence]:
    """Order by instant and drop what a clock change lays upon an earlier one."""
    kept: dict[datetime, Occurrence] = {}
    for each in occurrences:
        kept.setdefault(each.starts_at.astimezone(UTC), each)
    return [kept[instant] for instant in sorted(kept)]


def _series(rule: Rule | None, first: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the wall times of one series; RFC 5545 3.8.5.3: DTSTART is the first instance and counts."""
    yield first
    if rule is None:
        return
    last = rule.last_instant(zone)
    rest = (start for start in _expand(rule, first) if start > first)
    kept = takewhile(lambda start: last is None or instant_of(start, zone) <= last, rest)
    yield from islice(kept, rule.count - 1 if rule.count else None)


def _expand(rule: Rule, first: datetime) -> Iterator[datetime]:
    """Expand by dateutil, which gets an end of ours only: its own UNTIL loses the last day."""
    end = first + LONGEST_REPEAT
    try:
        return iter(rrulestr(f"{rule.pattern};UNTIL={end:%Y%m%dT%H%M%S}", dtstart=first))
    except ValueError:
        raise BadRepeat(f"Quy tắc lặp “{rule.pattern}” không bao giờ rơi vào ngày giờ nào.") from None


def _check_extent(rule: Rule, first: datetime, zone: ZoneInfo) -> None:
    """Refuse a rule that ends before its first time, runs beyond ten years, or happens too often."""
    start, last = instant_of(first, zone), rule.last_instant(zone)
    if last is not None and last < start:
        raise BadRepeat(
            f"Quy tắc lặp kết thúc (UNTIL={rule.until_text}) trước lần đầu {first:%H:%M ngày %d/%m/%Y}.",
            piece=f"UNTIL={rule.until_text}",
        )
    if last is not None and last > start + LONGEST_REPEAT:
        raise BadRepeat(
            "Quy tắc lặp kéo dài quá 10 năm; hãy chọn UNTIL gần hơn.", piece=f"UNTIL={rule.until_text}"
        )
    found = sum(1 for _ in islice(_series(rule, first, zone), MOST_OCCURRENCES + 1))
    if found > MOST_OCCURRENCES:
        raise BadRepeat(f"Quy tắc lặp sinh ra quá {MOST_OCCURRENCES} lần; hãy thu hẹp lại.")
    if found < rule.count:
        raise BadRepeat(
            f"COUNT={rule.count} không đạt được: trong 10 năm quy tắc chỉ rơi vào {found} lần.",
            piece=f"COUNT={rule.count}",
        )
