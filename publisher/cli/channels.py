"""`publisher account …` and `publisher channel …`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from sqlalchemy import select

from channels.registry import KINDS, adapter_class
from channels.settings import settings_of
from content_queue import audit, rights
from content_queue.models import Account, Channel
from publisher import channel_setup
from publisher.cli.commands import Group
from publisher.cli.desk import ADMIN, Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.finding import channel_named
from publisher.cli.language import tr
from publisher.cli.settings_given import secrets_of, set_option, settings_from
from publisher.english import in_chosen_language


@click.group(
    cls=Group, help=tr("Tài khoản dùng chung của các kênh.", "Accounts that several channels share.")
)
def account() -> None:
    """Accounts."""


@account.command("add", help=tr("Thêm tài khoản.", "Add an account."))
@click.argument("kind")
@click.argument("name")
@set_option
@acting(ADMIN)
@pass_desk
def account_add(desk: Desk, kind: str, name: str, given: tuple[str, ...], actor_name: str) -> None:
    """Add an account."""
    settings = settings_from(kind, given, ask=[each for each in secrets_of(kind) if each.account])
    with desk.acting(actor_name) as (session, actor):
        channel_setup.add_account(desk.app, session, kind, name, settings, actor=actor, now=desk.now)
    say(f"Đã thêm tài khoản “{name}”.", f"Added account “{name}”.")


@account.command("list", help=tr("Danh sách tài khoản.", "List accounts."))
@as_json
@pass_desk
def account_list(desk: Desk, as_json: bool) -> None:
    """List accounts."""
    with desk.reading() as session:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "kind": row.kind,
                "settings": row.settings,
                "secrets": sorted(row.secrets),
                "held_because": in_chosen_language(row.held_because) or None,
                "held_until": row.held_until,
            }
            for row in session.scalars(select(Account).order_by(Account.id))
        ]
    columns = {
        "name": tr("Tên", "Name"),
        "kind": tr("Loại", "Kind"),
        "held_because": tr("Đang giữ vì", "Held because"),
    }
    show(rows, columns, as_json=as_json)


@click.group(cls=Group, help=tr("Kênh.", "Channels."))
def channel() -> None:
    """Channels."""


@channel.command(
    "kinds", help=tr("Các loại kênh và cài đặt của chúng.", "Kinds of channel and their settings.")
)
@as_json
def channel_kinds(as_json: bool) -> None:
    """List kinds."""
    rows = [_kind_row(kind) for kind in KINDS]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['kind']}" + tr("", f": {row['summary']}"))
        for each in row["settings"]:
            marks = [tr("bắt buộc", "required")] if each["required"] else []
            marks += [tr("bí mật", "secret")] if each["secret"] else []
            marks += [tr("tài khoản", "account")] if each["account"] else []
            click.echo(f"  {each['name']} — {each['help']}" + (f" ({', '.join(marks)})" if marks else ""))


def _kind_row(kind: str) -> dict[str, Any]:
    adapter = adapter_class(kind)
    return {
        "kind": kind,
        "summary": (adapter.__doc__ or "").split("\n")[0],
        "settings": [
            {**asdict(each), "help": in_chosen_language(each.help)} for each in settings_of(adapter)
        ],
    }


@channel.command("add", help=tr("Thêm kênh.", "Add a channel."))
@click.argument("kind")
@click.argument("name")
@set_option
@click.option("--account", "account_name", default="", help=tr("Tài khoản dùng chung", "Shared account"))
@click.option(
    "--hamlet",
    "hamlets",
    multiple=True,
    help=tr("Thôn mà kênh phục vụ (lặp lại được)", "Hamlet it serves (repeatable)"),
)
@acting(ADMIN)
@pass_desk
def channel_add(
    desk: Desk,
    kind: str,
    name: str,
    given: tuple[str, ...],
    account_name: str,
    hamlets: tuple[str, ...],
    actor_name: str,
) -> None:
    """Add a channel."""
    asked = [each for each in secrets_of(kind) if not (account_name and each.account)]
    settings = settings_from(kind, given, ask=asked)
    with desk.acting(actor_name) as (session, actor):
        row = channel_setup.add_channel(
            desk.app,
            session,
            kind,
            name,
            settings,
            actor=actor,
            now=desk.now,
            account=account_name,
            hamlets=hamlets,
        )
        desk.refuse_real_addresses(session, row)
    say(f"Đã thêm kênh “{name}” ({row.medium}).", f"Added channel “{name}” ({row.medium}).")


@channel.command("set", help=tr("Đổi cài đặt của kênh.", "Change settings of a channel."))
@click.argument("which")
@set_option
@acting(ADMIN)
@pass_desk
def channel_set(desk: Desk, which: str, given: tuple[str, ...], actor_name: str) -> None:
    """Change settings."""
    if not given:
        raise click.UsageError(tr("Cần ít nhất một --set KEY=VALUE.", "Give at least one --set KEY=VALUE."))
    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "set up")
        row = channel_named(session, which)
        channel_setup.change_settings(
            desk.app, session, row, settings_from(row.kind, given), now=desk.now, actor=actor
        )
        desk.refuse_real_addresses(session, row)
        audit.record(session, "set", row, actor=actor, now=desk.now)
    say(f"Đã đổi cài đặt của “{row.name}”.", f"Changed “{row.name}”.")


@channel.command("list", help=tr("Danh sách kênh.", "List channels."))
@as_json
@pass_desk
def channel_list(desk: Desk, as_json: bool) -> None:
    """List channels."""
    with desk.reading() as session:
        rows = [_row(row) for row in session.scalars(select(Channel).order_by(Channel.id))]
    columns = {
        "id": tr("Số", "Id"),
        "name": tr("Tên", "Name"),
        "kind": tr("Loại", "Kind"),
        "medium": tr("Phương tiện", "Medium"),
        "paused": tr("Tạm dừng", "Paused"),
        "held_because": tr("Đang giữ vì", "Held because"),
    }
    show(rows, columns, as_json=as_json)


def _row(row: Channel) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "medium": row.medium,
        "account": row.account.name if row.account else None,
        "zone": row.zone.name if row.zone else None,
        "hamlets": [hamlet.name for hamlet in row.hamlets],
        "settings": {**(row.account.settings if row.account else {}), **row.settings},
        "secrets": sorted({*row.secrets, *(row.account.secrets if row.account else ())}),
        "paused": row.paused,
        "held_because": in_chosen_language(_held_because(row)) or None,
        "held_until": row.held_until or (row.account.held_until if row.account else None),
    }


def _held_because(row: Channel) -> str:
    return row.held_because or (row.account.held_because if row.account else "")


@channel.command(
    "check",
    help=tr(
        "Thử kênh, không đăng gì; kênh tốt thì thôi giữ.",
        "Try a channel, publishing nothing; a good one is held no longer.",
    ),
)
@click.argument("which", nargs=-1)
@pass_desk
def channel_check(desk: Desk, which: tuple[str, ...]) -> int:
    """Check channels."""
    with desk.reading() as session:
        rows = [channel_named(session, each) for each in which] or list(
            session.scalars(select(Channel).order_by(Channel.id))
        )
        adapters = [(row, desk.app.book.of(session, row)) for row in rows]
    wrong = 0
    for row, adapter in adapters:
        problems = list(adapter.check())
        wrong += bool(problems)
        click.echo(f"{'✗' if problems else '✓'} {row.name}")
        for problem in problems:
            click.echo(f"    {in_chosen_language(problem)}")
        if not problems:
            channel_setup.end_hold(desk.app, desk.commune, row, now=desk.now)
    return 1 if wrong else 0


@channel.command("pause", help=tr("Tạm dừng kênh; lượt của nó chờ.", "Pause a channel; its deliveries wait."))
@click.argument("which")
@acting(ADMIN)
@pass_desk
def channel_pause(desk: Desk, which: str, actor_name: str) -> None:
    """Pause a channel."""
    _pause(desk, which, actor_name, paused=True)
    say(f"“{which}” đã tạm dừng.", f"“{which}” is paused.")


@channel.command("resume", help=tr("Cho kênh chạy lại; thôi giữ.", "Let a channel go on; a hold ends."))
@click.argument("which")
@acting(ADMIN)
@pass_desk
def channel_resume(desk: Desk, which: str, actor_name: str) -> None:
    """Resume a channel."""
    row = _pause(desk, which, actor_name, paused=False)
    channel_setup.end_hold(desk.app, desk.commune, row, now=desk.now)
    say(f"“{which}” chạy lại.", f"“{which}” goes on.")


def _pause(desk: Desk, which: str, actor_name: str, *, paused: bool) -> Channel:
    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "set up")
        row = channel_named(session, which)
        row.paused = paused
        audit.record(session, "pause" if paused else "resume", row, actor=actor, now=desk.now)
        return row
