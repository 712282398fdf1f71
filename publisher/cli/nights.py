"""`publisher night order|confirm`: leave for one emergency to sound in the closed hours."""

from __future__ import annotations

import click

from publisher.cli.commands import Group
from publisher.cli.desk import Desk, acting, pass_desk, say
from publisher.cli.finding import message_named
from publisher.cli.language import tr
from schedules import night_orders


@click.group(
    cls=Group,
    help=tr(
        "Lệnh phát đêm: tin khẩn cấp trong giờ cấm cần người quyết định, lý do và xác nhận lần hai.",
        "Night orders: who decided, why, and a second confirmation.",
    ),
)
def night() -> None:
    """Night orders."""


@night.command("order", help=tr("Ghi lệnh phát đêm cho một tin khẩn cấp.", "Write down a night order."))
@click.argument("which")
@click.option("--person", required=True, help=tr("Ai quyết định: họ tên, chức vụ", "Who decided"))
@click.option("--reason", required=True, help=tr("Lý do", "Why"))
@acting()
@pass_desk
def night_order(desk: Desk, which: str, person: str, reason: str, actor_name: str) -> None:
    """Ask for the night."""
    with desk.acting(actor_name) as (session, actor):
        message = message_named(session, which)
        night_orders.ask(session, message, person=person, reason=reason, actor=actor, now=desk.now)
    say(
        f"Đã ghi lệnh phát đêm cho tin {which}; người duyệt xác nhận: publisher night confirm {which}",
        f"Order written for {which}; an approver must confirm it: publisher night confirm {which}",
    )


@night.command(
    "confirm",
    help=tr("Xác nhận lần hai (người duyệt, khác người ghi).", "Confirm it (another person, an approver)."),
)
@click.argument("which")
@acting()
@pass_desk
def night_confirm(desk: Desk, which: str, actor_name: str) -> None:
    """Confirm the order."""
    with desk.acting(actor_name) as (session, actor):
        night_orders.confirm(session, message_named(session, which), actor=actor, now=desk.now)
    say(
        f"Tin {which} được phát trong giờ cấm, trong 12 giờ kể từ bây giờ.",
        f"{which} may sound in the closed hours, for 12 hours from now.",
    )
