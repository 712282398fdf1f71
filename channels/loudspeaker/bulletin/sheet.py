"""The run sheet (phiếu phát thanh) as a Word file in the layout of Nghị định 30/2020/NĐ-CP, from a template.

The template ships as code and is written out for staff to edit (`publisher bulletin template`); a template of
their own that cannot be filled in never keeps a bulletin from going out: the shipped one is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channels import office_paper as paper
from channels.values import Bulletin

if TYPE_CHECKING:
    from channels.loudspeaker.bulletin.papers import Row

COLUMNS = {
    "STT": ("{{ row.number }}", 12),
    "Giờ": ("{{ row.begins_at }}", 22),
    "Nội dung": ("{{ row.about }}", 56),
    "Thời lượng": ("{{ row.length }}", 17),
    "Người phát": ("", 20),
    "Giờ phát thực tế": ("", 20),
    "Ghi chú": ("", 18),
}


@cache
def shipped_template() -> bytes:
    """Return the template that comes with the program."""
    document = paper.page()
    paper.head(document, office=("ỦY BAN NHÂN DÂN", "{{ commune }}"))
    paper.title(document, "Phiếu phát thanh", "{{ when }} · {{ slot }} · {{ zone }}", "{{ verdict }}")
    paper.table(document, COLUMNS, rows="row in rows")
    document.add_paragraph("{%p for row in rows %}")
    document.add_paragraph()
    document.add_paragraph().add_run("{{ row.number }}. {{ row.title }}").bold = True
    document.add_paragraph("{{ row.spoken }}")
    document.add_paragraph().add_run("SHA-256 bản đọc: {{ row.digest }}").italic = True
    document.add_paragraph("{%p endfor %}")
    paper.signatures(document, "Người phát", "Người duyệt")
    return paper.saved(document)


def template_at(place: str) -> bytes:
    """Return the template to use: the commune's own, or the shipped one when none is set or readable."""
    try:
        return Path(place).expanduser().read_bytes() if place else shipped_template()
    except OSError:
        return shipped_template()


def written(bulletin: Bulletin, rows: Sequence[Row], *, verdict: str, template: bytes) -> bytes:
    """Return the sheet of a bulletin as a Word file."""
    facts = facts_of(bulletin, rows, verdict=verdict)
    try:
        return paper.filled(template, facts)
    except paper.BadTemplate:
        return paper.filled(shipped_template(), facts)


def facts_of(bulletin: Bulletin, rows: Sequence[Row], *, verdict: str) -> Mapping[str, Any]:
    """Return what a template may name."""
    return {
        "commune": bulletin.commune.upper(),
        "province": bulletin.province,
        "zone": bulletin.zone,
        "slot": bulletin.slot,
        "when": f"{bulletin.starts_at:%H:%M ngày %d/%m/%Y}",
        "verdict": verdict,
        "rows": [_row(each) for each in rows],
    }


def problem_of(place: str) -> str:
    """Return why the commune's own template cannot be used, empty when it can or none is set."""
    if not place:
        return ""
    if not Path(place).expanduser().is_file():
        return f"Không thấy mẫu phiếu phát thanh {place}."
    try:
        paper.filled(template_at(place), {**_NOTHING, "rows": [_NO_ROW]})
    except paper.BadTemplate as wrong:
        return str(wrong)
    return ""


_NOTHING = dict.fromkeys(("commune", "province", "zone", "slot", "when", "verdict"), "")
_NO_ROW = dict.fromkeys(
    (
        *("number", "begins_at", "about", "length", "title", "file"),
        *("reference", "unit", "approver", "spoken", "digest"),
    ),
    "",
)


def _row(row: Row) -> Mapping[str, str]:
    about = [f"{row.title} ({row.unit})" if row.unit else row.title, row.file]
    about += [f"Mã tin: {row.reference}"] if row.reference else []
    about += [f"Người duyệt: {row.approver}"] if row.approver else []
    return {
        "number": str(row.number),
        "begins_at": f"{row.begins_at:%H:%M:%S}",
        "about": "\n".join(about),
        "length": row.length,
        "title": row.title,
        "file": row.file,
        "reference": row.reference,
        "unit": row.unit,
        "approver": row.approver,
        "spoken": f"{row.spoken}\n(Sau đó phát bản ghi âm {row.also}.)" if row.also else row.spoken,
        "digest": row.digest,
    }
