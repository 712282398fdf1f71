"""`publisher contact …`: who hears of alerts, and how."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from sqlalchemy import select

from channels.settings import settings_of
from content_queue.models import Contact
from publisher.cli.commands import Group
from publisher.cli.desk import ADMIN, Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.language import tr
from publisher.cli.settings_given import set_option, settings_for
from publisher.english import in_chosen_language
from publisher.telling.contacts import FEWEST, MOST, add_contact, contact_named, remove_contact
from publisher.telling.ways import KINDS, way_class


@click.group(cls=Group, help=tr("Đầu mối nhận báo động.", "Contacts that hear of alerts."))
def contact() -> None:
    """Contacts."""


@contact.command(
    "kinds", help=tr("Các cách báo và cài đặt của chúng.", "Ways to be told and their settings.")
)
@as_json
def contact_kinds(as_json: bool) -> None:
    """List kinds."""
    rows = [
        {"kind": kind, "summary": (way_class(kind).__doc__ or "").split("\n")[0], "settings": _settings(kind)}
        for kind in KINDS
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['kind']}" + tr("", f": {row['summary']}"))
        for each in _settings(str(row["kind"])):
            marks = [tr("bắt buộc", "required")] if each["required"] else []
            marks += [tr("bí mật", "secret")] if each["secret"] else []
            click.echo(f"  {each['name']} — {each['help']}" + (f" ({', '.join(marks)})" if marks else ""))


def _settings(kind: str) -> list[dict[str, Any]]:
    declared = settings_of(way_class(kind))
    return [{**asdict(each), "help": in_chosen_language(each.help)} for each in declared]


@contact.command("add", help=tr("Thêm đầu mối.", "Add a contact."))
@click.argument("kind")
@click.argument("name")
@set_option
@click.option(
    "--installation",
    "hears_installation",
    is_flag=True,
    help=tr(
        "Nghe cả chuyện của máy: ổ đĩa, chương trình dừng, …",
        "Hears of the installation, too: disk, dead publisher, …",
    ),
)
@click.option(
    "--most-per-hour",
    type=click.IntRange(FEWEST, MOST),
    default=10,
    show_default=True,
    help=tr("Nhiều nhất mấy tin báo mỗi giờ", "Notices an hour at most"),
)
@acting(ADMIN)
@pass_desk
def contact_add(
    desk: Desk, kind: str, name: str, given: tuple[str, ...], actor_name: str, **limits: Any
) -> None:
    """Add a contact."""
    settings = settings_for(way_class(kind), given)
    with desk.acting(actor_name) as (session, actor):
        row = add_contact(
            session, kind, name, settings, box=desk.app.box, actor=actor, now=desk.now, **limits
        )
    say(
        f"Đã thêm đầu mối “{row.name}”. Thử bằng `publisher contact test`.",
        f"Added contact “{row.name}”. Try it with `publisher contact test`.",
    )


@contact.command("list", help=tr("Danh sách đầu mối.", "List contacts."))
@as_json
@pass_desk
def contact_list(desk: Desk, as_json: bool) -> None:
    """List contacts."""
    with desk.reading() as session:
        rows = [_row(row) for row in session.scalars(select(Contact).order_by(Contact.id))]
    columns = {
        "name": tr("Tên", "Name"),
        "kind": tr("Loại", "Kind"),
        "hears_installation": tr("Nghe chuyện của máy", "Hears of the installation"),
        "problem": tr("Lần báo gần nhất không được vì", "The last notice failed because"),
    }
    show(rows, columns, as_json=as_json)


def _row(row: Contact) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "settings": row.settings,
        "secrets": sorted(row.secrets),
        "hears_installation": row.hears_installation,
        "most_per_hour": row.most_per_hour,
        "tries": row.tries,
        "next_try_at": row.next_try_at,
        "problem": in_chosen_language(row.problem) or None,
    }


@contact.command("remove", help=tr("Bỏ đầu mối.", "Remove a contact."))
@click.argument("name")
@acting(ADMIN)
@pass_desk
def contact_remove(desk: Desk, name: str, actor_name: str) -> None:
    """Remove a contact."""
    with desk.acting(actor_name) as (session, actor):
        row = remove_contact(session, name, actor=actor, now=desk.now)
    say(f"Đã bỏ đầu mối “{row.name}”.", f"Removed contact “{row.name}”.")


@contact.command("test", help=tr("Gửi thử một tin báo.", "Send a notice to try it."))
@click.argument("name")
@pass_desk
def contact_test(desk: Desk, name: str) -> None:
    """Send a notice."""
    from publisher.telling.trying import try_contact

    with desk.reading() as session:
        row = contact_named(session, name)
    try_contact(desk.app, desk.commune, row)
    say(f"Đã gửi tin thử đến “{row.name}”.", f"A notice went to “{row.name}”.")
