"""“Nhật ký”: everything that was done, by whom and when; newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask import Blueprint, render_template, request
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from content_queue.communes import zone_of
from content_queue.models import AuditEntry, Delivery, Message, User
from publisher.web import here
from publisher.web.guarding import needs

A_PAGE = 100


def add_to(pages: Blueprint) -> None:
    """Give the record its address."""
    pages.get("/nhat-ky")(record)


@needs("see the record")
def record() -> str:
    """List what was done."""
    with here.app().reading(here.commune()) as session:
        rows = session.scalars(_wanted()).all()
        shown = rows[:A_PAGE]
        people = {each.id: each.full_name or each.name for each in session.scalars(select(User))}
        return render_template(
            "settings/record.html",
            rows=shown,
            next=shown[-1].id if len(rows) > A_PAGE else None,
            people=people,
            about=_about(session, shown),
            asked=request.args,
        )


def _wanted() -> Select[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(A_PAGE + 1)
    before, person = request.args.get("before", ""), request.args.get("person", "")
    if before.isdecimal() and len(before) < 15:
        query = query.where(AuditEntry.id < int(before))
    if person.isdecimal() and len(person) < 10:
        query = query.where(AuditEntry.actor_id == int(person))
    if request.args.get("on"):
        query = _of_day(query, request.args["on"])
    return query


def _of_day(query: Select[AuditEntry], text: str) -> Select[AuditEntry]:
    try:
        start = datetime.combine(date.fromisoformat(text), time(), tzinfo=zone_of(here.commune()))
    except ValueError:
        return query
    return query.where(AuditEntry.at >= start, AuditEntry.at < start + timedelta(days=1))


def _about(session: Session, rows: Sequence[AuditEntry]) -> dict[tuple[str, int], str]:
    """Return the references of the messages and deliveries that entries speak of."""
    found: dict[tuple[str, int], str] = {}
    for subject, table in (("message", Message), ("delivery", Delivery)):
        wanted = {row.subject_id for row in rows if row.subject == subject}
        known = session.execute(select(table.id, table.reference).where(table.id.in_(wanted)))
        found |= {(subject, number): reference for number, reference in known}
    return found
