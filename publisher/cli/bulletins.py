"""`publisher bulletin plan|export|verify|confirm`."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy import select

from content_queue.deliveries import DeliveryRefused
from content_queue.models import Commune, Delivery
from content_queue.states import DeliveryState
from publisher import broadcasts
from publisher.cli.broadcast_options import date_option, slot_option, zone_option
from publisher.cli.commands import Group
from publisher.cli.confirming import bulletin_confirm
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say, show
from publisher.cli.language import tr
from publisher.cli.loudspeaker_tools import picture, template, tone
from publisher.english import in_chosen_language
from publisher.lock import AlreadyPublishing

PATIENCE_SECONDS = 60
UNDER_WAY = {DeliveryState.PLANNED, DeliveryState.RETRYING, DeliveryState.SENDING}


@click.group(
    cls=Group, help=tr("Bản tin phát thanh: xem, xuất tệp, kiểm tra, xác nhận.", "Loudspeaker bulletins.")
)
def bulletin() -> None:
    """Bulletins."""


for command in (bulletin_confirm, tone, template, picture):
    bulletin.add_command(command)


@bulletin.command(
    "plan",
    help=tr(
        "Bản tin của một ngày, từng khung, từng cụm loa: vừa hay dài bao nhiêu giây.",
        "A day's bulletins by slot and zone: do they fit?",
    ),
)
@date_option
@slot_option
@zone_option
@as_json
@pass_desk
def bulletin_plan(desk: Desk, on: str, slot_name: str, zone_name: str, as_json: bool) -> None:
    """Show a day's bulletins."""
    with desk.reading() as session:
        commune = session.get_one(Commune, desk.commune.id)
        found = broadcasts.broadcasts(session, commune, on=desk.day(on), slot=slot_name, zone=zone_name)
        rows = [each.row() for each in found]
    if as_json:
        print_json(rows)
        return
    flat = [
        {
            **row,
            "starts_at": desk.local(row["starts_at"]),
            "items": [item["reference"] for item in row["items"]],
        }
        for row in rows
    ]
    columns = {
        "starts_at": tr("Giờ phát", "On air"),
        "slot": tr("Khung", "Slot"),
        "zone": tr("Cụm loa", "Zone"),
        "seconds": tr("Giây", "Seconds"),
        "seconds_over": tr("Thừa (+) thiếu (-)", "Over (+) spare (-)"),
        "items": tr("Tin", "Items"),
        "folder": tr("Thư mục", "Folder"),
    }
    show(flat, columns, as_json=False)


@bulletin.command(
    "export",
    help=tr(
        "Xuất bản tin ngay, không đợi giờ; --out chép ra USB hay thư mục khác.",
        "Export bulletins now; --out copies them to a USB stick or folder.",
    ),
)
@date_option
@slot_option
@zone_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help=tr("Thư mục đích", "Destination"),
)
@acting()
@as_json
@pass_desk
def bulletin_export(
    desk: Desk, on: str, slot_name: str, zone_name: str, out: Path | None, actor_name: str, as_json: bool
) -> int:
    """Export bulletins."""
    with desk.acting(actor_name) as (session, actor):
        commune = session.get_one(Commune, desk.commune.id)
        found = broadcasts.broadcasts(session, commune, on=desk.day(on), slot=slot_name, zone=zone_name)
        due = broadcasts.make_due(session, found, actor=actor, now=desk.now)
        every = [row for each in found for row in each.deliveries]
    broadcasts.reissue(desk.app, desk.commune, every)
    if due:
        _export_now(desk, due)
    rows = _as_they_are(desk, every)
    failed = [row for row in rows if row.state in {"failed", "missed", "retrying", "planned"}]
    places = [_copied(folder, out) if out else folder for folder in broadcasts.folders(rows)]
    if as_json:
        print_json([{"folder": str(place)} for place in places])
    for place in [] if as_json else places:
        click.echo(place)
    for row in failed:
        click.echo(f"{row.reference}: {row.state}: {in_chosen_language(row.reason)}", err=True)
    if not places and not failed:
        click.echo(
            tr("Không có bản tin nào trong ngày và khung này.", "There is no bulletin on this day and slot."),
            err=True,
        )
    return 1 if failed or not places else 0


def _export_now(desk: Desk, due: Sequence[int]) -> None:
    """Export here, or let the program that publishes from this home do it and wait for it."""
    try:
        desk.dispatch(only=due, attended=True)
    except AlreadyPublishing:
        waited = threading.Event()
        for _ in range(PATIENCE_SECONDS * 2):
            waiting = [
                row for row in _as_they_are(desk, due) if row.state in {"planned", "retrying", "sending"}
            ]
            if not waiting:
                return
            waited.wait(0.5)
        raise


def _as_they_are(desk: Desk, wanted: Sequence[Delivery | int]) -> Sequence[Delivery]:
    ids = [each if isinstance(each, int) else each.id for each in wanted]
    with desk.reading() as session:
        return session.scalars(select(Delivery).where(Delivery.id.in_(ids)).order_by(Delivery.id)).all()


def _copied(folder: Path, out: Path) -> Path:
    """Copy an exported folder under `out`, keeping day, slot and zone, and read the copy again.

    The old copy goes only when the new one is whole. DeliveryRefused when the disk did not keep it.
    """
    from channels.loudspeaker.bulletin.folder import replacing
    from channels.loudspeaker.bulletin.manifest import verify

    place = out.joinpath(*folder.parts[-3:])
    with replacing(place) as fresh:
        shutil.copytree(folder, fresh, dirs_exist_ok=True, copy_function=shutil.copyfile)
    if difference := verify(place):
        raise DeliveryRefused(f"Bản chép vào {place} bị sai: {difference.sentence}")
    return place


@bulletin.command(
    "verify",
    help=tr(
        "Đọc lại một thư mục đã xuất hay USB; nêu tệp đầu tiên bị sai.",
        "Re-read an exported folder or USB stick; name the first file that differs.",
    ),
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def bulletin_verify(folder: Path) -> int:
    """Verify an exported folder."""
    from channels.loudspeaker.bulletin.manifest import verify

    manifests = sorted(folder.rglob("manifest.json")) or [folder / "manifest.json"]
    wrong = 0
    for manifest in manifests:
        difference = verify(manifest.parent)
        wrong += difference is not None
        if difference is None:
            say(f"✓ {manifest.parent}: đúng như khi xuất.", f"✓ {manifest.parent}: as exported.")
        else:
            click.echo(
                f"✗ {manifest.parent}/{difference.file}: {in_chosen_language(difference.sentence)}", err=True
            )
    return 1 if wrong else 0
