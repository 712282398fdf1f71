"""What becomes of a message that was corrected or withdrawn, place by place; what a person put right."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy import Select, select
from werkzeug.wrappers import Response as AnyResponse

from content_queue import cases, rights
from content_queue.cases import StepSettled
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Case, CaseStep, Message
from content_queue.states import NotAllowed
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.messages.desk import seen
from publisher.web.messages.showing import shown
from publisher.web.refusing import sentence_of


def add_to(pages: Blueprint) -> None:
    """Give the act its address, and messages and cases known by number theirs."""
    pages.post("/<reference>/viec")(settle_step)
    pages.get("/so/<int:number>")(numbered)
    pages.get("/viec/<int:number>")(of_case)


@needs("settle deliveries")
def settle_step(reference: str) -> AnyResponse | tuple[str, int]:
    """Note that a person put one place right."""
    given, note = request.form.get("step", ""), request.form.get("note", "").strip()
    try:
        with here.app().writing(here.commune()) as session:
            message = seen(session, reference, visitors.actor(session))
            step = session.get(CaseStep, int(given)) if given.isdecimal() and len(given) < 10 else None
            if step is None or step.case.message_id != message.id:
                abort(404)
            actor, now = visitors.actor(session), here.app().clock()
            cases.settle_by_hand(session, step, actor=actor, now=now, note=note)
    except (DeliveryRefused, StepSettled, NotAllowed, rights.NotPermitted) as refused:
        return shown(reference, problem=sentence_of(refused)), 409
    return redirect(url_for("messages.page", reference=reference, said="settled"), 303)


@needs("read")
def numbered(number: int) -> AnyResponse:
    """Lead to a message by its number."""
    return _to(select(Message.reference).where(Message.id == number))


@needs("read")
def of_case(number: int) -> AnyResponse:
    """Lead to the message of a case."""
    return _to(select(Message.reference).join(Case, Case.message_id == Message.id).where(Case.id == number))


def _to(query: Select[str]) -> AnyResponse:
    with here.app().reading(here.commune()) as session:
        reference = session.scalar(query)
    if reference is None:
        abort(404)
    return redirect(url_for("messages.page", reference=reference))
