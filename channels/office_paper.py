"""Office pages in the layout of Nghị định 30/2020/NĐ-CP: Word templates that staff can edit, filled in.

Phụ lục I of that decree: A4; margins top and bottom 20-25 mm, left 30-35, right 15-20; Times New Roman 13-14;
national name and motto at the top right; page number in the middle of the top margin from page 2. Templates
hold Jinja marks, as docxtpl reads them: `{{ bulletin.zone }}`, `{%tr for row in rows %}`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

FONT, SIZE = "Times New Roman", 13  # points
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}  # mm
PORTRAIT, LANDSCAPE = 165, 252  # mm between the margins
_HEAD_SIZE, _OFFICE_SHARE = 12, 0.36  # points; share of the width that the office has
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP can tell


class BadTemplate(ValueError):
    """A template that cannot be filled in; the sentence says what is wrong with it."""


def page(*, landscape: bool = False) -> Document:
    """Return an empty A4 document with its font, margins and page numbers."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    width, height = Mm(210), Mm(297)
    if landscape:
        width, height, section.orientation = height, width, WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = width, height
    for side, millimetres in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    _number_pages(document)
    return document


def _number_pages(document: Document) -> None:
    """Put the page number in the middle of the top margin, from the second page on."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    number = _centred(section.header.paragraphs[0])
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        _field_part(number, kind, text)


def _field_part(paragraph: Paragraph, kind: str, text: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    part = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        part.set(qn("w:fldCharType"), kind)
    part.text = text or None
    paragraph.add_run()._r.append(part)


def head(document: Document, *, office: Sequence[str], width: int = PORTRAIT) -> None:
    """Write the office at the left, the national name and motto at the right; last lines are underlined."""
    from docx.shared import Pt

    table = document.add_table(rows=1, cols=2)
    of_office = round(width * _OFFICE_SHARE)
    _set_widths(table, [of_office, width - of_office])
    columns = (office, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"))
    for cell, lines in zip(table.rows[0].cells, columns, strict=True):
        for number, line in enumerate(lines):
            paragraph = _centred(cell.paragraphs[0] if not number else cell.add_paragraph())
            run = paragraph.add_run(line)
            run.font.size = Pt(_HEAD_SIZE)
            run.bold, run.underline = number > 0 or lines is columns[1], number == len(lines) - 1


def title(document: Document, text: str, *below: str) -> None:
    """Write the document's name in bold capitals, and lines under it."""
    document.add_paragraph()
    _centred(document.add_paragraph()).add_run(text.upper()).bold = True
    for line in below:
        _centred(document.add_paragraph()).add_run(line)
    document.add_paragraph()


def table(document: Document, columns: Mapping[str, tuple[str, int]], *, rows: str) -> None:
    """Write a table: head → mark and width in mm; one line for each of `rows` (as “row in rows”)."""
    drawn = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    _set_widths(drawn, [width for _, width in columns.values()])
    for at, (name, (mark, _)) in enumerate(columns.items()):
        drawn.cell(0, at).paragraphs[0].add_run(name).bold = True
        drawn.cell(2, at).text = mark
    drawn.cell(1, 0).text = "{%tr for " + rows + " %}"
    drawn.cell(3, 0).text = "{%tr endfor %}"
    _mark(drawn.rows[0], "w:tblHeader")  # repeated on each page
    _mark(drawn.rows[2], "w:cantSplit")


def _set_widths(drawn: Table, widths: Sequence[int]) -> None:
    """Fix the columns' widths (mm), for readers of the grid and for readers of the cells."""
    from docx.shared import Mm

    drawn.autofit = False
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def signatures(document: Document, *names: str) -> None:
    """Write who signs, side by side, with room for the hand."""
    document.add_paragraph()
    places = document.add_table(rows=1, cols=len(names))
    for cell, name in zip(places.rows[0].cells, names, strict=True):
        _centred(cell.paragraphs[0]).add_run(name.upper()).bold = True
        _centred(cell.add_paragraph()).add_run("(Ký, ghi rõ họ tên)").italic = True


def _centred(paragraph: Paragraph) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def saved(document: Any) -> bytes:
    """Return the document's bytes: the same document, the same bytes."""
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def filled(template: bytes, facts: Mapping[str, Any]) -> bytes:
    """Return the template filled in; BadTemplate when it is no Word file or has a mark nobody knows.

    Marks are run in a sandbox: a template may come from anywhere.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(dict(facts), SandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
    except TemplateError as wrong:
        raise BadTemplate(f"Mẫu giấy có chỗ điền không đúng: {wrong}.") from wrong
    except Exception as wrong:
        raise BadTemplate("Mẫu giấy không phải tệp Word (.docx) đọc được.") from wrong
    return saved(document)


def _undated(archive: bytes) -> bytes:
    """Return a ZIP whose files all carry the oldest date, so that time leaves no trace in it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            target.writestr(
                zipfile.ZipInfo(name, _OLDEST), source.read(name), compress_type=zipfile.ZIP_DEFLATED
            )
    return kept.getvalue()
