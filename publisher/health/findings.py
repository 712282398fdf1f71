"""From figures to findings: what is wrong, what is well; red on what stops messages, not on “process up”."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from publisher.clock import LOCAL
from publisher.health.figures import Figures

LEAST_DISK = 500 * 1024 * 1024
LEAST_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at, and whether it is wrong."""

    key: str  # sort of trouble, and where: disk@may-xa; the same as long as it lasts
    what: str
    told: str
    is_wrong: bool = False
    is_told: bool = True  # to those who hear of the installation; what a commune's own alert tells is not

    @property
    def sort(self) -> str:
        """Return the sort of trouble alone."""
        return self.key.partition("@")[0]

    def sentence(self) -> str:
        """Return it as people read it."""
        return f"{self.what}: {self.told}"

    def row(self) -> dict[str, Any]:
        """Return it as listings give it."""
        return {"key": self.key, "what": self.what, "told": self.told, "wrong": self.is_wrong}


def findings(figures: Figures) -> list[Finding]:
    """Return all findings, good ones too."""
    looks = (_disk, _database, _workers, _deliveries, _records, _holds, _tokens, _channels, _contacts)
    return [finding for look in looks for finding in look(figures)]


def _disk(figures: Figures) -> Iterator[Finding]:
    told = f"còn trống {figures.disk_free // (1024 * 1024)} MB"
    wrong = figures.disk_free < LEAST_DISK
    yield Finding(key=f"disk@{figures.host}", what="Ổ đĩa", told=told, is_wrong=wrong)


def _database(figures: Figures) -> Iterator[Finding]:
    if figures.records is None:
        told = f"không trả lời ({figures.database_problem})"
        yield Finding(key="database", what="Cơ sở dữ liệu", told=told, is_wrong=True)


def _workers(figures: Figures) -> Iterator[Finding]:
    what = "Chương trình gửi tin"
    alive = [each for each in figures.workers if each.is_alive]
    for each in alive:
        if each.trouble:
            yield Finding(key=f"worker@{each.name}", what=what, told=each.trouble, is_wrong=True)
    if alive:
        yield Finding(key="tick", what=what, told=f"đang chạy: {len(alive)}")
    elif figures.last_tick is not None:
        told = f"không còn dấu hiệu sống từ {_when(figures.at - figures.last_tick)}"
        yield Finding(key="tick", what=what, told=told, is_wrong=True)
    elif figures.records is not None:
        yield Finding(
            key="tick", what=what, told="không chạy; hãy chạy `publisher serve` hoặc `publisher work`"
        )


def _deliveries(figures: Figures) -> Iterator[Finding]:
    if figures.records is None:
        return
    oldest, records = figures.records.oldest_overdue_at, figures.records
    told = f"cũ nhất từ {_when(oldest)}" if oldest else "không có"
    yield Finding(key="overdue", what="Lượt quá giờ chưa đi", told=told, is_wrong=oldest is not None)
    if records.stuck:
        yield Finding(key="stuck", what="Lượt đang gửi quá lâu", told=str(records.stuck), is_wrong=True)
    yield Finding(
        key="uncertain",
        what="Lượt chưa rõ, chờ người xem",
        told=str(records.uncertain_waiting),
        is_wrong=records.uncertain_waiting > 0,
        is_told=False,
    )


def _records(figures: Figures) -> Iterator[Finding]:
    for sentence in figures.records.broken if figures.records else ():
        yield Finding(key="records", what="Sổ lượt đăng", told=sentence, is_wrong=True, is_told=False)


def _holds(figures: Figures) -> Iterator[Finding]:
    for each in figures.records.held if figures.records else ():
        what = f"Đang giữ “{each.name}” ({each.commune})"
        key = f"held@{each.commune}/{each.name}"
        yield Finding(key=key, what=what, told=each.because, is_wrong=True, is_told=False)


def _tokens(figures: Figures) -> Iterator[Finding]:
    for each in figures.records.tokens if figures.records else ():
        what = f"Mã truy cập “{each.account}” ({each.commune})"
        key = f"token@{each.commune}/{each.account}"
        told = "chưa biết còn bao lâu" if each.days is None else f"còn {each.days} ngày"
        wrong = each.days is not None and each.days < LEAST_DAYS
        yield Finding(key=key, what=what, told=told, is_wrong=wrong)


def _channels(figures: Figures) -> Iterator[Finding]:
    if figures.secrets_problem:
        yield Finding(key="secrets", what="Khóa bí mật", told=figures.secrets_problem, is_wrong=True)
    for each in figures.readiness:
        if each.problems or each.asked:
            key = f"channel@{figures.host}/{each.commune}/{each.channel}"
            told = "; ".join(each.problems) or "sẵn sàng"
            what = f"{each.channel} ({each.commune})"
            yield Finding(key=key, what=what, told=told, is_wrong=bool(each.problems))


def _contacts(figures: Figures) -> Iterator[Finding]:
    for each in figures.records.failing if figures.records else ():
        what = f"Báo cho “{each.name}” ({each.commune})"
        key = f"contact@{each.commune}/{each.name}"
        told = f"đã thử {each.tries} lần không được: {each.problem}"
        yield Finding(key=key, what=what, told=told, is_wrong=True)


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(LOCAL)):%H:%M ngày %d/%m/%Y}"


def seconds(span: timedelta | None) -> float | None:
    """Return a length in seconds, None when there is none."""
    return None if span is None else round(span.total_seconds(), 3)
