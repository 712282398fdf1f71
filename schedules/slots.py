"""Broadcast slots: where an item may sound, and where it goes. The guard against 03:15 lives here.

`at` means “not before”: an item joins the slot that contains `at`, else the next slot before `valid_until`,
else it is refused with a sentence. Emergencies go at once, outside slots. Pure: standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from schedules.hours import (
    CLOSED,
    DEFAULT_WINDOWS,
    EMERGENCY,
    HoursRefused,
    NightOverride,
    Window,
    holding,
    said,
    touches_closed,
    within,
)

EVERY_DAY = frozenset(range(7))
LEAD = timedelta(minutes=30)
SEARCH_DAYS = 60
HALF_A_DAY = timedelta(hours=12)
MOMENT = timedelta(microseconds=1)


class SlotRefused(ValueError):
    """An item that finds no permitted place; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A regular broadcast: wall start, length, weekdays (Monday 0), zones served (empty: every zone).

    Raises HoursRefused when it has no length, crosses midnight, or touches the closed hours.
    """

    name: str
    start: time
    length: timedelta
    days: frozenset[int] = EVERY_DAY
    zones: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not timedelta(0) < self.length <= timedelta(hours=16):
            raise HoursRefused(f"Khung phát “{self.name}” phải dài hơn 0 phút và không quá 16 giờ.")
        if self.start < CLOSED[1] or _of_day(self.start) + self.length > _of_day(CLOSED[0]):
            raise HoursRefused(f"Khung phát {self} chạm vào giờ cấm phát loa {said(CLOSED)}.")
        if not self.days or not self.days <= EVERY_DAY:
            raise HoursRefused(f"Khung phát “{self.name}” cần ít nhất một thứ trong tuần (0 đến 6).")

    @property
    def end(self) -> time:
        """Return the wall time at which it is over."""
        return (datetime.combine(date.min, self.start) + self.length).time()

    def serves(self, zone: str) -> bool:
        """Say whether a zone hears this slot."""
        return not self.zones or zone in self.zones

    def airing(self, on: date, tz: tzinfo) -> Airing:
        """Return its broadcast of one day."""
        starts_at = datetime.combine(on, self.start, tzinfo=tz).astimezone(UTC)
        return Airing(
            slot=self, starts_at=starts_at.astimezone(tz), ends_at=(starts_at + self.length).astimezone(tz)
        )

    def __str__(self) -> str:
        return f"{self.name} {said((self.start, self.end))}"


@dataclass(frozen=True, kw_only=True)
class Airing:
    """A slot on one day, as instants aware in the commune's zone."""

    slot: Slot
    starts_at: datetime
    ends_at: datetime

    def due_at(self, lead: timedelta = LEAD) -> datetime:
        """Return when its bulletin is assembled and exported."""
        return (self.starts_at.astimezone(UTC) - lead).astimezone(self.starts_at.tzinfo)


