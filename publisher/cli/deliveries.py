"""`publisher delivery …`: list, show, confirm, decline, replan, cancel, retract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from sqlalchemy import select

from content_queue import deliveries
from content_queue.models import Delivery
from content_queue.states import DeliveryState
from publisher.cli.commands import ID, Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.finding import channel_named, delivery_numbered, message_named
from publisher.cli.language import tr
from publisher.cli.rows import delivery_row
from publisher.cli.times_given import local_moment
from publisher.english import in_chosen_language

reason_option = click.option("--reason", default="", help=tr("Lý do", "Reason"))


@click.group(cls=Group, help=tr("Lượt đăng, lượt gửi.", "Deliveries."))
def delivery() -> None:
    """Deliveries."""


@delivery.command(
    "list",
    help=tr(
        "Danh sách lượt, theo giờ; --attention: chỉ những lượt cần người xem.",
        "List deliveries by time; --attention: only those a person must see to.",
    ),
)
@click.option("--message", "which", default="", help=tr("Chỉ của tin này", "Of one message"))
@click.option("--channel", default="", help=tr("Chỉ của kênh này", "Of one channel"))
@click.option(
    "--state",
    type=click.Choice([state.value for state in DeliveryState]),
    default=None,
    help=tr("Chỉ ở trạng thái này", "In one state"),
)
@click.option("--attention", is_flag=True, help=tr("Chỉ lượt cần người xem", "Only what needs attention"))
@as_json
@pass_desk
def delivery_list(
    desk: Desk, which: str, channel: str, state: str | None, attention: bool, as_json: bool
) -> None:
    """List deliveries."""
    with desk.reading() as session:
        query = select(Delivery).order_by(Delivery.due_at, Delivery.id)
        if which:
            query = query.where(Delivery.message_id == message_named(session, which).id)
        if channel:
            query = query.where(Delivery.channel_id == channel_named(session, channel).id)
        if state:
            query = query.where(Delivery.state == state)
        rows = [delivery_row(row, desk.now) for row in session.scalars(query)]
    rows = [row for row in rows if row["needs_attention"] or not attention]
    show(rows if as_json else [_told(desk, row) for row in rows], _columns(), as_json=as_json)


def _columns() -> dict[str, str]:
    return {
        "id": tr("Số", "Id"),
        "reference": tr("Mã tin", "Reference"),
        "channel": tr("Kênh", "Channel"),
        "due_at": tr("Giờ", "Due"),
        "state": tr("Trạng thái", "State"),
        "attempts": tr("Lần", "Tries"),
        "url": tr("Ở đâu", "Where"),
        "reason": tr("Lý do", "Reason"),
    }


def _told(desk: Desk, row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "due_at": desk.local(row["due_at"]),
        "reason": in_chosen_language(row["reason"]),
        "url": (row["receipt"] or {}).get("url", ""),
    }


@delivery.command("show", help=tr("Xem một lượt với các lần thử.", "Show a delivery and its attempts."))
@click.argument("which", type=ID)
@as_json
@pass_desk
def delivery_show(desk: Desk, which: int, as_json: bool) -> None:
    """Show one delivery."""
    from publisher.cli.showing import delivery_in_full, print_delivery

    with desk.reading() as session:
        full = delivery_in_full(session, delivery_numbered(session, which), desk.now)
    if as_json:
        print_json(full)
    else:
        print_delivery(full, desk.local)


@delivery.command("confirm", help=tr("Xác nhận đã đăng, đã gửi.", "Confirm that it went out."))
@click.argument("which", type=ID)
@click.option("--proof", default="", help=tr("Địa chỉ bài đăng làm bằng chứng", "Address as proof"))
@click.option("--note", default="", help=tr("Ghi chú", "Note"))
@acting()
@pass_desk
def delivery_confirm(desk: Desk, which: int, proof: str, note: str, actor_name: str) -> None:
    """Confirm a delivery."""
    with desk.acting(actor_name) as (session, actor):
        row = delivery_numbered(session, which)
        deliveries.confirm(session, row, actor=actor, now=desk.now, proof=proof, note=note)
    _done(row)


@delivery.command("decline", help=tr("Báo chưa gửi, kèm lý do.", "Say that it did not go out, and why."))
@click.argument("which", type=ID)
@reason_option
@acting()
@pass_desk
def delivery_decline(desk: Desk, which: int, reason: str, actor_name: str) -> None:
    """Decline a delivery."""
    with desk.acting(actor_name) as (session, actor):
        row = delivery_numbered(session, which)
        deliveries.decline(session, row, actor=actor, now=desk.now, reason=reason)
    _done(row)


@delivery.command("cancel", help=tr("Hủy một lượt chưa đi.", "Cancel a delivery that has not gone out."))
@click.argument("which", type=ID)
@reason_option
@acting()
@pass_desk
def delivery_cancel(desk: Desk, which: int, reason: str, actor_name: str) -> None:
    """Cancel a delivery."""
    with desk.acting(actor_name) as (session, actor):
        row = delivery_numbered(session, which)
        deliveries.cancel(session, row, actor=actor, now=desk.now, reason=reason)
    _done(row)
    desk.renew_bulletins([row])


@delivery.command(
    "replan",
    help=tr(
        "Đặt giờ khác (mặc định: ngay), vẫn theo khung giờ và giờ yên tĩnh.",
        "Plan for another time (default: now); slots and quiet hours still hold.",
    ),
)
@click.argument("which", type=ID)
@click.option(
    "--at",
    "at",
    default="",
    help=tr("Giờ địa phương, ví dụ 2026-11-25 17:00", "Local time, e.g. 2026-11-25 17:00"),
)
@acting()
@pass_desk
def delivery_replan(desk: Desk, which: int, at: str, actor_name: str) -> None:
    """Replan a delivery."""
    moment = _to_come(desk, at) if at else desk.now
    with desk.acting(actor_name) as (session, actor):
        row = delivery_numbered(session, which)
        timing = desk.app.planner(session).timing(session, row, moment, desk.now)
        deliveries.replan(session, row, actor=actor, now=desk.now, timing=timing)
    say(
        f"Lượt {row.id}: {row.state}, {desk.local(row.airs_at or row.due_at)}.",
        f"Delivery {row.id}: {row.state}, {desk.local(row.airs_at or row.due_at)}.",
    )


@delivery.command("retract", help=tr("Gỡ bài đã đăng.", "Take back what was sent."))
@click.argument("which", type=ID)
@reason_option
@acting()
@pass_desk
def delivery_retract(desk: Desk, which: int, reason: str, actor_name: str) -> None:
    """Retract a delivery."""
    from publisher.retracting import retract

    with desk.reading() as session:
        row = delivery_numbered(session, which)
    click.echo(in_chosen_language(retract(desk.app, desk.commune, row, actor_name=actor_name, reason=reason)))


def _to_come(desk: Desk, text: str) -> datetime:
    moment = local_moment(text, desk.commune)
    if moment < desk.now:
        told = desk.local(moment)
        raise click.UsageError(
            tr(
                f"Giờ {told} đã qua; hãy chọn giờ sắp tới, hoặc bỏ --at để gửi ngay.",
                f"{told} is over; choose a time to come, or leave --at out to send now.",
            )
        )
    return moment


def _done(row: Delivery) -> None:
    say(f"Lượt {row.id}: {row.state}.", f"Delivery {row.id}: {row.state}.")
