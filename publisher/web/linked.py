"""Deciding by a link, without signing in: for one person, about one message as it was, once."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, send_file
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import approval_links, rights
from content_queue.messages import MessageRefused
from content_queue.models import ApprovalLink
from content_queue.states import NotAllowed
from publisher import reviewing, second_factor
from publisher.web import here, visitors
from publisher.web.approving import decided, deliveries_of, reissued
from publisher.web.guarding import open_to_anybody
from publisher.web.messages.showing import SHOWN
from publisher.web.refusing import sentence_of
from publisher.web.second_step import WRONG
from schedules.rules import BadRepeat

pages = Blueprint("linked", __name__, url_prefix="/duyet/lien-ket")
Answer = AnyResponse | tuple[str, int] | str


@pages.get("/<secret>")
@open_to_anybody()
def page(secret: str) -> Answer:
    """Show the message of a link."""
    with here.app().reading(here.commune()) as session:
        return _shown(session, _link(session, secret), secret)


@pages.get("/<secret>/<digest>")
@open_to_anybody()
def file(secret: str, digest: str) -> AnyResponse:
    """Answer a picture or the sound of the link's message."""
    with here.app().reading(here.commune()) as session:
        found = reviewing.file_of(session, _link(session, secret).message, digest)
    if found is None:
        abort(404)
    kind = found.media_type if found.media_type in SHOWN else "application/octet-stream"
    return send_file(here.app().files.path(digest), mimetype=kind, download_name=found.name, conditional=True)


@pages.post("/<secret>")
@open_to_anybody(own_forms=True)
def decide(secret: str) -> Answer:
    """Take the decision; the link is used up by it, and by nothing else."""
    app = here.app()
    with app.writing(here.commune()) as session:  # a wrong code is counted, so this ends in any case
        if not _passes(session, _link(session, secret)):
            return _shown(session, _link(session, secret), secret, problem=WRONG), 403
    try:
        with app.writing(here.commune()) as session:
            row = _link(session, secret)
            if not approval_links.use(session, row, now=app.clock()):
                abort(404)
            told = decided(app, session, row.message, row.user, request.form.get("act", ""))
            stopped = deliveries_of(session, row.message.corrects) if row.message.corrects else []
    except (MessageRefused, NotAllowed, BadRepeat, rights.NotPermitted) as refused:
        with app.reading(here.commune()) as session:
            return _shown(session, _link(session, secret), secret, problem=sentence_of(refused)), 409
    reissued(stopped)
    return render_template("linked_done.html", told=told)


def _link(session: Session, secret: str) -> ApprovalLink:
    found = approval_links.find(session, secret, now=here.app().clock())
    if found is None:
        abort(404)
    return found


def _passes(session: Session, row: ApprovalLink) -> bool:
    """Say whether a person who has a second factor has shown it: a link may be seen by others."""
    if row.user.second_factor is None:
        return True
    app, code = here.app(), request.form.get("code", "")
    return second_factor.passes(
        session, row.user, code, box=app.box, now=app.clock(), address=visitors.address()
    )


def _shown(session: Session, row: ApprovalLink, secret: str, *, problem: str = "") -> str:
    return render_template(
        "linked.html",
        review=reviewing.review(session, row.message, now=here.app().clock()),
        whose=row.user.full_name or row.user.name,
        asks_code=row.user.second_factor is not None,
        secret=secret,
        mark=visitors.form_mark(),
        problem=problem,
    )


@pages.after_request
def private(response: Response) -> Response:
    """Let nobody index the page."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
