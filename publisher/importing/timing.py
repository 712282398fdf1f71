"""When a draft goes out: times, repeat, validity; past times by explicit choice; closed hours refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from channels.base import Urgency
from publisher.importing.front_matter import FrontMatter, Written
from publisher.importing.known import KnownNames
from publisher.importing.moments import BadMoment, read_moment
from publisher.importing.problems import ProblemList
from schedules.recurrence import BadRepeat, Occurrence, Recurrence, instant_of

PastAt = Literal["now", "skip"]

ON_APPROVAL = "now"  # the value of `at` that asks for no hour of its own


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Naive wall times with their repeat, and the instant after which nothing goes out."""

    times: tuple[datetime, ...]
    repeat: str = ""
    valid_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The commune's time: `now` aware, its zone, and what to do with times that are over."""

    now: datetime
    zone: ZoneInfo
    past_at: PastAt | None = None


def read_timing(front: FrontMatter, clock: Clock, problems: ProblemList) -> Timing:
    """Return when the message goes out; mistakes are noted, and what could be read is still returned."""
    valid_until = _valid_until(front, clock, problems)
    if _is_on_approval(front):
        return Timing(times=(), valid_until=valid_until)
    times = _times(front, clock, problems)
    recurrence = _recurrence(front, times, clock, problems)
    if recurrence is None:
        return Timing(times=times, valid_until=valid_until)
    occurrences = recurrence.occurrences()
    if valid_until is not None:
        _check_validity(front, recurrence, occurrences, valid_until, problems)
    if occurrences[0].starts_at >= clock.now:
        return Timing(times=times, repeat=recurrence.repeat, valid_until=valid_until)
    left = _without_past(occurrences, valid_until, clock, _line(front, "at"), problems)
    return Timing(times=left, valid_until=valid_until)


def check_loud_hours(
    timing: Timing,
    front: FrontMatter,
    problems: ProblemList,
    *,
    known: KnownNames,
    clock: Clock,
    urgency: Urgency,
) -> None:
    """Refuse closed hours for loudspeakers; an emergency may need one, and is told what that takes."""
    try:
        series = Recurrence(times=timing.times, zone=clock.zone, repeat=timing.repeat).occurrences()
    except BadRepeat:
        return
    clocks: dict[time, datetime] = {}
    for each in series:
        clocks.setdefault(each.starts_at.timetz().replace(tzinfo=None), each.starts_at)
    for start in clocks.values():
        sentence = known.closed_hour(start)
        if sentence and urgency is Urgency.EMERGENCY:
            remedy = "Khi duyệt cần lệnh phát đêm: họ tên người quyết định, lý do, xác nhận lần hai."
            problems.warning("closed-hour", _line(front, "at"), sentence, remedy)
        elif sentence:
            problems.error("closed-hour", _line(front, "at"), sentence, "Sửa giờ rồi nhập lại cả tin.")


def _is_on_approval(front: FrontMatter) -> bool:
    """Say whether the file asks to go out as soon as it is approved: `at: now`, and no repeat."""
    return [each.text.casefold() for each in front.all("at")] == [ON_APPROVAL] and not front.one("repeat")


def _times(front: FrontMatter, clock: Clock, problems: ProblemList) -> tuple[datetime, ...]:
    if not front.all("at"):
        problems.error(
            "missing-at", 1, "Thiếu “at” (giờ phát hành).", "Thêm dòng: at: 2026-11-24 17:00 (hoặc at: now)"
        )
    found = [_moment("at", written, clock, problems) for written in front.all("at")]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _valid_until(front: FrontMatter, clock: Clock, problems: ProblemList) -> datetime | None:
    written = front.one("valid_until")
    local = _moment("valid_until", written, clock, problems, end_of_day=True) if written else None
    return instant_of(local, clock.zone) if local else None


