"""`publisher clock show|confirm`: whether this machine's clock is believed, and a person's word for it."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import select

from content_queue import audit, rights
from content_queue.clockwatch import ClockWatch, Reading, Trust
from content_queue.db import open_session
from content_queue.leases import confirm_clock
from content_queue.models import Worker
from publisher.cli.commands import Command, Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say
from publisher.cli.language import tr
from publisher.english import in_chosen_language


@click.group(
    cls=Group, help=tr("Giờ của máy này có đáng tin không.", "Whether this machine's clock is believed.")
)
def clock() -> None:
    """The clock."""


@clock.command(
    "show",
    cls=Command,
    help=tr(
        "Xem giờ, lần cuối biết chắc, và ai đang chờ.", "Show the time, the last sure one, and who waits."
    ),
)
@as_json
@pass_desk
def clock_show(desk: Desk, as_json: bool) -> int:
    """Show what is known of the clock."""
    watch = desk.app.clock_watch()
    reading = watch.read() if watch else Reading(now=desk.now, trust=Trust.SURE)
    found = _found(desk, reading, watch)
    if as_json:
        print_json(found)
    else:
        say(f"Giờ máy này: {desk.local(reading.now)}.", f"This machine shows {desk.local(reading.now)}.")
        for told in dict.fromkeys([reading.trouble, *(each["trouble"] for each in found["workers"])]):
            click.echo(f"✗ {in_chosen_language(told)}" if told else tr("✓ đáng tin", "✓ believed"))
    troubled = reading.trouble or any(each["trouble"] for each in found["workers"])
    return 1 if troubled else 0


def _found(desk: Desk, reading: Reading, watch: ClockWatch | None) -> dict[str, Any]:
    with open_session(desk.app.engine, reading=True) as session:
        workers = session.scalars(select(Worker).where(Worker.ended_at.is_(None)).order_by(Worker.id)).all()
    return {
        "now": reading.now,
        "trust": reading.trust,
        "trouble": in_chosen_language(reading.trouble),
        "last_sure_at": watch.known if watch else None,
        "workers": [
            {"name": each.name, "seen_at": each.seen_at, "trouble": in_chosen_language(each.trouble)}
            for each in workers
        ],
    }


@clock.command(
    "confirm",
    cls=Command,
    help=tr(
        "Xác nhận giờ máy đang đúng, để gửi tiếp; loa truyền thanh chỉ chạy lại sau lời này.",
        "Say that the clock is right, so that sending goes on; loudspeakers wait for this word.",
    ),
)
@acting()
@pass_desk
def clock_confirm(desk: Desk, actor_name: str) -> None:
    """Take a person's word for the clock."""
    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "set up")
        waiting = confirm_clock(session.connection(), now=desk.now)
        audit.record(session, "confirm clock", actor, actor=actor, now=desk.now, workers=waiting)
    say(
        f"Đã xác nhận giờ {desk.local(desk.now)}; {waiting} chương trình gửi tin sẽ nghe trong 15 giây.",
        f"The time {desk.local(desk.now)} is confirmed; {waiting} publishers hear of it within 15 seconds.",
    )
