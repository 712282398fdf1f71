"""`publisher reach list|collect`: how far what was sent has come, as the services tell."""

from __future__ import annotations

from typing import Any

import click

from content_queue.afterwards import newest_figures
from content_queue.models import Figures
from publisher.afterwards import collect_figures
from publisher.cli.commands import Group
from publisher.cli.desk import Desk, as_json, pass_desk, say, show
from publisher.cli.language import tr


@click.group(cls=Group, help=tr("Tin đã đến được bao nhiêu người.", "How far messages have come."))
def reach() -> None:
    """Reach."""


@reach.command("list", help=tr("Số liệu mới nhất của từng lượt gửi.", "The newest figures of each delivery."))
@as_json
@pass_desk
def reach_list(desk: Desk, as_json: bool) -> None:
    """List figures."""
    with desk.reading() as session:
        rows = [_row(each) for each in newest_figures(session)]
    columns = {
        "delivery": tr("Lượt", "Delivery"),
        "reference": tr("Mã tin", "Reference"),
        "channel": tr("Kênh", "Channel"),
        "people": tr("Người", "People"),
        "told": tr("Số liệu", "Figures"),
        "taken_at": tr("Lúc", "Taken"),
    }
    show(rows if as_json else [_told(row) for row in rows], columns, as_json=as_json)


def _row(row: Figures) -> dict[str, Any]:
    return {
        "delivery": row.delivery_id,
        "reference": row.delivery.reference,
        "channel": row.delivery.channel.name,
        "people": row.people,
        "figures": row.figures,
        "taken_at": row.taken_at,
    }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    figures = ", ".join(f"{name} {value}" for name, value in row["figures"].items())
    return {**row, "told": figures}


@reach.command(
    "collect",
    help=tr(
        "Hỏi ngay số liệu của các tin gửi trong 28 ngày qua; bình thường máy tự hỏi mỗi ngày.",
        "Ask now for the figures of the last 28 days; the publisher asks once a day by itself.",
    ),
)
@pass_desk
def reach_collect(desk: Desk) -> None:
    """Ask for figures now."""
    asked = collect_figures(desk.app, desk.commune.id, _report)
    say(f"Đã hỏi số liệu của {asked} lượt gửi.", f"Asked for the figures of {asked} deliveries.")


def _report(done: int, total: int) -> None:
    if done == total or not done % 10:
        click.echo(f"  {done}/{total}", err=True)
