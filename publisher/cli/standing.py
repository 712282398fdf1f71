"""`publisher deputy …` and `publisher token …`: who decides for a while, which programs act for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy import select

from content_queue import api_tokens, deputies, users
from content_queue.models import ApiToken, Deputy
from content_queue.places import UnknownName
from publisher.cli.commands import ID, Group
from publisher.cli.desk import ADMIN, Desk, acting, as_json, pass_desk, say, show
from publisher.cli.language import tr
from publisher.cli.times_given import local_moment


@click.group(
    cls=Group, help=tr("Ai duyệt thay khi lãnh đạo vắng mặt.", "Who decides while a leader is away.")
)
def deputy() -> None:
    """Deputies."""


@deputy.command(
    "appoint",
    help=tr("Giao một người duyệt thay, nhiều nhất 60 ngày.", "Let a person decide, for at most 60 days."),
)
@click.argument("approver")
@click.argument("name")
@click.option(
    "--until", required=True, help=tr("Đến lúc, ví dụ 2026-12-01 17:00", "Until, e.g. 2026-12-01 17:00")
)
@click.option("--since", default="", help=tr("Từ lúc (mặc định: ngay)", "From (default: now)"))
@acting(ADMIN)
@pass_desk
def deputy_appoint(desk: Desk, approver: str, name: str, until: str, since: str, actor_name: str) -> None:
    """Appoint a deputy."""
    ends = local_moment(until, desk.commune)
    begins = local_moment(since, desk.commune) if since else desk.now
    with desk.acting(actor_name) as (session, actor):
        leader, other = users.named(session, approver), users.named(session, name)
        deputies.appoint(session, leader, other, since=begins, until=ends, actor=actor, now=desk.now)
    say(
        f"{name} duyệt thay {approver} đến {desk.local(ends)}.",
        f"{name} decides for {approver} until {desk.local(ends)}.",
    )


@deputy.command("list", help=tr("Ai đang và sẽ duyệt thay ai.", "Who stands in, now and later."))
@as_json
@pass_desk
def deputy_list(desk: Desk, as_json: bool) -> None:
    """List deputies."""
    with desk.reading() as session:
        rows: list[dict[str, Any]] = [
            {
                "id": each.id,
                "approver": each.approver.name,
                "deputy": each.deputy.name,
                "since": each.since,
                "until": each.until,
            }
            for each in deputies.listed(session, now=desk.now)
        ]
    told = [{**row, "since": desk.local(row["since"]), "until": desk.local(row["until"])} for row in rows]
    columns = {
        "id": tr("Số", "Id"),
        "approver": tr("Người duyệt", "Approver"),
        "deputy": tr("Duyệt thay", "Deputy"),
        "since": tr("Từ", "Since"),
        "until": tr("Đến", "Until"),
    }
    show(rows if as_json else told, columns, as_json=as_json)


@deputy.command("end", help=tr("Thôi giao duyệt thay.", "Let a deputy decide no more."))
@click.argument("which", type=ID)
@acting(ADMIN)
@pass_desk
def deputy_end(desk: Desk, which: int, actor_name: str) -> None:
    """End a deputy's time."""
    with desk.acting(actor_name) as (session, actor):
        row = session.scalar(select(Deputy).where(Deputy.id == which))
        if row is None:
            raise UnknownName(f"Không có người duyệt thay số {which}. Xem `publisher deputy list`.")
        deputies.end(session, row, actor=actor, now=desk.now)
    say("Đã thôi giao.", "Ended.")


@click.group(cls=Group, help=tr("Khóa cho phần mềm khác (API).", "Tokens for programs (API)."))
def token() -> None:
    """Tokens."""


@token.command(
    "make", help=tr("Tạo khóa; chỉ in ra một lần.", "Make a token for a person; it is printed only once.")
)
@click.argument("name")
@click.option("--for", "purpose", required=True, help=tr("Dùng cho việc gì", "What it is for"))
@click.option("--scope", "scopes", multiple=True, required=True, help=", ".join(api_tokens.SCOPES))
@click.option("--days", type=click.IntRange(1, api_tokens.LONGEST), default=90, show_default=True)
@acting(ADMIN)
@pass_desk
def token_make(
    desk: Desk, name: str, purpose: str, scopes: Sequence[str], days: int, actor_name: str
) -> None:
    """Make a token."""
    with desk.acting(actor_name) as (session, actor):
        user = users.named(session, name)
        made = api_tokens.make(session, user, purpose, scopes, actor=actor, now=desk.now, days=days)
    click.echo(made)


@token.command(
    "list", help=tr("Các khóa, của mọi người hay một người.", "Tokens, everybody's or a person's.")
)
@click.argument("name", default="")
@as_json
@pass_desk
def token_list(desk: Desk, name: str, as_json: bool) -> None:
    """List tokens."""
    with desk.reading() as session:
        owner = users.named(session, name) if name else None
        rows: list[dict[str, Any]] = [
            {
                "id": row.id,
                "person": row.user.name,
                "name": row.name,
                "scopes": row.scopes,
                "until": row.ends_at,
                "used": row.used_at,
            }
            for row in api_tokens.of(session, owner)
        ]
    told = [{**row, "until": desk.local(row["until"]), "used": desk.local(row["used"])} for row in rows]
    columns = {
        "id": tr("Số", "Id"),
        "person": tr("Người", "Person"),
        "name": tr("Việc", "For"),
        "scopes": tr("Quyền", "Scopes"),
        "until": tr("Đến", "Until"),
        "used": tr("Dùng lần cuối", "Last used"),
    }
    show(rows if as_json else told, columns, as_json=as_json)


@token.command("remove", help=tr("Bỏ một khóa ngay.", "Make a token void at once."))
@click.argument("which", type=ID)
@acting(ADMIN)
@pass_desk
def token_remove(desk: Desk, which: int, actor_name: str) -> None:
    """Remove a token."""
    with desk.acting(actor_name) as (session, actor):
        row = session.scalar(select(ApiToken).where(ApiToken.id == which))
        if row is None:
            raise UnknownName(f"Không có khóa số {which}. Xem `publisher token list`.")
        api_tokens.remove(session, row, actor=actor, now=desk.now)
    say("Đã bỏ khóa.", "The token is void.")
