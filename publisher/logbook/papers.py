"""The broadcast log as a page to print and a Word file, in the layout of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from channels import office_paper as paper
from publisher.logbook.entries import Line

if TYPE_CHECKING:
    from jinja2 import Template

STATES = {
    "played": "Đã phát",
    "not_played": "Không phát",
    "missed": "Lỡ giờ, không phát",
    "unconfirmed": "Chưa xác nhận",
    "planned": "Chưa đến giờ",
}
COLUMNS = {
    "STT": ("{{ row.number }}", 12),
    "Giờ theo lịch": ("{{ row.planned }}", 28),
    "Khung, cụm loa": ("{{ row.place }}", 38),
    "Nội dung": ("{{ row.told }}", 78),
    "Thời lượng": ("{{ row.length }}", 18),
    "Kết quả, giờ thực tế": ("{{ row.result }}", 32),
    "Người phát": ("{{ row.person }}", 20),
    "Ghi chú": ("{{ row.note }}", 26),
}


def office_file(lines: Sequence[Line], *, commune: str, period: str) -> bytes:
    """Return the log as a Word file."""
    return paper.filled(_template(), _facts(lines, commune=commune, period=period))


def printable(lines: Sequence[Line], *, commune: str, period: str) -> bytes:
    """Return the log as a page to print."""
    return (_page().render(_facts(lines, commune=commune, period=period)).rstrip("\n") + "\n").encode()


@cache
def _template() -> bytes:
    document = paper.page(landscape=True)
    paper.head(document, office=("ỦY BAN NHÂN DÂN", "{{ commune }}"), width=paper.LANDSCAPE)
    paper.title(document, "Sổ nhật ký phát thanh", "{{ period }}", "{{ summary }}")
    paper.table(document, COLUMNS, rows="row in rows")
    paper.signatures(document, "Người lập sổ", "Thủ trưởng đơn vị")
    return paper.saved(document)


@cache
def _page() -> Template:
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((files(__package__) / "logbook.html").read_text(encoding="utf-8"))


def _facts(lines: Sequence[Line], *, commune: str, period: str) -> Mapping[str, Any]:
    rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    return {"commune": commune.upper(), "period": period, "summary": summary(lines), "rows": rows}


def period(since: date, until: date) -> str:
    """Return a period as papers name it; `until` is the day after its last."""
    return f"Từ {since:%d/%m/%Y} đến {until - timedelta(days=1):%d/%m/%Y}"


def summary(lines: Sequence[Line]) -> str:
    """Return one sentence with the counts of a period."""
    if not lines:
        return "Không có buổi phát nào."
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    told = [f"{STATES[state].lower()} {count}" for state, count in counts.items() if count]
    return f"{len(lines)} buổi phát: {', '.join(told)}."


def _row(number: int, line: Line) -> Mapping[str, str]:
    return {
        "number": str(number),
        "planned": f"{line.airs_at:%H:%M}\n{line.airs_at:%d/%m/%Y}",
        "place": "\n".join(filter(None, [line.slot, line.zone])),
        "told": "\n".join(_told(each) for each in line.items),
        "length": f"{line.seconds // 60}:{line.seconds % 60:02}" if line.seconds else "",
        "result": as_run(line),
        "person": line.person,
        "note": "\n".join(filter(None, [line.note, _corrected(line), _night(line)])),
    }


def as_run(line: Line) -> str:
    """Return what became of a broadcast, with its true hour and the difference to the plan."""
    told = STATES[line.state]
    if line.began_at is None:
        return told
    late = line.late_minutes or 0
    shift = f", muộn {late} phút" if late > 0 else f", sớm {-late} phút" if late else ", đúng giờ"
    return f"{told} lúc {line.began_at:%H:%M}{shift}"


def _told(item: Mapping[str, Any]) -> str:
    unit = f" ({item['unit']})" if item.get("unit") else ""
    return f"{item['reference']}: {item['title']}{unit}"


def _corrected(line: Line) -> str:
    return f"Đã sửa {line.corrected} lần; các lần ghi trước còn trong sổ." if line.corrected else ""


def _night(line: Line) -> str:
    return f"Lệnh phát đêm: {line.night_order}" if line.night_order else ""
