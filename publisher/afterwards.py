"""Channels are asked here about what was sent: by the ticker, sparingly, each question at its time.

A channel that is away, or a person's to mend, is simply asked again later: the message itself is out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import ChannelError, Measurable, Visible
from content_queue import afterwards
from content_queue.afterwards import About
from content_queue.db import open_session
from content_queue.deliveries import receipt_of
from content_queue.models import Question
from content_queue.states import DeliveryState
from content_queue.turns import Turn, only_one
from publisher.app import App

log = logging.getLogger("publisher.afterwards")
Report = Callable[[int, int], None]  # done, of how many
Answer = Callable[[Session, Question], None]


def ask_channels(app: App, kinds: Collection[str] = ()) -> int:
    """Ask every question whose time has come, on channels of some kinds (none given: all); count them."""
    with only_one(app.engine, Turn.AFTERWARDS) as ours:
        if not ours:
            return 0
        with open_session(app.engine, reading=True) as session:
            due = afterwards.due_questions(session, app.clock())
            rows = [session.get_one(Question, each) for each in due]
            chosen = [row.id for row in rows if not kinds or row.delivery.channel.kind in kinds]
        for each in chosen:
            _ask(app, each)
        return len(chosen)


def collect_figures(app: App, commune_id: int, report: Report = lambda done, total: None) -> int:
    """Ask for the figures of everything that is still followed, now; count what was asked."""
    with open_session(app.engine, commune_id=commune_id, reading=True) as session:
        query = select(Question.id).where(Question.about == About.FIGURES.value).order_by(Question.id)
        followed = session.scalars(query).all()
    for done, each in enumerate(followed, 1):
        _ask(app, each)
        report(done, len(followed))
    return len(followed)


def _ask(app: App, question_id: int) -> None:
    """Ask one question without holding a transaction, then write what came of it."""
    try:
        answer = _answer(app, question_id)
    except ChannelError as problem:
        log.info("question %s: %s", question_id, problem.sentence)
        answer = None
    except Exception as problem:  # noqa: BLE001 - a broken setting of one channel keeps no other waiting
        log.warning("question %s: %s", question_id, problem)
        answer = None
    now = app.clock()
    with open_session(app.engine) as session, session.begin():
        question = session.get(Question, question_id)
        if question is None:
            return
        if answer is None:
            afterwards.ask_again(session, question, now=now)
        else:
            answer(session, question)


def _answer(app: App, question_id: int) -> Answer:
    with open_session(app.engine, reading=True) as session:
        question = session.get_one(Question, question_id)
        row, about = question.delivery, question.about
        receipt, is_out = receipt_of(row), row.state == DeliveryState.SENT.value
        adapter = app.book.of(session, row.channel)
    if not is_out or receipt is None:  # withdrawn meanwhile
        return lambda session, question: session.delete(question)
    if about == About.SIGHT.value and isinstance(adapter, Visible):
        return _sight(app, adapter.hidden_because(receipt))
    if about == About.FIGURES.value and isinstance(adapter, Measurable):
        reach = adapter.reach(receipt)

        def keep(session: Session, question: Question) -> None:
            afterwards.keep_figures(session, question.delivery, reach, now=app.clock())
            afterwards.ask_again(session, question, now=app.clock())

        return keep
    return lambda session, question: session.delete(question)  # the channel is of another kind now


def _sight(app: App, reason: str | None) -> Answer:
    if reason is None:
        return lambda session, question: afterwards.is_seen(session, question, now=app.clock())
    return lambda session, question: afterwards.is_hidden(session, question, reason, now=app.clock())
