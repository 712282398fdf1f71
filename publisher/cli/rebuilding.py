"""`publisher channel rebuild`: a site drawn anew after a new look or address."""

from __future__ import annotations

import click

from channels.base import Rebuildable
from content_queue import rights
from content_queue.deliveries import DeliveryRefused
from publisher.cli.channels import channel
from publisher.cli.desk import ADMIN, Desk, acting, pass_desk, say
from publisher.cli.finding import channel_named
from publisher.cli.language import tr

__all__ = ["channel", "channel_rebuild"]


@channel.command(
    "rebuild",
    help=tr(
        "Vẽ lại toàn bộ trang sau khi đổi giao diện hay địa chỉ; nội dung tin giữ nguyên.",
        "Draw a whole site anew after a new look or address; what messages say stays.",
    ),
)
@click.argument("which")
@acting(ADMIN)
@pass_desk
def channel_rebuild(desk: Desk, which: str, actor_name: str) -> None:
    """Rebuild a site."""
    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "set up")
        row = channel_named(session, which)
        adapter = desk.app.book.of(session, row)
    if not isinstance(adapter, Rebuildable):
        raise DeliveryRefused(f"Kênh “{row.name}” không phải trang tự dựng nên không vẽ lại được.")
    adapter.rebuild(_report)
    say(f"Đã vẽ lại “{row.name}”.", f"“{row.name}” was drawn anew.")


def _report(share: float) -> None:
    click.echo(f"  {share:.0%}", err=True)
