"""“Tài khoản”: one's own password, devices, second factor, deputy, and tokens for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import api_tokens, deputies, passwords, rights, sign_ins
from content_queue.communes import zone_of
from content_queue.deputies import DeputyRefused
from content_queue.models import ApiToken, Deputy, Role, User
from content_queue.names import BadName
from content_queue.passwords import WeakPassword
from publisher import second_factor
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.second_step import WRONG, fresh, opened

pages = Blueprint("account", __name__, url_prefix="/tai-khoan")
Answer = AnyResponse | tuple[str, int] | str
REFUSALS = (WeakPassword, DeputyRefused, BadName, api_tokens.ScopeUnknown, rights.NotPermitted)


class Refused(ValueError):
    """Something asked for here that can't be; the sentence says why."""


@pages.get("/")
@needs("read")
def page() -> Answer:
    """Show one's own account."""
    return _page()


@pages.post("/")
@needs("read")
def act() -> Answer:
    """Change something of one's own account."""
    app, wanted = here.app(), ACTS.get(request.form.get("act", ""))
    if wanted is None:
        abort(400)
    try:
        with app.writing(here.commune()) as session:
            told = wanted(session, visitors.actor(session))
    except (*REFUSALS, Refused) as refused:
        return _page(problem=str(refused)), 409
    if told.startswith(api_tokens.MARK):
        return _page(token=told)
    response = redirect(url_for("account.page", said=request.form["act"]), 303)
    if told:
        visitors.remember(response, told)
    return response


def _page(*, problem: str = "", token: str = "") -> str:
    app = here.app()
    with app.reading(here.commune()) as session:
        user = visitors.actor(session)
        has_factor = user.second_factor is not None
        return render_template(
            "account.html",
            user=user,
            devices=sign_ins.devices(session, user),
            tokens=api_tokens.of(session, user),
            scopes=api_tokens.SCOPES,
            deputies=[
                each for each in deputies.listed(session, now=app.clock()) if each.approver_id == user.id
            ],
            people=_possible(session, user),
            has_factor=has_factor,
            factor={} if has_factor else fresh(user.id),
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
            problem=problem,
            token=token,
        )


def _possible(session: Session, user: User) -> list[User]:
    """Return who may decide while this person is away."""
    if user.role != Role.APPROVER:
        return []
    able = select(User).where(
        User.active, User.id != user.id, User.role.not_in([Role.CONTRIBUTOR, Role.MONITOR])
    )
    return list(session.scalars(able.order_by(User.full_name, User.name)))


def _password(session: Session, user: User) -> str:
    """Change the password; the other devices have to sign in again, this one goes on."""
    now = here.app().clock()
    if not passwords.fits(request.form.get("present", ""), user.password):
        raise Refused("Mật khẩu hiện tại không đúng.")
    if request.form.get("password", "") != request.form.get("again", ""):
        raise Refused("Hai lần nhập mật khẩu không giống nhau.")
    sign_ins.change_password(session, user, request.form["password"], now=now)
    return sign_ins.open_for(session, user, now=now, device=visitors.device(), is_whole=True)


def _factor(session: Session, user: User) -> str:
    app, secret = here.app(), opened(request.form.get("secret", ""), user.id)
    code = request.form.get("code", "")
    if not secret or not second_factor.switch_on(session, user, secret, code, box=app.box, now=app.clock()):
        raise Refused(WRONG)
    return ""


def _appoint(session: Session, user: User) -> str:
    deputy = session.get(User, _number("deputy"))
    if deputy is None:
        raise Refused("Hãy chọn người duyệt thay.")
    now = here.app().clock()
    deputies.appoint(
        session,
        user,
        deputy,
        since=_moment("since") or now,
        until=_moment("until") or now,
        actor=user,
        now=now,
    )
    return ""


def _end(session: Session, user: User) -> str:
    row = session.get(Deputy, _number("row"))
    if row is None:
        abort(404)
    deputies.end(session, row, actor=user, now=here.app().clock())
    return ""


def _token(session: Session, user: User) -> str:
    return api_tokens.make(
        session,
        user,
        request.form.get("name", ""),
        request.form.getlist("scope"),
        actor=user,
        now=here.app().clock(),
        days=_number("days") or api_tokens.LASTS.days,
    )


def _remove_token(session: Session, user: User) -> str:
    row = session.get(ApiToken, _number("row"))
    if row is None:
        abort(404)
    api_tokens.remove(session, row, actor=user, now=here.app().clock())
    return ""


def _number(name: str) -> int:
    given = request.form.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _moment(name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(request.form.get(name, "")).replace(tzinfo=zone_of(here.commune()))
    except ValueError:
        return None


ACTS: dict[str, Callable[[Session, User], str]] = {
    "password": _password,
    "factor": _factor,
    "appoint": _appoint,
    "end": _end,
    "token": _token,
    "remove token": _remove_token,
}
