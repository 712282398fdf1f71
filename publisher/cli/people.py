"""`publisher user invite|disable|enable|devices|leave`: who may come in."""

from __future__ import annotations

from typing import Any

import click

from content_queue import invitations, sign_ins, users
from publisher import second_factor
from publisher.cli.commands import Command
from publisher.cli.desk import ADMIN, Desk, acting, as_json, pass_desk, say, show
from publisher.cli.language import tr


@click.command(
    "invite",
    cls=Command,
    help=tr(
        "In mã mời để người dùng tự đặt mật khẩu, một lần, trong 7 ngày; cũng dùng khi quên mật khẩu.",
        "Print a code with which a person sets a password, once, within 7 days; for a forgotten one too.",
    ),
)
@click.argument("name")
@acting(ADMIN)
@pass_desk
def invite(desk: Desk, name: str, actor_name: str) -> None:
    """Invite a person."""
    with desk.acting(actor_name) as (session, actor):
        user = users.named(session, name)
        code = invitations.invite(session, user, actor=actor, now=desk.now)
        login = user.name
    click.echo(code)
    say(
        f"Đưa mã này cho “{login}”: mở bàn làm việc, trang /moi, nhập mã và đặt mật khẩu.",
        f"Give this code to “{login}”: on the console's page /moi they enter it and set a password.",
    )


@click.command("disable", cls=Command, help=tr("Khóa tài khoản ngay lập tức.", "Close an account at once."))
@click.argument("name")
@acting(ADMIN)
@pass_desk
def disable(desk: Desk, name: str, actor_name: str) -> None:
    """Close an account."""
    with desk.acting(actor_name) as (session, actor):
        sign_ins.disable(session, users.named(session, name), actor=actor, now=desk.now)
    say(f"Đã khóa {name}.", f"Closed {name}.")


@click.command("enable", cls=Command, help=tr("Mở lại tài khoản.", "Open an account again."))
@click.argument("name")
@acting(ADMIN)
@pass_desk
def enable(desk: Desk, name: str, actor_name: str) -> None:
    """Open an account again."""
    with desk.acting(actor_name) as (session, actor):
        sign_ins.enable(session, users.named(session, name), actor=actor, now=desk.now)
    say(f"Đã mở lại {name}.", f"Opened {name}.")


@click.command(
    "devices", cls=Command, help=tr("Các thiết bị một người đang đăng nhập.", "Where a person is signed in.")
)
@click.argument("name")
@as_json
@pass_desk
def devices(desk: Desk, name: str, as_json: bool) -> None:
    """List a person's devices."""
    with desk.reading() as session:
        rows: list[dict[str, Any]] = [
            {"id": row.id, "device": row.device, "since": row.made_at, "seen": row.seen_at}
            for row in sign_ins.devices(session, users.named(session, name))
        ]
    told = [{**row, "since": desk.local(row["since"]), "seen": desk.local(row["seen"])} for row in rows]
    columns = {
        "device": tr("Thiết bị", "Device"),
        "since": tr("Từ", "Since"),
        "seen": tr("Lần cuối", "Last seen"),
    }
    show(rows if as_json else told, columns, as_json=as_json)


@click.command(
    "leave", cls=Command, help=tr("Đăng xuất một người khỏi mọi thiết bị.", "Sign a person out everywhere.")
)
@click.argument("name")
@acting(ADMIN)
@pass_desk
def leave(desk: Desk, name: str, actor_name: str) -> None:
    """Sign a person out everywhere."""
    with desk.acting(actor_name) as (session, actor):
        count = sign_ins.sign_out_everywhere(session, users.named(session, name), actor=actor, now=desk.now)
    say(f"Đã đăng xuất {name} khỏi {count} thiết bị.", f"Signed {name} out of {count} devices.")


@click.command(
    "relieve",
    cls=Command,
    help=tr(
        "Tắt xác thực hai bước của một người, khi mất điện thoại.",
        "Switch off a person's second factor, when the phone is lost.",
    ),
)
@click.argument("name")
@acting(ADMIN)
@pass_desk
def relieve(desk: Desk, name: str, actor_name: str) -> None:
    """Switch off a second factor."""
    with desk.acting(actor_name) as (session, actor):
        second_factor.switch_off(session, users.named(session, name), actor=actor, now=desk.now)
    say(f"Đã tắt xác thực hai bước của {name}.", f"{name}'s second factor is off.")


@click.command(
    "succeed",
    cls=Command,
    help=tr(
        "Chuyển bản nháp của người nghỉ việc cho người khác.", "Hand on the drafts of somebody who leaves."
    ),
)
@click.argument("leaver")
@click.argument("heir")
@acting(ADMIN)
@pass_desk
def succeed(desk: Desk, leaver: str, heir: str, actor_name: str) -> None:
    """Hand drafts on."""
    with desk.acting(actor_name) as (session, actor):
        people = users.named(session, leaver), users.named(session, heir)
        count = users.hand_on(session, *people, actor=actor, now=desk.now)
    say(f"Đã chuyển {count} bản nháp cho {heir}.", f"{count} drafts handed on to {heir}.")
