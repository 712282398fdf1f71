"""`publisher handover list|link`: what waits for whom, and an address for a person's phone."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

import click

from content_queue import phone_links
from content_queue.models import Commune
from publisher.cli.commands import ID, Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.finding import delivery_numbered
from publisher.cli.language import tr
from publisher.handing_over import address, waiting


@click.group(cls=Group, help=tr("Việc gửi tay: ai, nhóm nào, giờ nào.", "What people send by hand."))
def handover() -> None:
    """Hand-overs."""


@handover.command(
    "list", help=tr("Những gói chờ người gửi; quá giờ ở trên cùng.", "Packages that wait; overdue first.")
)
@as_json
@pass_desk
def handover_list(desk: Desk, as_json: bool) -> None:
    """List hand-overs."""
    with desk.reading() as session:
        rows = [asdict(each) for each in waiting(session, now=desk.now)]
    columns = {
        "delivery_id": tr("Số", "Id"),
        "told": tr("Giờ", "Due"),
        "person": tr("Người gửi", "Person"),
        "channel": tr("Nơi nhận", "Place"),
        "reference": tr("Mã tin", "Reference"),
        "title": tr("Tiêu đề", "Title"),
    }
    show(rows if as_json else [_told(desk, row) for row in rows], columns, as_json=as_json)


def _told(desk: Desk, row: dict[str, Any]) -> dict[str, Any]:
    late = tr(" (quá giờ)", " (overdue)") if row["overdue"] else ""
    return {**row, "told": f"{desk.local(row['due_at'])}{late}"}


@handover.command(
    "link",
    help=tr(
        "Tạo liên kết mở trên điện thoại, không cần đăng nhập; liên kết cũ hết hiệu lực.",
        "Make an address for a phone, without a login; an older one is void.",
    ),
)
@click.argument("which", type=ID)
@click.option("--person", default="", help=tr("Giao cho ai", "Given to whom"))
@acting()
@as_json
@pass_desk
def handover_link(desk: Desk, which: int, person: str, actor_name: str, as_json: bool) -> None:
    """Make a phone link."""
    with desk.acting(actor_name) as (session, actor):
        row = delivery_numbered(session, which)
        given = person or str(row.channel.settings.get("person") or "")
        commune = session.get_one(Commune, desk.commune.id)
        address(commune, "")  # refused before anything is made void
        secret = phone_links.make(session, row, person=given, actor=actor, now=desk.now)
        url = address(commune, secret)
    if as_json:
        print_json({"delivery": which, "person": given, "url": url})
        return
    click.echo(_code(url))
    click.echo(url)
    say(
        f"Gửi riêng cho {given or 'người được giao'}: ai có liên kết đều báo được “đã gửi” lượt {which}.",
        f"Give it to {given or 'the person'} alone: whoever has it can settle delivery {which}.",
    )


def _code(url: str) -> str:
    """Return a QR code as text."""
    import segno

    drawn = io.StringIO()
    segno.make(url, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()
