"""One message: its words and versions, when it goes out, what became of it, all that was done with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, abort, render_template, request, send_file
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from channels.base import StoredFile
from channels.markdown import to_html
from content_queue import rights
from content_queue.messages import sealed_renditions
from content_queue.models import Approval, AuditEntry, Case, Delivery, Message, User
from content_queue.states import MESSAGE_MOVES, MessageState, verbs_from
from content_queue.words import words_of
from publisher import reviewing
from publisher.cautions import Caution, cautions
from publisher.web import guarding, here, visitors
from publisher.web.guarding import needs
from publisher.web.messages import files
from publisher.web.messages.desk import may_write, seen

SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "audio/mpeg"})
_RIGHTS = {"submit": "submit", "recall": "submit", "approve": "approve", "withdraw": "withdraw"}  # verb → act
OPEN = frozenset({MessageState.DRAFT, MessageState.RETURNED, MessageState.IN_REVIEW})
MOST = 60  # entries of its history


def add_to(pages: Blueprint) -> None:
    """Give a message its addresses."""
    pages.get("/<reference>")(page)
    pages.get("/<reference>/tep/<digest>")(file)
    pages.get("/tep-moi/<sealed>")(upload)


@needs("read")
def page(reference: str) -> str:
    """Show one message."""
    return shown(reference)


def shown(reference: str, *, problem: str = "") -> str:
    """Return the page of a message, perhaps with what went wrong."""
    app = here.app()
    with app.reading(here.commune()) as session:
        actor = visitors.actor(session)
        row = seen(session, reference, actor)
        history = _history(session, row)
        return render_template(
            "messages/message.html",
            row=row,
            can=set(_can(row, actor)),
            review=reviewing.review(session, row, now=app.clock()),
            noticed=_noticed(session, row),
            decisions=_decisions(session, row),
            deliveries=_deliveries(session, row),
            body=Markup(to_html(row.body)),
            history=history,
            cases=_cases(session, row),
            broken=[each for each in sealed_renditions(session, row) if each.problem],
            names=_names(session, history),
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
            problem=problem,
        )


def _can(row: Message, actor: User) -> Iterator[str]:
    """Yield what this person may do with the message as it stands."""
    own = rights.may(actor, "write for every unit") or row.unit_id == actor.unit_id
    for verb in verbs_from(MESSAGE_MOVES, MessageState(row.state)):
        if verb in _RIGHTS and guarding.may(_RIGHTS[verb]) and (own or verb == "approve"):
            yield verb
    if may_write(row, actor):
        yield "edit"
    if rights.may(actor, "write"):
        yield "write"
        if row.state in {MessageState.APPROVED, MessageState.WITHDRAWN} and own:
            yield "correct"


def _noticed(session: Session, row: Message) -> Sequence[Caution]:
    return cautions(session, row, now=here.app().clock()) if row.state in OPEN else ()


def _decisions(session: Session, row: Message) -> Sequence[Approval]:
    return session.scalars(
        select(Approval).where(Approval.message_id == row.id).order_by(Approval.id.desc())
    ).all()


def _deliveries(session: Session, row: Message) -> Sequence[Delivery]:
    query = select(Delivery).where(Delivery.message_id == row.id).order_by(Delivery.due_at, Delivery.id)
    return session.scalars(query.limit(MOST)).all()


def _cases(session: Session, message: Message) -> Sequence[Case]:
    return session.scalars(select(Case).where(Case.message_id == message.id).order_by(Case.id.desc())).all()


def _history(session: Session, row: Message) -> Sequence[AuditEntry]:
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == "message", AuditEntry.subject_id == row.id)
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    ).all()


def _names(session: Session, history: Sequence[AuditEntry]) -> dict[int, str]:
    wanted = {each.actor_id for each in history if each.actor_id}
    people = session.scalars(select(User).where(User.id.in_(wanted)))
    return {each.id: each.full_name or each.name for each in people}


@needs("read")
def file(reference: str, digest: str) -> AnyResponse:
    """Answer a file of a message, in byte ranges as players ask for them."""
    with here.app().reading(here.commune()) as session:
        message = seen(session, reference, visitors.actor(session))
        sealed = reviewing.file_of(session, message, digest)
        found = sealed or next((each for each in words_of(message).files if each.digest == digest), None)
    if found is None:
        abort(404)
    return _answered(found)


@needs("write")
def upload(sealed: str) -> AnyResponse:
    """Answer a file that lies in a form of whoever asks."""
    with here.app().reading(here.commune()) as session:
        found = files.opened(here.app(), sealed, visitors.actor(session))
    if found is None:
        abort(404)
    return _answered(found)


def _answered(found: StoredFile) -> AnyResponse:
    """Return a file: pictures and sound to be shown, anything else only to be downloaded."""
    is_shown = found.media_type in SHOWN
    return send_file(
        here.app().files.path(found.digest),
        mimetype=found.media_type if is_shown else "application/octet-stream",
        download_name=found.name,
        as_attachment=not is_shown,
        conditional=True,
    )
