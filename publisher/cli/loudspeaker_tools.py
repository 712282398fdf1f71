"""`publisher bulletin tone|template|picture`: a horn test, the run sheet to edit, a look at a programme."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from channels.atomic import write
from channels.base import Medium
from content_queue import names, rights
from content_queue.models import Channel
from content_queue.places import UnknownName
from publisher.cli.broadcast_options import zone_option
from publisher.cli.commands import Command
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say
from publisher.cli.language import tr
from publisher.english import in_chosen_language

out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help=tr("Thư mục đích", "Destination"),
)


@click.command(
    "tone",
    cls=Command,
    help=tr(
        "Tạo tệp thử loa cho từng cụm loa: chuông, âm quét và tên cụm loa; mở bằng tay, trong giờ được phép.",
        "Make a test file for each zone: chime, sweep, the zone's name; play it by hand, in permitted hours.",
    ),
)
@zone_option
@out_option
@acting()
@as_json
@pass_desk
def tone(desk: Desk, zone_name: str, out: Path, actor_name: str, as_json: bool) -> None:
    """Make test files."""
    from channels.loudspeaker import Loudspeaker
    from channels.loudspeaker.trial import tone_test

    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "broadcast")
        rows = session.scalars(select(Channel).where(Channel.medium == Medium.LOUDSPEAKER)).all()
        adapters = [desk.app.book.of(session, row) for row in rows]
    zones = [each for each in adapters if isinstance(each, Loudspeaker)]
    wanted = [each for each in zones if names.folded(zone_name) in {"", names.folded(each.zone)}]
    if not wanted:
        raise UnknownName(names.unknown("cụm loa", zone_name, dict.fromkeys(each.zone for each in zones)))
    made = [tone_test(each, out) for each in wanted]
    if as_json:
        print_json([{"file": str(place)} for place in made])
        return
    for place in made:
        click.echo(place)


@click.command(
    "template",
    cls=Command,
    help=tr(
        "Ghi mẫu phiếu phát thanh (.docx) để sửa bằng Word, rồi đặt vào kênh: --set sheet_template=TỆP.",
        "Write the run sheet's Word template to edit; then set it on the channel: --set sheet_template=FILE.",
    ),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=tr("Tệp .docx", "File, .docx"),
)
def template(out: Path) -> None:
    """Write the run sheet's template."""
    from channels.loudspeaker.bulletin.sheet import shipped_template

    if out.suffix.lower() != ".docx":
        raise click.UsageError(tr(f"Tệp {out.name} phải có đuôi .docx.", f"{out.name} must end in .docx."))
    write(out, shipped_template())
    say(f"Đã ghi mẫu vào {out}.", f"Wrote the template to {out}.")


@click.command(
    "picture",
    cls=Command,
    help=tr(
        "Vẽ dạng sóng và phổ của một bản tin đã xuất ra tệp .png.",
        "Draw an exported bulletin's waveform and spectrogram as a .png.",
    ),
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help=tr("Tệp .png", "File, .png")
)
def picture(folder: Path, out: Path) -> None:
    """Draw a bulletin."""
    from channels.loudspeaker.bulletin import picture as drawing

    if out.suffix.lower() != ".png":
        raise click.UsageError(tr(f"Tệp {out.name} phải có đuôi .png.", f"{out.name} must end in .png."))
    try:
        drawn = drawing.picture(folder)
    except ValueError as missing:
        raise click.UsageError(in_chosen_language(str(missing))) from None
    write(out, drawn)
    say(f"Đã vẽ vào {out}.", f"Drawn into {out}.")
