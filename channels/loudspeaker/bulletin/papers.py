"""What lies beside the audio: playlist, CUE sheet, and the run sheet to print and sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from channels.loudspeaker.bulletin import sheet
from channels.values import Bulletin

if TYPE_CHECKING:
    from jinja2 import Template

PLAYLIST, CUE, SHEET, LIVE = "PHAT.m3u8", "PHAT.cue", "PHIEU-PHAT.html", "DOC-TRUC-TIEP.html"
OFFICE_SHEET = "PHIEU-PHAT.docx"
ALL = (PLAYLIST, CUE, SHEET, OFFICE_SHEET, LIVE)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One exported part as the papers show it."""

    number: int
    file: str
    title: str
    begins_at: datetime
    offset: float  # seconds from the programme's start, as joined
    seconds: float
    spoken: str = ""
    digest: str = ""  # of the spoken text
    reference: str = ""
    unit: str = ""
    approver: str = ""
    also: str = ""  # recordings in other languages that follow

    @property
    def length(self) -> str:
        """Return minutes and seconds for people."""
        whole = round(self.seconds)
        return f"{whole // 60}:{whole % 60:02}"


def playlist(rows: Sequence[Row]) -> bytes:
    """Return the extended M3U8 of the parts in order (UTF-8)."""
    lines = ["#EXTM3U"]
    for row in rows:
        lines += [f"#EXTINF:{row.seconds:.3f},{row.title}", row.file]
    return ("\n".join(lines) + "\n").encode()


def cue_sheet(rows: Sequence[Row], *, programme: str, title: str) -> bytes:
    """Return the CUE sheet of the joined programme; a frame is 1/75 second."""
    lines = [f"TITLE {_quoted(title)}", f"FILE {_quoted(programme)} MP3"]
    for row in rows:
        frames = round(row.offset * 75)
        at = f"{frames // 4500:02}:{frames // 75 % 60:02}:{frames % 75:02}"
        lines += [f"  TRACK {row.number:02} AUDIO", f"    TITLE {_quoted(row.title)}", f"    INDEX 01 {at}"]
    return ("\r\n".join(lines) + "\r\n").encode()


def run_sheet(bulletin: Bulletin, rows: Sequence[Row], *, verdict: str, programme: str) -> bytes:
    """Return the run sheet as a printable page in the layout of Nghị định 30/2020/NĐ-CP."""
    return _page("run_sheet.html", bulletin=bulletin, rows=rows, verdict=verdict, programme=programme)


def live_text(bulletin: Bulletin, rows: Sequence[Row]) -> bytes:
    """Return all that is said in large letters, an item a sheet, to be read live when the machine fails."""
    return _page("live_text.html", bulletin=bulletin, rows=rows)


def all_of(
    bulletin: Bulletin, rows: Sequence[Row], *, verdict: str, programme: str, title: str, template: bytes
) -> dict[str, bytes]:
    """Return every paper of a bulletin by its file name; `template` is the run sheet's Word template."""
    return {
        PLAYLIST: playlist(rows),
        CUE: cue_sheet(rows, programme=programme, title=title),
        SHEET: run_sheet(bulletin, rows, verdict=verdict, programme=programme),
        OFFICE_SHEET: sheet.written(bulletin, rows, verdict=verdict, template=template),
        LIVE: live_text(bulletin, rows),
    }


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'").replace("\n", " ") + '"'


def _page(name: str, **facts: Any) -> bytes:
    return (_template(name).render(facts).rstrip("\n") + "\n").encode()


@cache
def _template(name: str) -> Template:
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((files(__package__) / name).read_text(encoding="utf-8"))
