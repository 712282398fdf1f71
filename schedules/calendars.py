"""What a day is: lunar date, public day, campaign days. Special broadcast hours are `slots.SpecialDay`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class LunarDay:
    """A day of the Vietnamese lunar calendar; `leap` when its month is the intercalary one."""

    day: int
    month: int
    year: int
    leap: bool = False
    year_name: str = ""

    @property
    def short(self) -> str:
        """Return the day as calendars print it: 1/1, or 15/6N in a leap month."""
        return f"{self.day}/{self.month}{'N' if self.leap else ''}"

    def __str__(self) -> str:
        day = f"mùng {self.day}" if self.day <= 10 else f"ngày {self.day}"
        month = {1: "Giêng", 12: "Chạp"}.get(self.month, str(self.month))
        return f"{day} tháng {month}{' nhuận' if self.leap else ''} năm {self.year_name}"


@dataclass(frozen=True, kw_only=True)
class CampaignDay:
    """A day of the year around which messages gather; staff add their own."""

    code: str
    name: str
    month: int
    day: int

    def falls_on(self, on: date) -> bool:
        """Say whether it comes on this day."""
        return (on.month, on.day) == (self.month, self.day)


CAMPAIGN_DAYS = (
    CampaignDay(code="science", name="Ngày Khoa học và Công nghệ Việt Nam", month=5, day=18),
    CampaignDay(code="innovation", name="Ngày hội Đổi mới sáng tạo quốc gia", month=10, day=1),
    CampaignDay(code="digital", name="Ngày Chuyển đổi số quốc gia", month=10, day=10),
)


@dataclass(frozen=True, kw_only=True)
class Day:
    """What the calendar shows of one day; `public` is the name of a public day or empty."""

    on: date
    lunar: LunarDay
    public: str = ""
    campaigns: tuple[CampaignDay, ...] = ()


def day_of(on: date, *, campaigns: Iterable[CampaignDay] = CAMPAIGN_DAYS) -> Day:
    """Return all that is known of a day."""
    return Day(on=on, lunar=lunar_day(on), public=public_day(on), campaigns=campaigns_on(on, campaigns))


def campaigns_on(on: date, campaigns: Iterable[CampaignDay] = CAMPAIGN_DAYS) -> tuple[CampaignDay, ...]:
    """Return the campaign days that fall on a day."""
    return tuple(each for each in campaigns if each.falls_on(on))


def public_day(on: date) -> str:
    """Return the Vietnamese name of a public day, empty on a working day."""
    return public_days(on.year).get(on, "")


@cache
def public_days(year: int) -> Mapping[date, str]:
    """Return the public days of a year with their Vietnamese names (holidays library)."""
    from holidays import country_holidays

    days = country_holidays("VN", years=year, language="vi")
    return MappingProxyType(dict(sorted(days.items())))


def lunar_day(on: date) -> LunarDay:
    """Return the lunar date, in Vietnam's time (UTC+7) whatever the commune's zone; years 1900 to 2100."""
    from lunar_vn import convert_solar_to_lunar
    from lunar_vn.can_chi import get_year_can_chi

    found = convert_solar_to_lunar(on.day, on.month, on.year)
    return LunarDay(
        day=found.day,
        month=found.month,
        year=found.year,
        leap=bool(found.leap),
        year_name=get_year_can_chi(found.year),
    )
