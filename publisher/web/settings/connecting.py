"""Connecting a channel step by step: a kind's guide on a page, left and taken up again at will."""

from __future__ import annotations

import json
import re
import secrets as randomness
from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from channels.base import ChannelError
from channels.guiding import Ask, Learned, Ready, next_step, secret_answers
from channels.registry import adapter_class
from content_queue import unsaved
from content_queue.models import Hamlet, User
from publisher import connecting
from publisher.clock import is_moved
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.settings.acts import REFUSALS, Answer, Refused, sentences_of, text
from publisher.web.settings.channels import OFFERED

_PLACE = re.compile(r"kenh-[a-z_]{3,20}-[0-9a-f]{12}")
MOST_STEPS = 40


def add_to(pages: Blueprint) -> None:
    """Give the guide its addresses."""
    pages.post("/kenh/moi")(begin)
    pages.get("/kenh/noi/<place>")(step)
    pages.post("/kenh/noi/<place>")(answer)


@needs("set up")
def begin() -> Answer:
    """Begin to connect a channel of a kind."""
    kind = request.form.get("kind", "")
    if kind not in OFFERED:
        abort(404)
    return redirect(url_for("settings.step", place=f"kenh-{kind}-{randomness.token_hex(6)}"), 303)


@needs("set up")
def step(place: str) -> Answer:
    """Show the next question of a guide."""
    return _shown(place)


@needs("set up")
def answer(place: str) -> Answer:
    """Take an answer, or set the channel up when all is known."""
    app = here.app()
    kind, said = _kind(place), request.form
    with app.writing(here.commune()) as session:
        actor = visitors.actor(session)
        answers = _answers(session, place, actor)
        if said.get("act") == "drop":
            unsaved.drop(session, place, actor=actor)
            return redirect(url_for("settings.channels"), 303)
        if said.get("act") == "back" and answers:
            answers = dict(list(answers.items())[:-1])
        elif said.get("act") == "answer":
            answers[said.get("name", "")] = ",".join(said.getlist("answer")).strip()
        _keep(session, place, answers, actor)
    if said.get("act") == "ready":
        return _set_up(place, kind, answers)
    return redirect(url_for("settings.step", place=place), 303)


def _kind(place: str) -> str:
    kind = place.split("-")[1] if _PLACE.fullmatch(place) else ""
    if kind not in OFFERED:
        abort(404)
    return kind


def _answers(session: Session, place: str, actor: User) -> dict[str, str]:
    row = unsaved.of(session, place, actor=actor)
    if row is None:
        return {}
    found: dict[str, str] = json.loads(here.app().box.read(row.form["answers"][0]))
    return found


def _keep(session: Session, place: str, answers: Mapping[str, str], actor: User) -> None:
    """Keep the answers sealed: tokens are among them."""
    sealed = here.app().box.seal(json.dumps(answers))
    unsaved.keep(session, place, {"answers": [sealed]}, based_on=0, actor=actor, now=here.app().clock())


def _shown(place: str, *, problems: Sequence[str] = ()) -> Answer:
    app, kind = here.app(), _kind(place)
    with app.reading(here.commune()) as session:
        answers = _answers(session, place, visitors.actor(session))
        hamlets = [each.name for each in session.query(Hamlet).order_by(Hamlet.id)]
    learned: list[str] = []
    asked: Ask | Ready | None = None
    try:
        asked, answers = _next(kind, answers, learned)
    except ChannelError as problem:
        problems = [*problems, problem.sentence]
    if learned:
        with app.writing(here.commune()) as session:
            _keep(session, place, answers, visitors.actor(session))
    page = render_template(
        "settings/connect.html",
        place=place,
        kind=kind,
        asked=asked,
        is_ready=isinstance(asked, Ready),
        needs_name=isinstance(asked, Ready) and any(not each.name for each in asked.channels),
        learned=learned,
        answered=[name for name in answers if name not in secret_answers(adapter_class(kind))],
        hamlets=hamlets,
        problems=problems,
        mark=visitors.form_mark(),
    )
    return (page, 409) if problems else page


def _next(kind: str, answers: dict[str, str], learned: list[str]) -> tuple[Ask | Ready, dict[str, str]]:
    """Walk on to the next question, or to the end; what the service tells meanwhile is noted."""
    for _ in range(MOST_STEPS):
        found = next_step(adapter_class(kind), answers)
        if not isinstance(found, Learned):
            return found, answers
        answers = answers | dict(found.answers)
        learned.append(found.says)
    raise Refused("Hướng dẫn kết nối không kết thúc; hãy báo người phát triển.")


def _set_up(place: str, kind: str, answers: dict[str, str]) -> Answer:
    app = here.app()
    try:
        ready, _ = _next(kind, answers, [])
        if not isinstance(ready, Ready):
            return redirect(url_for("settings.step", place=place), 303)
        with app.writing(here.commune()) as session:
            actor = visitors.actor(session)
            rows = connecting.set_up(
                app,
                session,
                kind,
                text("channel"),
                ready,
                actor=actor,
                now=app.clock(),
                hamlets=request.form.getlist("hamlet"),
            )
            if is_moved():
                for row in rows:
                    app.require_loopback(row)
            unsaved.drop(session, place, actor=actor)
    except REFUSALS as refusal:
        return _shown(place, problems=sentences_of(refusal))
    return redirect(url_for("settings.channels", said="connected"), 303)
