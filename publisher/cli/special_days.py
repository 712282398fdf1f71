"""`publisher day set|list|forget`: days with their own loudspeaker hours (Tết, mourning)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import click

from content_queue import names, users
from content_queue.models import Commune
from publisher.cli.commands import Group
from publisher.cli.desk import ADMIN, Desk, acting, as_json, pass_desk, say, show
from publisher.cli.language import tr
from publisher.cli.times_given import wall
from publisher.english import in_chosen_language
from publisher.special_days import change_day
from schedules.slots import Slot, SpecialDay
from schedules.timetables import timetable_of

_SLOT = re.compile(r"(?P<name>.+?)\s+(?P<start>\d{1,2}:\d\d)\s+(?P<minutes>\d{1,3})")
_LONGEST = 960  # minutes


@click.group(
    cls=Group,
    help=tr("Ngày có khung phát riêng: Tết, quốc tang.", "Days with their own broadcast hours."),
)
def day() -> None:
    """Special days."""


@day.command(
    "set",
    help=tr(
        'Đặt khung phát riêng cho một ngày, ví dụ: day set 2027-02-06 --name "Mùng Một Tết" '
        '--slot "Chúc Tết 06:00 30"; --silent: không phát.',
        "Give a day its own slots; --silent: none.",
    ),
)
@click.argument("on")
@click.option("--name", required=True, help=tr("Tên ngày", "Name of the day"))
@click.option(
    "--slot", "slots", multiple=True, help=tr("Tên HH:MM PHÚT (lặp lại được)", "Name HH:MM MINUTES")
)
@click.option("--silent", is_flag=True, help=tr("Không phát tin nào trong ngày", "No broadcast on this day"))
@acting(ADMIN)
@pass_desk
def day_set(desk: Desk, on: str, name: str, slots: tuple[str, ...], silent: bool, actor_name: str) -> None:
    """Give a day its own hours."""
    if bool(slots) == silent:
        raise click.UsageError(tr("Cần --slot hoặc --silent, một trong hai.", "Give --slot or --silent."))
    wanted = SpecialDay(
        on=desk.day(on), name=names.clean(name, "ngày"), slots=tuple(_slot(each) for each in slots)
    )
    told = _changed(desk, wanted.on, wanted, actor_name)
    say(f"Đã đặt khung phát cho {wanted.on:%d/%m/%Y}.", f"Set the hours of {wanted.on:%d/%m/%Y}.")
    _tell(told)


@day.command("forget", help=tr("Trả một ngày về khung phát thường.", "Give a day its regular hours back."))
@click.argument("on")
@acting(ADMIN)
@pass_desk
def day_forget(desk: Desk, on: str, actor_name: str) -> int:
    """Give a day its regular hours back."""
    which = desk.day(on)
    told = _changed(desk, which, None, actor_name)
    if told is None:
        click.echo(
            tr(f"Ngày {which:%d/%m/%Y} không có khung riêng.", f"{which:%d/%m/%Y} has no hours of its own."),
            err=True,
        )
        return 1
    say(f"Ngày {which:%d/%m/%Y} theo khung thường.", f"{which:%d/%m/%Y} has its regular hours.")
    _tell(told)
    return 0


@day.command("list", help=tr("Các ngày có khung phát riêng.", "Days with their own hours."))
@as_json
@pass_desk
def day_list(desk: Desk, as_json: bool) -> None:
    """List special days."""
    with desk.reading() as session:
        table = timetable_of(session, session.get_one(Commune, desk.commune.id))
    rows: list[dict[str, Any]] = [
        {"day": each.on.isoformat(), "name": each.name, "slots": [str(slot) for slot in each.slots]}
        for each in sorted(table.special_days, key=lambda special: special.on)
    ]
    columns = {"day": tr("Ngày", "Day"), "name": tr("Tên", "Name"), "slots": tr("Khung phát", "Slots")}
    show(rows, columns, as_json=as_json)


def _changed(desk: Desk, on: date, wanted: SpecialDay | None, actor_name: str) -> list[str] | None:
    """Change a day's hours and move what was planned on it; None when there was nothing to forget."""
    with desk.reading() as session:
        user_id = users.named(session, actor_name).id
    return change_day(desk.app, desk.commune, on, wanted, user_id=user_id)


def _tell(told: list[str] | None) -> None:
    for sentence in filter(None, told or ()):
        click.echo(f"  {in_chosen_language(sentence)}")


def _slot(text: str) -> Slot:
    match = _SLOT.fullmatch(text.strip())
    if not match or not 0 < int(match["minutes"]) <= _LONGEST:
        raise click.UsageError(
            tr(f"“{text}” cần tên, giờ, số phút: “Sáng 06:00 30”.", f"“{text}”: write “Sáng 06:00 30”.")
        )
    return Slot(
        name=names.clean(match["name"], "khung giờ"),
        start=wall(match["start"]),
        length=timedelta(minutes=int(match["minutes"])),
    )
