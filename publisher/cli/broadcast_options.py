"""Options that commands about broadcasts share: which ones, which period, what the operator says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from content_queue.communes import zone_of
from publisher.cli.desk import Desk
from publisher.cli.language import tr
from publisher.cli.times_given import wall
from publisher.logbook.entries import AsRun

date_option = click.option(
    "--date",
    "on",
    default="",
    help=tr("Ngày, YYYY-MM-DD (mặc định: hôm nay)", "Day, YYYY-MM-DD (default: today)"),
)
slot_option = click.option("--slot", "slot_name", default="", help=tr("Khung giờ", "Slot"))
zone_option = click.option("--zone", "zone_name", default="", help=tr("Cụm loa", "Zone"))
week_option = click.option(
    "--week",
    default="",
    help=tr("Tuần, ví dụ 2026-W48 (mặc định: tuần này)", "Week, 2026-W48 (default: this one)"),
)
month_option = click.option("--month", default="", help=tr("Tháng, ví dụ 2026-11", "Month, 2026-11"))
_AS_RUN = (
    ("--at", "began", tr("Giờ phát thực tế, HH:MM", "True hour, HH:MM")),
    ("--by", "person", tr("Ai phát", "Who played it")),
    ("--not-played", "not_played", tr("Không phát, vì…", "Not played, because…")),
    ("--note", "note", tr("Ghi chú", "Note")),
)


def as_run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options in which an operator says how a broadcast went."""
    for flag, name, told in reversed(_AS_RUN):
        command = click.option(flag, name, default="", help=told)(command)
    return command


def as_run(desk: Desk, day: date, *, began: str, person: str, not_played: str, note: str) -> AsRun:
    """Return what an operator says on the command line."""
    zone = zone_of(desk.commune)
    return AsRun(
        played=not not_played,
        began_at=datetime.combine(day, wall(began), tzinfo=zone) if began else None,
        person=person,
        note=not_played or note,
    )
