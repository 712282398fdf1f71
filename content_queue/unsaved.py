"""Forms kept while people type, so that a power cut costs seconds; never anything that goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content_queue.models import Unsaved, User

LARGEST = 400_000  # letters of one form
MOST = 50  # forms of one person; the oldest go


class FormRefused(ValueError):
    """A form too large to be kept."""


def keep(
    session: Session,
    place: str,
    form: Mapping[str, Sequence[str]],
    *,
    based_on: int,
    actor: User,
    now: datetime,
) -> None:
    """Keep what a person has typed so far at one place. Raises FormRefused."""
    if sum(len(value) for values in form.values() for value in values) > LARGEST:
        raise FormRefused("Nội dung quá dài, không tự lưu được; hãy rút ngắn rồi lưu.")
    row = of(session, place, actor=actor)
    if row is None:
        _make_room(session, actor)
        row = Unsaved(commune_id=actor.commune_id, user_id=actor.id, place=place, based_on=based_on)
        session.add(row)
    row.form, row.at, row.based_on = {name: list(values) for name, values in form.items()}, now, based_on


def of(session: Session, place: str, *, actor: User) -> Unsaved | None:
    """Return what a person had typed at a place."""
    return session.scalar(select(Unsaved).where(Unsaved.user_id == actor.id, Unsaved.place == place))


def all_of(session: Session, actor: User) -> Sequence[Unsaved]:
    """Return all a person has not saved, the newest first."""
    return session.scalars(
        select(Unsaved).where(Unsaved.user_id == actor.id).order_by(Unsaved.at.desc(), Unsaved.id)
    ).all()


def drop(session: Session, place: str, *, actor: User) -> None:
    """Forget what was typed at a place: it was saved, or is not wanted."""
    session.execute(delete(Unsaved).where(Unsaved.user_id == actor.id, Unsaved.place == place))


def _make_room(session: Session, actor: User) -> None:
    for row in all_of(session, actor)[MOST - 1 :]:
        session.delete(row)
