"""`publisher init` and `publisher doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select

from content_queue.communes import add_commune
from content_queue.db import open_session
from content_queue.models import Commune
from publisher.app import App
from publisher.cli.commands import Command
from publisher.cli.desk import Desk, as_json, pass_desk, print_json, say
from publisher.cli.language import tr
from publisher.english import in_chosen_language
from publisher.home import Home
from schedules.timetables import ship_defaults

if TYPE_CHECKING:
    from publisher.health import Finding


def make_commune(app: App, name: str, **given: str) -> Commune:
    """Add a commune with its topics, default slots, campaign days and administrator."""
    with open_session(app.engine) as session, session.begin():
        row = add_commune(session, name, **given)
        ship_defaults(session, row)
        return row


@click.command(
    cls=Command,
    help=tr(
        "Tạo nơi làm việc ở PUBLISHER_HOME với một xã và người quản trị `admin`; nâng cấp nếu đã có.",
        "Make an installation in PUBLISHER_HOME with one commune and its `admin`; upgrade an old one.",
    ),
)
@click.option("--name", default="xã Phú Trung", help=tr("Tên xã", "Name of the commune"))
@click.option("--code", default="", help=tr("Mã xã", "Code"))
@click.option("--prefix", default="", help=tr("Tiền tố mã tin", "Prefix of references"))
@click.option("--province", default="tỉnh Đồng Nai", help=tr("Tỉnh, thành phố", "Province"))
@click.option("--time-zone", default="Asia/Ho_Chi_Minh", help=tr("Múi giờ", "Time zone"))
@pass_desk
def init(desk: Desk, name: str, **given: str) -> None:
    """Make or upgrade an installation."""
    desk.app = app = App.create(Home.from_environment())
    with open_session(app.engine, reading=True) as session:
        present = session.scalars(select(Commune.name)).all()
    if present:
        say(
            f"{app.home.folder} đã sẵn sàng: {', '.join(present)}.",
            f"{app.home.folder} is ready: {', '.join(present)}.",
        )
        return
    row = make_commune(app, name, **given)
    say(
        f"Đã tạo {app.home.folder} cho {row.name} (mã {row.code}). Người quản trị: admin.",
        f"Made {app.home.folder} for {row.name} (code {row.code}). Administrator: admin.",
    )


def begin_if_nothing_is_there(desk: Desk) -> None:
    """Make an installation with a commune to be named in the console, unless there is one."""
    home = Home.from_environment()
    if home.exists() or not home.on_sqlite:
        return
    desk.app = App.create(home)
    make_commune(desk.app, "xã Phú Trung", province="tỉnh Đồng Nai")


@click.command(
    cls=Command,
    help=tr(
        "Khám xem có gì trục trặc; thoát khác 0 khi có.",
        "Say what is wrong; non-zero exit when something is.",
    ),
)
@as_json
@pass_desk
def doctor(desk: Desk, as_json: bool) -> int:
    """Ask each part whether it can run here."""
    from publisher.health import findings as findings_of
    from publisher.health import measure

    only = desk.commune.id if desk.commune_code else None
    findings = findings_of(measure(desk.app, only=only, thorough=only is None))
    wrong = [finding for finding in findings if finding.is_wrong]
    if as_json:
        print_json([_finding_row(finding) for finding in findings])
        return 1 if wrong else 0
    for finding in findings:
        click.echo(f"{'✗' if finding.is_wrong else '✓'} {in_chosen_language(finding.sentence())}")
    return 1 if wrong else 0


def _finding_row(finding: Finding) -> dict[str, Any]:
    row = finding.row()
    return {**row, "what": in_chosen_language(row["what"]), "told": in_chosen_language(row["told"])}