@dataclass(frozen=True, kw_only=True)
class SpecialDay:
    """A day with its own hours (Tết, mourning): `slots` replace the regular ones; none means silence."""

    on: date
    name: str
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where an item sounds: in a slot's airing, or outside slots at once (`airing` is None)."""

    starts_at: datetime
    airing: Airing | None = None

    def due_at(self, lead: timedelta = LEAD) -> datetime:
        """Return when its files must be handed over; outside slots there is no lead."""
        return self.airing.due_at(lead) if self.airing else self.starts_at


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """The commune's slots in its permitted windows. Raises HoursRefused naming every slot that is wrong."""

    tz: tzinfo
    slots: tuple[Slot, ...]
    windows: tuple[Window, ...] = DEFAULT_WINDOWS
    special_days: tuple[SpecialDay, ...] = ()

    def __post_init__(self) -> None:
        special = [slot for day in self.special_days for slot in day.slots]
        wrong = [sentence for slot in (*self.slots, *special) if (sentence := self.objection_to(slot))]
        wrong += _overlaps(self.slots)
        for day in self.special_days:
            wrong += _overlaps(day.slots)
        if wrong:
            raise HoursRefused(" ".join(wrong))

    def objection_to(self, slot: Slot) -> str:
        """Return why a slot may not be used, empty when it may."""
        if holding(self.windows, slot.start, slot.end):
            return ""
        allowed = ", ".join(str(window) for window in self.windows) or "chưa có"
        return (
            f"Khung phát {slot} nằm ngoài giờ được phép của xã ({allowed}); "
            "hãy chọn giờ khác, hoặc mở thêm giờ (--window HH:MM-HH:MM)."
        )

    def airings(self, zone: str, *, since: datetime, days: int = SEARCH_DAYS) -> Iterator[Airing]:
        """Give a zone's broadcasts in order, from the one that contains `since` on."""
        first = since.astimezone(self.tz).date()
        for on in (first + timedelta(days=ahead) for ahead in range(days + 1)):
            for slot in self._slots_on(on, zone):
                airing = slot.airing(on, self.tz)
                if airing.ends_at.astimezone(UTC) > since.astimezone(UTC):
                    yield airing

    def place(
        self,
        at: datetime,
        *,
        zone: str,
        urgency: str,
        now: datetime,
        valid_until: datetime | None = None,
        length: timedelta = timedelta(0),
        override: NightOverride | None = None,
    ) -> Placement:
        """Return where an item of this zone sounds; `at` and `now` are aware.

        A slot that has begun takes no more items. `length` is how long an emergency sounds, so that it does
        not run into the night. Raises SlotRefused.
        """
        if urgency == EMERGENCY:
            return self._at_once(max(at, now, key=_utc), length, override)
        if sentence := self.closed_hour(at.astimezone(self.tz)):
            raise SlotRefused(sentence)
        for airing in self.airings(zone, since=max(at, now, key=_utc)):
            if valid_until is not None and _utc(airing.starts_at) >= _utc(valid_until):
                break
            if _utc(airing.starts_at) >= _utc(now) and self._is_permitted(airing):
                return Placement(starts_at=airing.starts_at, airing=airing)
        raise SlotRefused(self._no_place(at, zone, valid_until))

    def closed_hour(self, local: datetime) -> str:
        """Return the sentence that refuses a wall time in the closed hours, empty when it is not closed."""
        if not within(local.time(), CLOSED):
            return ""
        twin = (local + HALF_A_DAY).time()
        listed = self.listed()
        if any(slot.start <= twin < slot.end for slot in self.slots):
            advice = f"Có phải định ghi {twin:%H:%M}?"
        else:
            advice = f"Hãy kiểm tra lại giờ ({twin:%H:%M} cũng không nằm trong khung phát nào)."
        return (
            f"Giờ {local:%H:%M ngày %d/%m/%Y} nằm trong giờ cấm phát loa {said(CLOSED)}, không phát được. "
            f"{advice} {listed}"
        )

    def listed(self) -> str:
        """Return the sentence that lists the slots."""
        if not self.slots:
            return "Xã chưa đặt khung phát nào."
        return "Các khung phát: " + ", ".join(str(slot) for slot in self.slots) + "."

    def _at_once(self, start: datetime, length: timedelta, override: NightOverride | None) -> Placement:
        local = start.astimezone(self.tz)
        end = _utc(start) + max(length, MOMENT)
        if touches_closed(start, end, tz=self.tz) and not (override and override.covers(start)):
            raise SlotRefused(
                f"Phát khẩn cấp lúc {local:%H:%M ngày %d/%m/%Y} rơi vào giờ cấm {said(CLOSED)}: cần "
                "lệnh phát đêm còn hiệu lực, gồm họ tên người quyết định, lý do và xác nhận lần hai "
                "(`publisher night order`)."
            )
        return Placement(starts_at=local)

    def _slots_on(self, on: date, zone: str) -> list[Slot]:
        special = next((day for day in self.special_days if day.on == on), None)
        if special is not None:
            chosen: Iterable[Slot] = special.slots
        else:
            chosen = (slot for slot in self.slots if on.weekday() in slot.days)
        return sorted((slot for slot in chosen if slot.serves(zone)), key=lambda slot: slot.start)

    def _is_permitted(self, airing: Airing) -> bool:
        """Look once more at the real instants: a change of clocks can carry a lawful slot into the night."""
        return not touches_closed(airing.starts_at, airing.ends_at, tz=self.tz)

    def _no_place(self, at: datetime, zone: str, valid_until: datetime | None) -> str:
        local = at.astimezone(self.tz)
        limit = ""
        if valid_until is not None:
            limit = f" đến khi hết hạn {valid_until.astimezone(self.tz):%H:%M ngày %d/%m/%Y}"
        return (
            f"Từ {local:%H:%M ngày %d/%m/%Y}{limit} không còn khung phát nào cho cụm loa “{zone}”. "
            f"Hãy đổi giờ hoặc kéo dài hạn. {self.listed()}"
        )


def _of_day(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _overlaps(slots: Iterable[Slot]) -> list[str]:
    """Name the pairs of slots that would sound at the same time in the same zone."""
    ordered = sorted(slots, key=lambda slot: slot.start)
    return [
        f"Khung phát {one} và {other} chồng giờ nhau."
        for at, one in enumerate(ordered)
        for other in ordered[at + 1 :]
        if other.start < one.end and one.days & other.days and _share_zone(one, other)
    ]


def _share_zone(one: Slot, other: Slot) -> bool:
    return not one.zones or not other.zones or bool(one.zones & other.zones)
