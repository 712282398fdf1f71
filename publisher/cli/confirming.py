"""`publisher bulletin confirm`: the operator's word about a broadcast."""

from __future__ import annotations

import click

from content_queue.models import Commune
from publisher import broadcasts
from publisher.cli.broadcast_options import as_run, as_run_options, date_option, slot_option, zone_option
from publisher.cli.commands import Command
from publisher.cli.desk import Desk, acting, pass_desk, say
from publisher.cli.language import tr


@click.command(
    "confirm",
    cls=Command,
    help=tr(
        "Xác nhận đã phát một khung ở một cụm loa, hoặc vì sao không phát.",
        "Confirm a zone's broadcast, or say why not.",
    ),
)
@date_option
@slot_option
@zone_option
@as_run_options
@acting()
@pass_desk
def bulletin_confirm(
    desk: Desk,
    on: str,
    slot_name: str,
    zone_name: str,
    actor_name: str,
    **told: str,
) -> None:
    """Confirm broadcasts."""
    day = desk.day(on)
    said = as_run(desk, day, **told)
    with desk.acting(actor_name) as (session, actor):
        commune = session.get_one(Commune, desk.commune.id)
        found = broadcasts.broadcasts(session, commune, on=day, slot=slot_name, zone=zone_name)
        rows = broadcasts.confirm(session, found, said, actor=actor, now=desk.now)
    if not said.played:
        say(f"{len(rows)} tin: không phát.", f"{len(rows)} items: not played.")
    else:
        say(f"{len(rows)} tin: đã phát.", f"{len(rows)} items: played.")
