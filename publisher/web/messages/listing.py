"""The list of messages: newest first, by state, found by words without marks."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from content_queue import finding, unsaved
from content_queue.models import Message, Unsaved, User
from content_queue.states import MessageState
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.messages.desk import is_guide
from publisher.writing.frequent_notices import notices

A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the list is to show."""

    state: str
    words: str
    before: int | None  # number of the message after which the page begins


def add_to(pages: Blueprint) -> None:
    """Give the list its address."""
    pages.get("/")(listing)


@needs("read")
def listing() -> str:
    """List messages."""
    app, asked = here.app(), _asked()
    with app.reading(here.commune()) as session:
        actor = visitors.actor(session)
        rows = _rows(session, actor, asked)
        begun = [_begun(each) for each in unsaved.all_of(session, actor) if not is_guide(each.place)]
    return render_template(
        "messages/list.html",
        rows=rows[:A_PAGE],
        next=rows[A_PAGE - 1].id if len(rows) > A_PAGE else None,
        asked=asked,
        chosen_states=list(MessageState),
        begun=begun,
        notices=notices(app.home.folder),
        said=request.args.get("said", ""),
    )


def _asked() -> Asked:
    state, before = request.args.get("state", ""), request.args.get("before", "")
    return Asked(
        state=state if state in list(MessageState) else "",
        words=request.args.get("q", "").strip(),
        before=int(before) if before.isdecimal() and len(before) < 12 else None,
    )


def _rows(session: Session, actor: User, asked: Asked) -> list[Message]:
    query = select(Message).where(finding.seen_by(actor)).order_by(Message.id.desc()).limit(A_PAGE + 1)
    if asked.state:
        query = query.where(Message.state == asked.state)
    if asked.words:
        query = query.where(finding.found_by(asked.words, actor.commune_id))
    if asked.before is not None:
        query = query.where(Message.id < asked.before)
    return list(session.scalars(query.options(joinedload(Message.unit), joinedload(Message.author))))


def _begun(row: Unsaved) -> dict[str, object]:
    title = next(iter(row.form.get("title", [])), "")
    return {"place": row.place, "title": title, "at": row.at, "is_new": row.based_on == 0}
