"""What people do with a message besides writing: submit, take back, withdraw, correct, copy."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import messages, recordings, rights
from content_queue.messages import MessageRefused
from content_queue.models import Delivery, Message, User
from content_queue.states import DeliveryState, NotAllowed
from content_queue.words import words_of
from publisher import editing
from publisher.broadcasts import reissue
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.messages.desk import seen
from publisher.web.messages.showing import shown
from publisher.web.refusing import sentence_of
from schedules.rules import BadRepeat

Act = Callable[[Session, Message, User], str]  # returns the address that shows what was done


def add_to(pages: Blueprint) -> None:
    """Give the acts their address."""
    pages.post("/<reference>")(act)


@needs("write")
def act(reference: str) -> AnyResponse | tuple[str, int]:
    """Do one act."""
    app, wanted = here.app(), ACTS.get(request.form.get("act", ""))
    if wanted is None:
        abort(400)
    try:
        with app.writing(here.commune()) as session:
            actor = visitors.actor(session)
            row = seen(session, reference, actor)
            place = wanted(session, row, actor)
            stopped = _cancelled(session, row)
    except (MessageRefused, NotAllowed, BadRepeat, rights.NotPermitted) as refused:
        return shown(reference, problem=sentence_of(refused)), 409
    reissue(app, here.commune(), stopped)
    return redirect(place, 303)


def _there(row: Message, said: str) -> str:
    return url_for("messages.page", reference=row.reference, said=said)


def _submit(session: Session, row: Message, actor: User) -> str:
    editing.submit(here.app(), session, row, actor=actor, now=here.app().clock())
    return _there(row, "submitted")


def _recall(session: Session, row: Message, actor: User) -> str:
    messages.recall(session, row, actor=actor, now=here.app().clock())
    return _there(row, "recalled")


def _withdraw(session: Session, row: Message, actor: User) -> str:
    reason = request.form.get("reason", "")
    messages.withdraw(session, row, actor=actor, now=here.app().clock(), reason=reason)
    return _there(row, "withdrawn")


def _correct(session: Session, row: Message, actor: User) -> str:
    new = messages.create(session, words_of(row), actor=actor, now=here.app().clock(), corrects=row)
    return url_for("messages.begin_again", reference=new.reference)


def _copy(session: Session, row: Message, actor: User) -> str:
    new = messages.create(session, words_of(row), actor=actor, now=here.app().clock())
    return url_for("messages.begin_again", reference=new.reference)


def _record(session: Session, row: Message, actor: User) -> str:
    rights.require(actor, "submit")
    recordings.try_again(session, row, actor=actor, now=here.app().clock())
    return _there(row, "recorded")


ACTS: dict[str, Act] = {
    "record": _record,
    "submit": _submit,
    "recall": _recall,
    "withdraw": _withdraw,
    "correct": _correct,
    "copy": _copy,
}


def _cancelled(session: Session, row: Message) -> list[Delivery]:
    """Return what of a withdrawn message was taken out of exported bulletins."""
    if row.stopped_at is None:
        return []
    query = select(Delivery).where(
        Delivery.message_id == row.id, Delivery.state == DeliveryState.CANCELLED.value
    )
    return list(session.scalars(query))