def _moment(
    name: str, written: Written, clock: Clock, problems: ProblemList, *, end_of_day: bool = False
) -> datetime | None:
    try:
        return read_moment(written.text, zone=clock.zone, end_of_day=end_of_day)
    except BadMoment as error:
        problems.error(
            f"bad-{name.replace('_', '-')}", written.line, f"“{name}”: {error.sentence}", error.remedy
        )
        return None


def _recurrence(
    front: FrontMatter, times: tuple[datetime, ...], clock: Clock, problems: ProblemList
) -> Recurrence | None:
    repeat = front.one("repeat")
    try:
        found = Recurrence(times=times, zone=clock.zone, repeat=repeat.text if repeat else "")
    except BadRepeat as error:
        problems.error(
            "bad-repeat", _line(front, "repeat"), error.sentence, "Xem ví dụ trong tài liệu nhập tin."
        )
        return None
    for stray in found.strays():
        sentence = f"Lần đầu {stray:%H:%M ngày %d/%m/%Y} không rơi vào quy tắc lặp; lần này vẫn được tính."
        problems.warning("first-off-repeat", _line(front, "repeat"), sentence, "Kiểm tra lại at và repeat.")
    return found if times else None


def _check_validity(
    front: FrontMatter,
    recurrence: Recurrence,
    occurrences: tuple[Occurrence, ...],
    valid_until: datetime,
    problems: ProblemList,
) -> None:
    line = _line(front, "valid_until")
    until = f"{valid_until:%H:%M ngày %d/%m/%Y}"
    late = [first for first in recurrence.times if instant_of(first, recurrence.zone) >= valid_until]
    if late:
        sentence = f"Hết hạn (valid_until) lúc {until}, không sau giờ phát {late[0]:%H:%M ngày %d/%m/%Y}."
        problems.error("valid-until-before-at", line, sentence, "Sửa valid_until hoặc at.")
        return
    beyond = sum(each.starts_at >= valid_until for each in occurrences)
    if beyond:
        sentence = f"{beyond} lần lặp rơi sau khi hết hạn {until} và sẽ không phát."
        problems.warning("repeat-after-valid-until", line, sentence, "Sửa UNTIL/COUNT hoặc valid_until.")


def _without_past(
    occurrences: tuple[Occurrence, ...],
    valid_until: datetime | None,
    clock: Clock,
    line: int,
    problems: ProblemList,
) -> tuple[datetime, ...]:
    """Return explicit times for what is still to come, by the choice made; without one it is an error."""
    still = [datetime.fromisoformat(each.key) for each in occurrences if each.starts_at >= clock.now]
    gone = len(occurrences) - len(still)
    over = f"Giờ phát {occurrences[0].starts_at:%H:%M ngày %d/%m/%Y} đã qua"
    over += f" (và {gone - 1} lần sau đó)" if gone > 1 else ""
    if valid_until is not None and valid_until <= clock.now:
        problems.error(
            "expired", line, f"{over} và tin đã hết hạn.", "Sửa at và valid_until, hoặc bỏ tệp này."
        )
    elif clock.past_at is None:
        remedy = "Sửa at; hoặc nhập với --past-at now (gửi ngay) hoặc --past-at skip (bỏ các lần đã qua)."
        problems.error("past-at", line, f"{over}; không tự gửi ngay.", remedy)
    elif clock.past_at == "now":
        now = clock.now.astimezone(clock.zone).replace(tzinfo=None, second=0, microsecond=0)
        problems.notice("past-at-now", line, f"{over}; sẽ gửi ngay sau khi duyệt.")
        return (now, *(each for each in still if each != now))
    elif not still:
        problems.error(
            "nothing-left", line, f"{over}; bỏ đi thì không còn lần nào.", "Sửa at hoặc dùng --past-at now."
        )
    else:
        problems.notice("past-at-skipped", line, f"{over}, đã bỏ; còn {len(still)} lần.")
    return tuple(still)


def _line(front: FrontMatter, name: str) -> int:
    written = front.one(name)
    return written.line if written else 1
