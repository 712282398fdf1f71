"""`publisher dictionary add|list`, `publisher spoken`, `publisher speak`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy import select

from content_queue import dictionary as words
from content_queue.models import DictionaryEntry
from publisher.cli.desk import Desk, acting, as_json, pass_desk, say, show
from publisher.cli.language import tr
from publisher.home import Home

UNKNOWN = 3


@click.group(help=tr("Từ điển bản đọc của xã.", "The commune's dictionary of spoken words."))
def dictionary() -> None:
    """The dictionary."""


@dictionary.command(
    "add", help=tr("Dạy loa đọc một từ: dictionary add IoT “ai ô ti”.", "Teach how a word is spoken.")
)
@click.argument("written")
@click.argument("spoken_form", metavar="SPOKEN")
@acting()
@pass_desk
def dictionary_add(desk: Desk, written: str, spoken_form: str, actor_name: str) -> None:
    """Teach a word."""
    from channels.loudspeaker.spoken import default_dictionary

    default_dictionary().with_entries({written: spoken_form})
    with desk.acting(actor_name) as (session, actor):
        words.teach(session, written, spoken_form, actor=actor, now=desk.now)
    say(f"“{written}” đọc là “{spoken_form}”.", f"“{written}” is spoken “{spoken_form}”.")


@dictionary.command("list", help=tr("Danh sách từ của xã.", "List the commune's words."))
@as_json
@pass_desk
def dictionary_list(desk: Desk, as_json: bool) -> None:
    """List words."""
    with desk.reading() as session:
        found = session.scalars(select(DictionaryEntry).order_by(DictionaryEntry.written)).all()
    rows = [{"id": row.id, "written": row.written, "spoken": row.spoken} for row in found]
    show(rows, {"written": tr("Viết", "Written"), "spoken": tr("Đọc", "Spoken")}, as_json=as_json)


@click.command(
    help=tr(
        "In bản đọc; “-” đọc từng dòng từ đầu vào. Từ lạ nằm trong ⟦ ⟧, mã thoát 3.",
        "Print the spoken form; “-” reads lines. Unknown tokens in ⟦ ⟧, exit code 3.",
    )
)
@click.argument("text")
@pass_desk
def spoken(desk: Desk, text: str) -> int:
    """Print the spoken form of a text or of each line of standard input."""
    from channels.loudspeaker.spoken import default_dictionary, speak

    known = default_dictionary().with_entries(_entries(desk))
    lines = (line.rstrip("\r\n") for line in sys.stdin) if text == "-" else [text]
    unknown = 0
    for line in lines:
        said = speak(line, dictionary=known, markdown=text != "-")
        unknown += len(said.unknown)
        click.echo(" ".join(said.text.split()))
    return UNKNOWN if unknown else 0


@click.command(help=tr("Đọc một câu ra tệp .mp3 hay .wav.", "Speak a text into an .mp3 or .wav file."))
@click.argument("text")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=tr("Tệp .mp3 hay .wav", ".mp3 or .wav file"),
)
@click.option("--voice", default="vi", help="vi | vi-vn-x-central | vi-vn-x-south")
@pass_desk
def speak(desk: Desk, text: str, out: Path, voice: str) -> None:
    """Speak a text into a file."""
    import tempfile

    from channels.loudspeaker.recording import speak_to_file

    with tempfile.TemporaryDirectory() as work:
        seconds = speak_to_file(
            text, out, work=Path(work), voice=voice, entries=tuple(_entries(desk).items())
        )
    say(f"{out}: {seconds:.1f} giây.", f"{out}: {seconds:.1f} seconds.")


def _entries(desk: Desk) -> dict[str, str]:
    """Return the commune's own words; none before `publisher init`."""
    if not Home.from_environment().exists():
        return {}
    with desk.reading() as session:
        return {row.written: row.spoken for row in session.scalars(select(DictionaryEntry))}
