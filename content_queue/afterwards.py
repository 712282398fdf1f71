"""What is asked of a channel once a delivery is sent: does the public see it, and how far did it come?

The questions are rows with a time, written together with the receipt, so nothing has to be searched for; a
question that is answered is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from channels.base import Measurable, Reach, Visible
from content_queue import alerts
from content_queue.models import Delivery, Figures, Question

AT_ONCE = 100
HIDDEN = "hidden"  # kind of the alert
FIRST_FIGURES = timedelta(days=1)  # services renew theirs about once a day
LAST_FIGURES = timedelta(days=28)
FIRST_SIGHT = timedelta(minutes=2)
LAST_SIGHT = timedelta(days=3)  # whatever nobody could see until then a person has been told of
SIGHTS = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


class About(StrEnum):
    """What is asked."""

    SIGHT = "sight"  # does the public see it?
    FIGURES = "figures"  # how far did it come?


FIRST = {About.SIGHT: FIRST_SIGHT, About.FIGURES: FIRST_FIGURES}
LAST = {About.SIGHT: LAST_SIGHT, About.FIGURES: LAST_FIGURES}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A delivery that has just been sent, and what its channel can be asked about it."""

    delivery_id: int
    commune_id: int
    questions: Sequence[About]


def questions_for(adapter: object) -> tuple[About, ...]:
    """Return what a channel can be asked after sending."""
    kind: Any = type(adapter)
    return _questions(kind)


@cache
def _questions(kind: type) -> tuple[About, ...]:
    able = {About.SIGHT: issubclass(kind, Visible), About.FIGURES: issubclass(kind, Measurable)}
    return tuple(about for about, is_able in able.items() if is_able)


def open_questions(connection: Connection, sent: Iterable[Sent], *, now: datetime) -> None:
    """Write the questions about what has just been sent."""
    rows = [
        {
            "commune_id": each.commune_id,
            "delivery_id": each.delivery_id,
            "about": about.value,
            "asked": 0,
            "next_at": now + FIRST[about],
        }
        for each in sent
        for about in each.questions
    ]
    if rows:
        connection.execute(insert(Question), rows)


def due_questions(session: Session, now: datetime) -> Sequence[int]:
    """Return the questions whose time has come, the oldest first."""
    query = select(Question.id).where(Question.next_at <= now).order_by(Question.next_at).limit(AT_ONCE)
    return session.scalars(query).all()


def ask_again(session: Session, question: Question, *, now: datetime) -> None:
    """Put a question off; one that was asked long enough is dropped."""
    question.asked += 1
    about = About(question.about)
    settled_at = question.delivery.settled_at or now
    wait = FIRST_FIGURES if about is About.FIGURES else SIGHTS[min(question.asked, len(SIGHTS)) - 1]
    if now + wait - settled_at > LAST[about]:
        session.delete(question)
    else:
        question.next_at = now + wait


def is_seen(session: Session, question: Question, *, now: datetime) -> None:
    """The public sees it: the question is answered, and what was said against it is over."""
    alerts.close_alerts(session, question.delivery, now=now, kind=HIDDEN)
    session.delete(question)


def is_hidden(session: Session, question: Question, reason: str, *, now: datetime) -> None:
    """The public does not see it: a person hears of it once, and it is asked again."""
    row = question.delivery
    sentence = f"{row.reference} → {row.channel.name}: {reason}"
    alerts.open_alert(session, HIDDEN, row, sentence, now=now)
    ask_again(session, question, now=now)


def keep_figures(session: Session, delivery: Delivery, reach: Reach, *, now: datetime) -> None:
    """Keep figures beside those taken before."""
    session.add(
        Figures(
            commune_id=delivery.commune_id,
            delivery_id=delivery.id,
            taken_at=now,
            people=reach.people,
            figures=dict(reach.figures),
        )
    )


def newest_figures(session: Session) -> Sequence[Figures]:
    """Return the figures last taken of each delivery, by delivery."""
    found: dict[int, Figures] = {}
    for row in session.scalars(select(Figures).order_by(Figures.delivery_id, Figures.taken_at, Figures.id)):
        found[row.delivery_id] = row
    return tuple(found.values())
