"""Who works here: accounts, roles, units; invited by a code on paper; drafts handed on; deputies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_queue import deputies, invitations, sign_ins, users
from content_queue.communes import zone_of
from content_queue.models import Deputy, Role, SignIn, Unit, User
from content_queue.rights import ROLE_NAMES
from publisher import second_factor
from publisher.web import codes, here, visitors
from publisher.web.guarding import needs
from publisher.web.settings.acts import REFUSALS, Answer, Refused, done, number, sentences_of, text


def add_to(pages: Blueprint) -> None:
    """Give the page its addresses."""
    pages.get("/nguoi")(people)
    pages.post("/nguoi")(change_people)


@needs("set up")
def people() -> str:
    """List the people."""
    return _shown()


@needs("set up")
def change_people() -> Answer:
    """Do something with an account."""
    if request.form.get("act") == "invite":
        return _invited()
    return done(ACTS, _shown, "settings.people")


def _invited() -> Answer:
    """Show a person's code, once: to be printed, written down, or opened on their phone."""
    app = here.app()
    try:
        with app.writing(here.commune()) as session:
            user = _user(session)
            code = invitations.invite(session, user, actor=visitors.actor(session), now=app.clock())
    except REFUSALS as refusal:
        return _shown(problems=sentences_of(refusal)), 409
    link = url_for("signing.invited", _external=True, code=code)
    return render_template(
        "settings/invited.html", user=user, code=code, link=link, drawn=codes.qr(link), commune=here.commune()
    )


def _shown(*, problems: Sequence[str] = ()) -> str:
    now = here.app().clock()
    with here.app().reading(here.commune()) as session:
        seen = select(SignIn.user_id, func.max(SignIn.seen_at)).group_by(SignIn.user_id)
        return render_template(
            "settings/people.html",
            people=session.scalars(select(User).order_by(~User.active, User.id)).all(),
            seen={user_id: at for user_id, at in session.execute(seen)},
            deputies=deputies.listed(session, now=now),
            units=session.scalars(select(Unit.name).order_by(Unit.id)).all(),
            roles=list(Role),
            role_names=ROLE_NAMES,
            problems=problems,
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
        )


def _user(session: Session, field: str = "user") -> User:
    found = session.get(User, number(field))
    if found is None:
        abort(404)
    return found


def _add(session: Session, actor: User) -> None:
    users.add_user(
        session,
        text("name"),
        text("role"),
        actor=actor,
        now=here.app().clock(),
        full_name=text("full_name"),
        office=text("office"),
        unit=text("unit"),
    )


def _change(session: Session, actor: User) -> None:
    users.change(
        session,
        _user(session),
        actor=actor,
        now=here.app().clock(),
        role=text("role"),
        full_name=text("full_name"),
        office=text("office"),
        unit=text("unit"),
    )


def _disable(session: Session, actor: User) -> None:
    sign_ins.disable(session, _user(session), actor=actor, now=here.app().clock())


def _enable(session: Session, actor: User) -> None:
    sign_ins.enable(session, _user(session), actor=actor, now=here.app().clock())


def _leave(session: Session, actor: User) -> None:
    sign_ins.sign_out_everywhere(session, _user(session), actor=actor, now=here.app().clock())


def _factor(session: Session, actor: User) -> None:
    second_factor.switch_off(session, _user(session), actor=actor, now=here.app().clock())


def _hand_on(session: Session, actor: User) -> None:
    users.hand_on(session, _user(session), _user(session, "heir"), actor=actor, now=here.app().clock())


def _appoint(session: Session, actor: User) -> None:
    now = here.app().clock()
    deputies.appoint(
        session,
        _user(session, "approver"),
        _user(session, "deputy"),
        since=_moment("since", now),
        until=_moment("until", now),
        actor=actor,
        now=now,
    )


def _moment(name: str, otherwise: datetime) -> datetime:
    given = request.form.get(name, "")
    try:
        return datetime.fromisoformat(given).replace(tzinfo=zone_of(here.commune())) if given else otherwise
    except ValueError:
        raise Refused(f"“{given}” không phải ngày giờ.") from None


def _end(session: Session, actor: User) -> None:
    row = session.get(Deputy, number("row"))
    if row is None:
        abort(404)
    deputies.end(session, row, actor=actor, now=here.app().clock())


ACTS = {
    "add": _add,
    "change": _change,
    "disable": _disable,
    "enable": _enable,
    "leave": _leave,
    "factor": _factor,
    "hand on": _hand_on,
    "appoint": _appoint,
    "end": _end,
}
