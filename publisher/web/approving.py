"""“Duyệt”: everything of a message on one page, to read and hear, then one tap; works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import approval_links, approvals, rights
from content_queue.messages import MessageRefused, sealed_renditions
from content_queue.models import Delivery, Message, User
from content_queue.states import MessageState, NotAllowed
from publisher import editing, reviewing
from publisher.app import App
from publisher.broadcasts import reissue
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.refusing import sentence_of
from schedules.rules import BadRepeat

pages = Blueprint("approving", __name__, url_prefix="/duyet")
Answer = AnyResponse | tuple[str, int] | str


@pages.get("/")
@needs("approve")
def waiting() -> str:
    """List what waits for a decision."""
    app = here.app()
    with app.reading(here.commune()) as session:
        rows = [
            {"reference": row.reference, "title": row.title, "unit": row.unit.name, "urgency": row.urgency}
            for row in reviewing.waiting(session)
        ]
    return render_template("approvals.html", rows=rows, said=request.args.get("said", ""))


@pages.get("/<reference>")
@needs("approve")
def page(reference: str) -> Answer:
    """Show one message as it will go out."""
    return _page(reference)


@pages.post("/<reference>")
@needs("approve")
def decide(reference: str) -> Answer:
    """Approve or return what was shown; what has changed since is shown again instead."""
    app, wanted = here.app(), request.form.get("act", "")
    try:
        with app.writing(here.commune()) as session:
            message, actor = _message(session, reference), visitors.actor(session)
            told = decided(app, session, message, actor, wanted)
            replaced = deliveries_of(session, message.corrects) if message.corrects else []
    except (MessageRefused, NotAllowed, BadRepeat, rights.NotPermitted) as refused:
        return _page(reference, problem=sentence_of(refused))
    reissued(replaced)
    return redirect(url_for("approving.waiting", said=told), 303)


def reissued(stopped: Sequence[Delivery]) -> None:
    """Write anew the bulletins out of which a correction has taken something."""
    reissue(here.app(), here.commune(), stopped)


def deliveries_of(session: Session, message: Message) -> Sequence[Delivery]:
    """Return a message's deliveries."""
    return session.scalars(select(Delivery).where(Delivery.message_id == message.id)).all()


def decided(app: App, session: Session, message: Message, actor: User, wanted: str) -> str:
    """Decide as a form says: approve, return or reject what it has shown; return what was done.

    Raises MessageRefused when anything has changed since it was shown, NotAllowed, NotPermitted.
    """
    reason = request.form.get("reason", "").strip()
    if message.state != MessageState.IN_REVIEW:
        return "decided"
    if request.form.get("seal") != approval_links.seal_of(message, sealed_renditions(session, message)):
        raise MessageRefused("Tin đã thay đổi từ lúc mở trang; hãy đọc lại rồi quyết định.")
    if wanted == "approve":
        editing.approve(app, session, message, actor=actor, now=app.clock(), reason=reason)
        return "approved"
    verb = "reject" if wanted == "reject" else "return"
    approvals.give_back(session, message, verb, actor=actor, now=app.clock(), reason=reason)
    return "returned"


def _page(reference: str, *, problem: str = "") -> Answer:
    app = here.app()
    with app.reading(here.commune()) as session:
        message = _message(session, reference)
        if message.state != MessageState.IN_REVIEW and not problem:
            return redirect(url_for("approving.waiting", said="decided"))
        found = reviewing.review(session, message, now=app.clock())
    shown = render_template("approval.html", review=found, mark=visitors.form_mark(), problem=problem)
    return (shown, 409) if problem else shown


def _message(session: Session, reference: str) -> Message:
    found = session.scalar(select(Message).where(Message.reference == reference))
    if found is None:
        abort(404)
    return found
