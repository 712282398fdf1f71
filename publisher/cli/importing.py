"""Importing message files from the command line: read all, tell all mistakes, then keep all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from content_queue.communes import zone_of
from content_queue.messages import MessageRefused
from content_queue.models import Message
from content_queue.states import MessageState
from publisher import editing
from publisher.cli.desk import Desk
from publisher.cli.finding import message_named
from publisher.cli.language import tr
from publisher.english import in_chosen_language
from publisher.importing.draft import Draft, Reading, read_message
from publisher.importing.folder import read_folder
from publisher.importing.problems import has_error
from publisher.importing.timing import PastAt


class ImportRefused(Exception):
    """Some file has a mistake; nothing was imported."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the choices that an import may need."""
    for option in reversed(
        (
            click.option(
                "--add-missing",
                is_flag=True,
                help=tr("Thêm đơn vị và thôn chưa có", "Add unknown units and hamlets"),
            ),
            click.option(
                "--convert-legacy",
                is_flag=True,
                help=tr("Đồng ý chuyển chữ TCVN3, VNI sang Unicode", "Convert TCVN3 and VNI to Unicode"),
            ),
            click.option(
                "--past-at",
                type=click.Choice(["now", "skip"]),
                default=None,
                help=tr("Giờ đã qua: gửi ngay (now) hay bỏ (skip)", "Times that are over: now or skip"),
            ),
        )
    ):
        command = option(command)
    return command


def import_path(
    desk: Desk,
    path: Path,
    *,
    actor_name: str,
    add_missing: bool,
    convert_legacy: bool,
    past_at: PastAt | None,
    corrects: str = "",
) -> list[dict[str, Any]]:
    """Import one file or a folder whole; ImportRefused tells every mistake of every file."""
    with desk.acting(actor_name) as (session, actor):
        read = read_folder if path.is_dir() else _read_one
        readings = read(
            path,
            now=desk.now,
            zone=zone_of(desk.commune),
            known=editing.known_names(session, desk.commune),
            add_missing=add_missing,
            convert_legacy=convert_legacy,
            past_at=past_at,
        )
        drafts = _drafts_of(readings, path)
        rows = editing.import_drafts(desk.app, session, drafts, actor=actor, now=desk.now)
        if corrects:
            rows[0].corrects = _correctable(session, corrects)
            session.flush()
        return [_row(session, row, reading) for row, reading in zip(rows, readings, strict=True)]


def _correctable(session: Session, which: str) -> Message:
    """Return the message to be corrected; MessageRefused when it has not been approved yet."""
    found = message_named(session, which)
    if found.state not in {MessageState.APPROVED, MessageState.WITHDRAWN}:
        raise MessageRefused(
            f"Tin {found.reference} chưa được duyệt nên chưa cần đính chính; hãy sửa và gửi duyệt lại."
        )
    return found


def _read_one(path: Path, **given: Any) -> tuple[Reading, ...]:
    return (read_message(path, **given),)


def _drafts_of(readings: Sequence[Reading], path: Path) -> list[Draft]:
    """Return the drafts, telling notices on standard error; ImportRefused when any file has a mistake."""
    if not readings:
        raise ImportRefused([f"Không có tệp .md nào trong {path}."])
    for problem in (problem for reading in readings for problem in reading.problems):
        if not has_error([problem]):
            click.echo(in_chosen_language(str(problem)), err=True)
    errors = [str(p) for reading in readings for p in reading.problems if has_error([p])]
    if errors:
        wrong = sum(reading.draft is None for reading in readings)
        errors.append(f"Không nhập gì: {wrong} trong {len(readings)} tệp có lỗi.")
        raise ImportRefused(errors)
    return [reading.draft for reading in readings if reading.draft is not None]


def _row(session: Session, row: Message, reading: Reading) -> dict[str, Any]:
    return {
        "id": row.id,
        "reference": row.reference,
        "key": row.import_key,
        "title": row.title,
        "state": row.state,
        "corrects": row.corrects.reference if row.corrects else None,
        "notices": [in_chosen_language(str(problem)) for problem in reading.problems],
    }
