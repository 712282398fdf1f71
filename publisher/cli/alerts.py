"""`publisher alert list|close`: what a person must look at, and what to do about it."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import select

from content_queue import audit, rights
from content_queue.messages import TO_APPROVE
from content_queue.models import Alert, Incident
from content_queue.places import UnknownName
from publisher.cli.commands import ID, Group
from publisher.cli.desk import Desk, acting, as_json, pass_desk, print_json, say
from publisher.cli.language import chosen, tr
from publisher.english import in_chosen_language
from publisher.telling.steps import next_step

MOST = 1000


@click.group(cls=Group, help=tr("Báo động: việc cần người xem.", "Alerts: what a person must look at."))
def alert() -> None:
    """Alerts."""


@alert.command(
    "list",
    help=tr("Các báo động đang mở, mỗi việc kèm cách xử lý.", "Open alerts, each with its next step."),
)
@click.option("--all", "everything", is_flag=True, help=tr("Cả những việc đã xong", "Settled ones, too"))
@as_json
@pass_desk
def alert_list(desk: Desk, everything: bool, as_json: bool) -> None:
    """List alerts, and the incidents of the installation."""
    with desk.reading() as session:
        alerts = select(Alert).where(Alert.kind != TO_APPROVE).order_by(Alert.id.desc()).limit(MOST)
        incidents = select(Incident).order_by(Incident.id.desc()).limit(MOST)
        if not everything:
            alerts, incidents = alerts.where(Alert.closed_at.is_(None)), _open(incidents)
        rows = [_incident_row(row) for row in session.scalars(incidents)]
        rows += [_alert_row(row) for row in session.scalars(alerts)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        number = f"#{row['id']}" if row["id"] else tr("máy", "here")
        over = tr(" (đã xong)", " (settled)") if row["closed_at"] else ""
        click.echo(f"{number}  {desk.local(row['opened_at'])}  {row['sentence']}{over}")
        if not over:
            click.echo(tr(f"    Cần làm: {row['next_step']}.", f"    Next: {row['next_step']}."))
    if not rows:
        say("Không có báo động nào.", "There is no alert.")


@alert.command(
    "close",
    help=tr(
        "Đã xem xong một báo động; lần sau sẽ báo lại.", "An alert was seen to; the next one is told anew."
    ),
)
@click.argument("numbers", nargs=-1, required=True, type=ID, metavar="ID…")
@acting()
@pass_desk
def alert_close(desk: Desk, numbers: tuple[int, ...], actor_name: str) -> None:
    """Close alerts."""
    with desk.acting(actor_name) as (session, actor):
        rights.require(actor, "settle deliveries")
        for number in numbers:
            row = session.scalar(select(Alert).where(Alert.id == number))
            if row is None:
                raise UnknownName(f"Không có báo động số {number}. Xem `publisher alert list`.")
            if row.closed_at is None:
                row.closed_at = desk.now
                audit.record(session, "close", row, actor=actor, now=desk.now)
    say("Đã đóng.", "Closed.")


def _open(incidents: Any) -> Any:
    return incidents.where(Incident.closed_at.is_(None))


def _alert_row(row: Alert) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "subject_id": row.subject_id,
        "sentence": in_chosen_language(row.sentence),
        "next_step": next_step(row.kind, chosen(), subject_id=row.subject_id),
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
    }


def _incident_row(row: Incident) -> dict[str, Any]:
    kind = row.key.partition("@")[0]
    return {
        "id": None,
        "kind": kind,
        "subject": "installation",
        "subject_id": None,
        "sentence": in_chosen_language(row.sentence),
        "next_step": next_step(kind, chosen()),
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
    }
