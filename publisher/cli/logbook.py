"""`publisher logbook show|print|note`: the broadcast log by week and month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from channels.atomic import write
from content_queue.communes import zone_of
from content_queue.models import Commune
from publisher import broadcasts
from publisher.cli.broadcast_options import (
    as_run,
    as_run_options,
    date_option,
    month_option,
    slot_option,
    week_option,
    zone_option,
)
from publisher.cli.commands import Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.language import tr
from publisher.logbook import entries, papers


@click.group(cls=Group, help=tr("Sổ nhật ký phát thanh theo tuần, theo tháng.", "The broadcast log."))
def logbook() -> None:
    """Broadcast log."""


@logbook.command(
    "show", help=tr("Xem sổ: theo lịch và thực tế phát.", "Show the log: as planned and as played.")
)
@week_option
@month_option
@as_json
@pass_desk
def logbook_show(desk: Desk, week: str, month: str, as_json: bool) -> None:
    """Show a period."""
    found, period = _period(desk, week, month)
    if as_json:
        print_json([line.row() for line in found])
        return
    rows = [
        {
            "at": desk.local(line.airs_at),
            "place": f"{line.slot} {line.zone}".strip(),
            "items": [item["reference"] for item in line.items],
            "result": _result(line),
            "person": line.person,
            "note": line.note,
        }
        for line in found
    ]
    columns = {
        "at": tr("Theo lịch", "Planned"),
        "place": tr("Khung, cụm loa", "Slot, zone"),
        "items": tr("Tin", "Items"),
        "result": tr("Kết quả", "Result"),
        "person": tr("Người phát", "Person"),
        "note": tr("Ghi chú", "Note"),
    }
    show(rows, columns, as_json=False)
    say(f"{period}: {len(found)} buổi phát.", f"{period}: {len(found)} broadcasts.")


@logbook.command(
    "print",
    help=tr(
        "In sổ ra tệp .docx (Word) hoặc .html (in ngay).", "Write the log as .docx (Word) or .html (print)."
    ),
)
@week_option
@month_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=tr("Tệp đích", "Target file"),
)
@pass_desk
def logbook_print(desk: Desk, week: str, month: str, out: Path) -> None:
    """Print a period."""
    makers = {".docx": papers.office_file, ".html": papers.printable}
    if out.suffix.lower() not in makers:
        raise click.UsageError(
            tr(f"Tệp {out.name} phải có đuôi .docx hoặc .html.", f"{out.name} must end in .docx or .html.")
        )
    found, period = _period(desk, week, month)
    write(out, makers[out.suffix.lower()](found, commune=desk.commune.name, period=period))
    say(f"Đã ghi sổ {len(found)} buổi phát vào {out}.", f"Wrote {len(found)} broadcasts to {out}.")


@logbook.command(
    "note",
    help=tr(
        "Ghi thêm để sửa một buổi đã ghi; lần ghi trước còn nguyên trong sổ.",
        "Add an entry that puts an earlier one right; both stay in the log.",
    ),
)
@date_option
@slot_option
@zone_option
@as_run_options
@acting()
@pass_desk
def logbook_note(
    desk: Desk,
    on: str,
    slot_name: str,
    zone_name: str,
    actor_name: str,
    **told: str,
) -> None:
    """Add a further entry."""
    day = desk.day(on)
    said = as_run(desk, day, **told)
    with desk.acting(actor_name) as (session, actor):
        commune = session.get_one(Commune, desk.commune.id)
        found = broadcasts.broadcasts(session, commune, on=day, slot=slot_name, zone=zone_name)
        noted = broadcasts.put_right(session, found, said, actor=actor, now=desk.now)
    say(f"Đã ghi thêm {len(noted)} buổi phát.", f"{len(noted)} broadcasts noted.")


def _result(line: entries.Line) -> str:
    told = tr(papers.STATES[line.state], line.state.replace("_", " "))
    if line.began_at is None:
        return told
    late = f"{line.late_minutes:+d}"
    return f"{told} {line.began_at:%H:%M} ({tr(f'{late} phút', f'{late} min')})"


def _period(desk: Desk, week: str, month: str) -> tuple[Sequence[entries.Line], str]:
    since, until = _days(desk, week, month)
    with desk.reading() as session:
        commune = session.get_one(Commune, desk.commune.id)
        found = entries.lines(session, commune, since, until, now=desk.now)
    last = date.fromordinal(until.toordinal() - 1)
    return found, tr(f"Từ {since:%d/%m/%Y} đến {last:%d/%m/%Y}", f"From {since:%d/%m/%Y} to {last:%d/%m/%Y}")


def _days(desk: Desk, week: str, month: str) -> tuple[date, date]:
    today = desk.now.astimezone(zone_of(desk.commune)).date()
    try:
        if month:
            return entries.month(*_numbers(r"(\d{4})-(\d{1,2})", month))
        this = today.isocalendar()[:2]
        return entries.week(*(_numbers(r"(\d{4})-?W(\d{1,2})", week.upper()) if week else this))
    except ValueError:
        raise click.UsageError(
            tr(
                f"“{week or month}” không phải tuần hay tháng; hãy viết như 2026-W48 hoặc 2026-11.",
                f"“{week or month}” is no week or month; write 2026-W48 or 2026-11.",
            )
        ) from None


def _numbers(form: str, text: str) -> tuple[int, int]:
    match = re.fullmatch(form, text.strip())
    if not match:
        raise ValueError(text)
    return int(match[1]), int(match[2])
