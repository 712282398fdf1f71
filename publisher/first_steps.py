"""What is still to be set up before the first message, read from what is there: left and resumed at will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_queue import invitations
from content_queue.models import Channel, Commune, Hamlet, Role, Unit, User
from publisher.app import App
from schedules.models import SlotRow


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to set up: its name, and whether it is there."""

    name: str  # commune | units | hamlets | people | channels | slots
    is_done: bool


def first_steps(session: Session, commune: Commune) -> Sequence[Step]:
    """Return the steps in order; none once they have been called finished."""
    if commune.settings.get("set_up"):
        return ()
    return (
        Step(name="commune", is_done=bool(commune.settings.get("named"))),
        Step(name="units", is_done=_any(session, Unit)),
        Step(name="hamlets", is_done=_any(session, Hamlet)),
        Step(name="people", is_done=_has_people(session)),
        Step(name="channels", is_done=_any(session, Channel)),
        Step(name="slots", is_done=_any(session, SlotRow)),
    )


def _any(session: Session, table: Any) -> bool:
    return session.scalar(select(table.id).limit(1)) is not None


def _has_people(session: Session) -> bool:
    """Say whether somebody writes and somebody approves."""
    query = select(User.role, func.count()).where(User.active).group_by(User.role)
    present = {role for role, _ in session.execute(query)}
    return Role.EDITOR in present and Role.APPROVER in present


def first_invitation(app: App, commune: Commune) -> str:
    """Return a code for the administrator while nobody can sign in yet; empty when somebody can."""
    with app.writing(commune) as session:
        if session.scalar(select(User.id).where(User.password.is_not(None)).limit(1)) is not None:
            return ""
        admin = session.scalar(select(User).where(User.role == Role.ADMIN, User.active).order_by(User.id))
        return invitations.invite(session, admin, actor=admin, now=app.clock()) if admin else ""
