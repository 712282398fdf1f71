"""`publisher dictionary add|list`, `publisher spoken`, `publisher speak`."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import click
from sqlalchemy import select

from channels.loudspeaker.voices.espeak import VOICES
from content_queue import dictionary as words
from content_queue.models import DictionaryEntry
from publisher.cli.commands import Command, Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, say, show
from publisher.cli.language import tr
from publisher.english import in_chosen_language
from publisher.home import Home

UNKNOWN = 3


@click.group(cls=Group, help=tr("Từ điển bản đọc của xã.", "The commune's dictionary of spoken words."))
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
    _require_sayable(written, spoken_form)
    with desk.acting(actor_name) as (session, actor):
        words.teach(session, written, spoken_form, actor=actor, now=desk.now)
    say(f"“{written}” đọc là “{spoken_form}”.", f"“{written}” is spoken “{spoken_form}”.")


def _require_sayable(written: str, spoken_form: str) -> None:
    from channels.loudspeaker.spoken import default_dictionary

    if not written.strip():
        raise click.UsageError(tr("Từ cần dạy không được để trống.", "The word to teach is empty."))
    try:
        default_dictionary().with_entries({written: spoken_form})
    except ValueError as mistake:
        raise click.UsageError(in_chosen_language(str(mistake))) from None


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
    cls=Command,
    help=tr(
        "In bản đọc của TEXT; “-” đọc từng dòng từ đầu vào, mỗi dòng in một dòng. Từ lạ nằm trong ⟦ ⟧, "
        "mã thoát 3.",
        "Print the spoken form of TEXT; “-” reads lines and prints one line each. Unknown tokens stand in "
        "⟦ ⟧, exit code 3.",
    ),
)
@click.argument("text")
@pass_desk
def spoken(desk: Desk, text: str) -> int:
    """Print the spoken form of a text or of each line of standard input."""
    from channels.loudspeaker.spoken import default_dictionary
    from channels.loudspeaker.spoken import speak as spoken_form

    known = default_dictionary().with_entries(_entries(desk))
    lines = (line.rstrip("\r\n") for line in sys.stdin) if text == "-" else [text]
    unknown = 0
    for line in lines:
        said = spoken_form(line, dictionary=known, markdown=text != "-")
        unknown += len(said.unknown)
        click.echo(" ".join(said.text.split()))
    return UNKNOWN if unknown else 0


@click.command(
    cls=Command,
    help=tr(
        "Đọc TEXT (“-”: đầu vào) ra tệp .mp3 hay .wav.",
        "Speak TEXT (“-”: standard input) into an .mp3 or .wav file.",
    ),
)
@click.argument("text")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=tr("Tệp .mp3 hay .wav", ".mp3 or .wav file"),
)
@click.option(
    "--voice",
    type=click.Choice(VOICES, case_sensitive=False),
    default=VOICES[0],
    show_default=True,
    help=tr("Giọng đọc: bắc, trung, nam", "Voice: north, central, south"),
)
@pass_desk
def speak(desk: Desk, text: str, out: Path, voice: str) -> None:
    """Speak a text into a file."""
    import tempfile

    from channels.loudspeaker.recording import speak_to_file

    if out.suffix.lower() not in {".mp3", ".wav"}:
        raise click.UsageError(
            tr(f"Tệp {out.name} phải có đuôi .mp3 hoặc .wav.", f"{out.name} must end in .mp3 or .wav.")
        )
    if not out.absolute().parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "", str(out.absolute().parent))
    words = sys.stdin.read() if text == "-" else text
    with tempfile.TemporaryDirectory() as work:
        seconds = speak_to_file(
            words, out, work=Path(work), voice=voice, entries=tuple(_entries(desk).items())
        )
    say(f"{out}: {seconds:.1f} giây.", f"{out}: {seconds:.1f} seconds.")


def _entries(desk: Desk) -> dict[str, str]:
    """Return the commune's own words; none before `publisher init`."""
    if not Home.from_environment().exists():
        return {}
    with desk.reading() as session:
        return {row.written: row.spoken for row in session.scalars(select(DictionaryEntry))}
