"""`publisher files check|copy`: the pictures and recordings that are kept, in a folder or in the database."""

from __future__ import annotations

import sys

import click

from publisher.cli.commands import Group
from publisher.cli.desk import Desk, as_json, pass_desk, print_json, say, show
from publisher.cli.language import tr
from publisher.filing import Watch, copy_all, faults
from publisher.home import FilesIn


@click.group(cls=Group, help=tr("Tệp ảnh và âm thanh đã cất.", "Stored pictures and recordings."))
def files() -> None:
    """Stored files."""


@files.command(
    "check",
    help=tr(
        "Đọc lại mọi tệp mà các tin cần; thoát khác 0 khi thiếu hoặc hỏng.",
        "Read again every file that messages need; non-zero exit when one is missing or damaged.",
    ),
)
@as_json
@pass_desk
def files_check(desk: Desk, as_json: bool) -> int:
    """Check the files in use."""
    found = [
        {"message": wanted.message, "name": wanted.name, "digest": wanted.digest, "fault": fault}
        for wanted, fault in faults(desk.app.files, desk.app.engine, watch=_watch(tr("Đọc lại", "Reading")))
    ]
    if as_json:
        print_json(found)
    elif found:
        named = {"missing": tr("thiếu", "missing"), "damaged": tr("hỏng", "damaged")}
        columns = {
            "message": tr("Mã tin", "Reference"),
            "name": tr("Tệp", "File"),
            "fault": tr("Lỗi", "Fault"),
        }
        show([{**row, "fault": named[row["fault"]]} for row in found], columns, as_json=False)
    else:
        say("Mọi tệp đều còn nguyên.", "Every file is there and whole.")
    return 1 if found else 0


@files.command(
    "copy",
    help=tr(
        "Chép mọi tệp sang nơi cất khác; bị dừng giữa chừng thì chạy lại để chép tiếp.",
        "Copy every file to the other place; run it again to go on after an interruption.",
    ),
)
@click.option(
    "--to",
    "to",
    type=click.Choice([place.value for place in FilesIn]),
    required=True,
    help=tr("Nơi cất mới", "The other place"),
)
@as_json
@pass_desk
def files_copy(desk: Desk, to: str, as_json: bool) -> int:
    """Copy files to the other place."""
    target = FilesIn(to)
    source = FilesIn.FOLDER if target is FilesIn.DATABASE else FilesIn.DATABASE
    if target is FilesIn.DATABASE:
        desk.app.home.require_shared()
    app = desk.app
    done = copy_all(app.store(source), app.store(target), watch=_watch(tr("Đang chép", "Copying")))
    if as_json:
        print_json(done.row())
        return 1 if done.damaged else 0
    say(
        f"Đã chép {done.copied} tệp, {done.present} tệp đã có sẵn.",
        f"Copied {done.copied} files, {done.present} were there already.",
    )
    for digest in done.damaged:
        say(f"Tệp {digest} bị hỏng nên không chép.", f"File {digest} is damaged and was not copied.")
    if app.home.files_in is not target:
        say(
            f"Nay đặt PUBLISHER_FILES={to} cho mọi máy, khởi động lại, rồi chạy `publisher files check`.",
            f"Now set PUBLISHER_FILES={to} on every machine, restart, then run `publisher files check`.",
        )
    return 1 if done.damaged else 0


def _watch(doing: str) -> Watch:
    """Return what shows on a terminal how many files are done."""
    shown = sys.stderr.isatty()

    def watch(done: int) -> None:
        if shown:
            sys.stderr.write(f"\r{doing}: {done}\x1b[K")
            sys.stderr.flush()

    return watch
