"""The site's templates, and how dates and text are written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from markupsafe import Markup

from channels.base import StoredFile

TEMPLATES = Path(__file__).parent / "templates"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
# What neither HTML nor XML 1.0 allows in text: controls, half characters, noncharacters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text without the characters that make a page or a feed ill-formed."""
    return _FORBIDDEN.sub("", text)


def _finalize(value: Any) -> Any:
    if isinstance(value, Markup):
        return Markup(printable(value))
    return printable(value) if isinstance(value, str) else value


def day(at: datetime) -> str:
    """Return the day as people write it: Thứ Ba, 24/11/2026."""
    return f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y}"


def moment(at: datetime) -> str:
    """Return day and hour: Thứ Ba, 24/11/2026, 17 giờ 05."""
    return f"{day(at)}, {at.hour} giờ {at:%M}"


def iso(at: datetime) -> str:
    """Return a time for machines, to the second: HTML takes no more than three digits of a fraction."""
    return at.isoformat(timespec="seconds")


def month_name(month: str) -> str:
    """Return a month's name: 2026-11 → Tháng 11 năm 2026."""
    year, _, number = month.partition("-")
    return f"Tháng {int(number)} năm {year}"


def weight(file: StoredFile) -> str:
    """Return a file's size as people read it: 350 KB, 1,2 MB."""
    if file.size < 1_000_000:
        return f"{max(1, round(file.size / 1000))} KB"
    return f"{file.size / 1_000_000:.1f} MB".replace(".", ",")


@cache
def look(theme: str = "") -> Environment:
    """Return the template environment, a theme's templates before ours; all but Markup is escaped."""
    folders = [Path(theme).expanduser(), TEMPLATES] if theme else [TEMPLATES]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )
    environment.filters.update(day=day, moment=moment, month_name=month_name, rfc822=format_datetime, iso=iso)
    environment.filters.update(weight=weight)
    return environment


def draw(template: str, *, theme: str = "", **given: Any) -> str:
    """Return a template filled in; the last line ends. TemplateError when a theme's template is wrong."""
    return look(theme).get_template(template).render(**given).rstrip() + "\n"


def asset(name: str, theme: str = "") -> str:
    """Return the text of a style sheet, script or emblem: the theme's, else the site's own."""
    own = Path(theme).expanduser() / name if theme else TEMPLATES / name
    return (own if own.is_file() else TEMPLATES / name).read_text("utf-8")


def mistakes_in(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the templates of a theme, by file and line."""
    ours = {each.name for each in TEMPLATES.iterdir()}
    for each in sorted(folder.iterdir()):
        if each.name not in ours:
            yield f"Giao diện: tệp {each.name} không thay mẫu nào; xem danh sách mẫu ở docs/website.md."
        elif each.suffix in {".html", ".xml", ".txt"}:
            try:
                look().parse(each.read_text("utf-8"))
            except TemplateSyntaxError as wrong:
                yield f"Giao diện: {each.name}, dòng {wrong.lineno}: {wrong.message}."
            except (OSError, UnicodeDecodeError):
                yield f"Giao diện: không đọc được {each.name} (phải là UTF-8)."
