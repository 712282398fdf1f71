"""`publisher commune|unit|hamlet|topic|zone|user add|list`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from sqlalchemy import select

from content_queue import commune_settings, places, users
from content_queue.communes import settings_of
from content_queue.models import Commune, Hamlet, Topic, Unit, User, Zone
from publisher.cli import people
from publisher.cli.commands import Group
from publisher.cli.desk import ADMIN, Desk, acting, as_json, pass_desk, say, show
from publisher.cli.language import tr

NAME = tr("Tên", "Name")


@click.group(cls=Group, help=tr("Xã trong cơ sở dữ liệu này.", "Communes of this database."))
def commune() -> None:
    """Communes."""


@commune.command(
    "add", help=tr("Thêm một xã với chuyên mục, khung giờ mặc định và người quản trị.", "Add a commune.")
)
@click.argument("name")
@click.option("--code", default="", help=tr("Mã, ví dụ phu-trung", "Code, e.g. phu-trung"))
@click.option("--prefix", default="", help=tr("Tiền tố mã tin, ví dụ PT", "Prefix of references, e.g. PT"))
@click.option("--province", default="tỉnh Đồng Nai", help=tr("Tỉnh, thành phố", "Province"))
@click.option("--time-zone", default="Asia/Ho_Chi_Minh", help=tr("Múi giờ", "Time zone"))
@pass_desk
def commune_add(desk: Desk, name: str, **given: str) -> None:
    """Add a commune."""
    from publisher.cli.setting_up import make_commune

    row = make_commune(desk.app, name, **given)
    say(
        f"Đã thêm {row.name} (mã {row.code}, tiền tố {row.prefix}).",
        f"Added {row.name} (code {row.code}, prefix {row.prefix}).",
    )


@commune.command("list", help=tr("Danh sách xã.", "List communes."))
@as_json
@pass_desk
def commune_list(desk: Desk, as_json: bool) -> None:
    """List communes."""
    from content_queue.db import open_session

    with open_session(desk.app.engine, reading=True) as session:
        rows = [
            {
                "id": row.id,
                "code": row.code,
                "name": row.name,
                "prefix": row.prefix,
                "province": row.province,
                "time_zone": row.time_zone,
            }
            for row in session.scalars(select(Commune).order_by(Commune.id))
        ]
    show(rows, {"code": tr("Mã", "Code"), "name": NAME, "prefix": tr("Tiền tố", "Prefix")}, as_json=as_json)


@commune.command(
    "set",
    help=tr(
        "Đổi cài đặt của xã, ví dụ repeat_days=14; không ghi gì: xem các cài đặt.",
        "Change settings of the commune, for example repeat_days=14; none given: show them.",
    ),
)
@click.argument("given", nargs=-1, metavar="[KEY=VALUE]…")
@acting(ADMIN)
@as_json
@pass_desk
def commune_set(desk: Desk, given: tuple[str, ...], actor_name: str, as_json: bool) -> None:
    """Change settings of a commune."""
    asked = {key.strip(): value for key, _, value in (each.partition("=") for each in given)}
    if asked:
        with desk.acting(actor_name) as (session, actor):
            row = session.get_one(Commune, desk.commune.id)
            commune_settings.change(session, row, asked, actor=actor, now=desk.now)
    with desk.reading() as session:
        settings = asdict(settings_of(session.get_one(Commune, desk.commune.id)))
    rows = [
        {"name": name, "value": list(value) if isinstance(value, tuple | list) else value}
        for name, value in settings.items()
    ]
    show(rows, {"name": tr("Cài đặt", "Setting"), "value": tr("Giá trị", "Value")}, as_json=as_json)


@click.group(cls=Group, help=tr("Đơn vị gửi tin.", "Units that send in messages."))
def unit() -> None:
    """Units."""


@unit.command("add", help=tr("Thêm đơn vị.", "Add a unit."))
@click.argument("name")
@acting(ADMIN)
@pass_desk
def unit_add(desk: Desk, name: str, actor_name: str) -> None:
    """Add a unit."""
    with desk.acting(actor_name) as (session, actor):
        places.add_unit(session, name, actor=actor, now=desk.now)
    say(f"Đã thêm đơn vị “{name}”.", f"Added unit “{name}”.")


@unit.command("list", help=tr("Danh sách đơn vị.", "List units."))
@as_json
@pass_desk
def unit_list(desk: Desk, as_json: bool) -> None:
    """List units."""
    _list(desk, Unit, {"name": NAME}, as_json=as_json)


@click.group(cls=Group, help=tr("Thôn.", "Hamlets."))
def hamlet() -> None:
    """Hamlets."""


@hamlet.command("add", help=tr("Thêm thôn.", "Add a hamlet."))
@click.argument("name")
@click.option("--households", type=int, default=None, help=tr("Số hộ", "Households"))
@acting(ADMIN)
@pass_desk
def hamlet_add(desk: Desk, name: str, households: int | None, actor_name: str) -> None:
    """Add a hamlet."""
    with desk.acting(actor_name) as (session, actor):
        places.add_hamlet(session, name, actor=actor, now=desk.now, households=households)
    say(f"Đã thêm “{name}”.", f"Added “{name}”.")


@hamlet.command("list", help=tr("Danh sách thôn.", "List hamlets."))
@as_json
@pass_desk
def hamlet_list(desk: Desk, as_json: bool) -> None:
    """List hamlets."""
    _list(desk, Hamlet, {"name": NAME, "households": tr("Số hộ", "Households")}, as_json=as_json)


@click.group(cls=Group, help=tr("Chuyên mục.", "Topics."))
def topic() -> None:
    """Topics."""


@topic.command("add", help=tr("Thêm chuyên mục.", "Add a topic."))
@click.argument("code")
@click.argument("name")
@acting(ADMIN)
@pass_desk
def topic_add(desk: Desk, code: str, name: str, actor_name: str) -> None:
    """Add a topic."""
    with desk.acting(actor_name) as (session, actor):
        places.add_topic(session, code, name, actor=actor, now=desk.now)
    say(f"Đã thêm chuyên mục {code}.", f"Added topic {code}.")


@topic.command("list", help=tr("Danh sách chuyên mục.", "List topics."))
@as_json
@pass_desk
def topic_list(desk: Desk, as_json: bool) -> None:
    """List topics."""
    _list(desk, Topic, {"code": tr("Mã", "Code"), "name": NAME}, as_json=as_json)


@click.group(cls=Group, help=tr("Cụm loa.", "Loudspeaker zones."))
def zone() -> None:
    """Zones."""


@zone.command(
    "add", help=tr("Thêm cụm loa, nghe được ở một hay nhiều thôn.", "Add a zone heard in some hamlets.")
)
@click.argument("name")
@click.option(
    "--hamlet",
    "hamlets",
    multiple=True,
    help=tr("Thôn nghe cụm loa này (lặp lại được)", "Hamlet (repeatable)"),
)
@acting(ADMIN)
@pass_desk
def zone_add(desk: Desk, name: str, hamlets: tuple[str, ...], actor_name: str) -> None:
    """Add a zone."""
    with desk.acting(actor_name) as (session, actor):
        places.add_zone(session, name, hamlets, actor=actor, now=desk.now)
    say(f"Đã thêm cụm loa “{name}”.", f"Added zone “{name}”.")


@zone.command("list", help=tr("Danh sách cụm loa.", "List zones."))
@as_json
@pass_desk
def zone_list(desk: Desk, as_json: bool) -> None:
    """List zones."""
    with desk.reading() as session:
        rows = [
            {"id": row.id, "name": row.name, "hamlets": [hamlet.name for hamlet in row.hamlets]}
            for row in session.scalars(select(Zone).order_by(Zone.id))
        ]
    show(rows, {"name": NAME, "hamlets": tr("Thôn", "Hamlets")}, as_json=as_json)


@click.group(cls=Group, help=tr("Người dùng.", "Users."))
def user() -> None:
    """Users."""


for command in (
    people.invite,
    people.disable,
    people.enable,
    people.devices,
    people.leave,
    people.relieve,
    people.succeed,
):
    user.add_command(command)


@user.command("add", help=tr("Thêm người dùng.", "Add a user."))
@click.argument("name")
@click.option("--role", required=True, help="contributor | editor | approver | operator | monitor | admin")
@click.option("--full-name", default="", help=tr("Họ và tên", "Full name"))
@click.option("--office", default="", help=tr("Cơ quan, chức vụ ghi trên trang", "Office shown on pages"))
@click.option("--unit", default="", help=tr("Đơn vị", "Unit"))
@acting(ADMIN)
@pass_desk
def user_add(desk: Desk, name: str, role: str, actor_name: str, **given: str) -> None:
    """Add a user."""
    with desk.acting(actor_name) as (session, actor):
        users.add_user(session, name, role, actor=actor, now=desk.now, **given)
    say(f"Đã thêm {name} ({role}).", f"Added {name} ({role}).")


@user.command("list", help=tr("Danh sách người dùng.", "List users."))
@as_json
@pass_desk
def user_list(desk: Desk, as_json: bool) -> None:
    """List users."""
    with desk.reading() as session:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "role": row.role,
                "full_name": row.full_name,
                "office": row.office,
                "unit": row.unit.name if row.unit else None,
                "active": row.active,
            }
            for row in session.scalars(select(User).order_by(User.id))
        ]
    columns = {
        "name": NAME,
        "role": tr("Vai trò", "Role"),
        "full_name": tr("Họ tên", "Full name"),
        "unit": tr("Đơn vị", "Unit"),
    }
    show(rows, columns, as_json=as_json)


def _list(desk: Desk, table: Any, columns: dict[str, str], *, as_json: bool) -> None:
    with desk.reading() as session:
        found = session.scalars(select(table).order_by(table.id)).all()
        rows = [{"id": row.id, **{name: getattr(row, name) for name in columns}} for row in found]
    show(rows, columns, as_json=as_json)
