"""`publisher slot add|list`."""

from __future__ import annotations

import click

from content_queue import names, rights
from content_queue.models import Commune, Zone
from content_queue.places import named
from publisher.cli.commands import Group
from publisher.cli.desk import ADMIN, Desk, acting, as_json, pass_desk, say, show
from publisher.cli.language import tr
from publisher.cli.times_given import wall
from schedules.hours import Window
from schedules.timetables import NewSlot, add_slot, add_window, slot_rows

DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


@click.group(cls=Group, help=tr("Khung giờ phát thanh.", "Broadcast slots."))
def slot() -> None:
    """Slots."""


@slot.command(
    "add",
    help=tr(
        "Thêm khung giờ, ví dụ: slot add Trưa --start 11:00 --minutes 30 --window 11:00-11:30.", "Add a slot."
    ),
)
@click.argument("name")
@click.option("--start", required=True, help=tr("Giờ bắt đầu, HH:MM", "Start, HH:MM"))
@click.option(
    "--minutes", type=click.IntRange(1, 960), default=60, show_default=True, help=tr("Số phút", "Minutes")
)
@click.option("--days", default="", help="mon,tue,wed,thu,fri,sat,sun")
@click.option(
    "--zone",
    "zones",
    multiple=True,
    help=tr("Cụm loa (lặp lại được; không ghi: mọi cụm)", "Zone (repeatable; none: every zone)"),
)
@click.option(
    "--window", default="", help=tr("Mở thêm giờ được phép, HH:MM-HH:MM", "Permit further hours, HH:MM-HH:MM")
)
@click.option(
    "--decision",
    default="",
    help=tr(
        "Số quyết định của xã, cần khi trước 05:30", "Number of the commune's decision, needed before 05:30"
    ),
)
@acting(ADMIN)
@pass_desk
def slot_add(
    desk: Desk,
    name: str,
    start: str,
    minutes: int,
    days: str,
    zones: tuple[str, ...],
    window: str,
    decision: str,
    actor_name: str,
) -> None:
    """Add a slot."""
    starts, on = wall(start), _days(days)
    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "set up")
        heard_in = frozenset(named(session, Zone, zone, "cụm loa").name for zone in zones)
        commune = session.get_one(Commune, desk.commune.id)
        wanted = NewSlot(
            name=names.clean(name, "khung giờ"), start=starts, minutes=minutes, days=on, zones=heard_in
        )
        if window:
            add_window(session, commune, _window(window, decision), actor=actor, now=desk.now)
        add_slot(session, commune, wanted, actor=actor, now=desk.now)
    say(f"Đã thêm khung “{name}” {start}.", f"Added slot “{name}” {start}.")


@slot.command("list", help=tr("Danh sách khung giờ.", "List slots."))
@as_json
@pass_desk
def slot_list(desk: Desk, as_json: bool) -> None:
    """List slots."""
    with desk.reading() as session:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "start": row.start,
                "minutes": row.minutes,
                "days": row.days,
                "weekdays": [name for name, number in DAYS.items() if number in row.days],
                "zones": row.zones,
            }
            for row in slot_rows(session, desk.commune.id)
        ]
    columns = {
        "name": tr("Tên", "Name"),
        "start": tr("Bắt đầu", "Start"),
        "minutes": tr("Phút", "Minutes"),
        "weekdays": tr("Thứ", "Days"),
        "zones": tr("Cụm loa", "Zones"),
    }
    show(rows, columns, as_json=as_json)


def _window(text: str, decision: str) -> Window:
    begin, between, end = text.replace("–", "-").partition("-")
    if not between:
        raise click.UsageError(
            tr(f"“{text}” cần giờ mở và giờ đóng, như 11:00-11:30.", f"“{text}”: write 11:00-11:30.")
        )
    return Window(start=wall(begin), end=wall(end), decision=decision)


def _days(text: str) -> frozenset[int]:
    names = [each.strip().lower() for each in text.split(",") if each.strip()]
    unknown = [each for each in names if each not in DAYS]
    if unknown:
        raise click.UsageError(
            tr(
                f"Không có thứ “{unknown[0]}”; các thứ: {', '.join(DAYS)}.",
                f"No day “{unknown[0]}”; days: {', '.join(DAYS)}.",
            )
        )
    return frozenset(DAYS[each] for each in names) or frozenset(range(7))
