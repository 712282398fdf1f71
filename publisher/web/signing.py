"""Signing in, signing out, and setting a password with an invitation."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import invitations, sign_ins
from content_queue.models import Commune, Role, User
from content_queue.passwords import WeakPassword
from publisher.first_steps import first_steps
from publisher.web import here, visitors
from publisher.web.guarding import open_to_anybody

pages = Blueprint("signing", __name__)

Answer = AnyResponse | tuple[str, int] | str


@pages.get("/dang-nhap")
@open_to_anybody(own_forms=True)
def door() -> Answer:
    """Show the form to sign in."""
    if visitors.visitor():
        return redirect(visitors.own_path(request.args.get("next", "/")))
    return _form()


@pages.post("/dang-nhap")
@open_to_anybody(own_forms=True)
def enter() -> Answer:
    """Let a person in."""
    app, commune = here.app(), here.commune()
    name = request.form.get("name", "")
    with app.writing(commune) as session:
        found = sign_ins.sign_in(
            session,
            name,
            request.form.get("password", ""),
            commune_id=commune.id,
            now=app.clock(),
            address=visitors.address(),
            device=visitors.device(),
        )
    if found.refusal:
        return _form(name=name, problem=found.refusal), 403
    return _entered(found.token, visitors.own_path(request.form.get("next", "/")))


@pages.post("/dang-xuat")
@open_to_anybody(own_forms=True)
def leave() -> Answer:
    """Forget this device, or all of the person's."""
    app = here.app()
    with app.writing(here.commune()) as session:
        row = sign_ins.who(session, request.cookies.get(visitors.DEVICE, ""), now=app.clock())
        if row is not None and request.form.get("everywhere"):
            sign_ins.sign_out_everywhere(session, row.user, actor=row.user, now=app.clock())
        elif row is not None:
            sign_ins.sign_out(session, row, now=app.clock())
    response = redirect(url_for("signing.door"), 303)
    visitors.forget(response)
    return response


@pages.get("/moi")
@open_to_anybody(own_forms=True)
def invited() -> str:
    """Show the form for a code."""
    code = request.args.get("code", "")[:40]
    return render_template("invitation.html", mark=visitors.form_mark(), problem="", code=code)


@pages.post("/moi")
@open_to_anybody(own_forms=True)
def accept() -> Answer:
    """Set the guest's password and let them in."""
    app, commune = here.app(), here.commune()
    code, password = request.form.get("code", ""), request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _invitation(code, "Hai lần nhập mật khẩu không giống nhau.")
    with app.writing(commune) as session:
        guest = invitations.guest(
            session, code, commune_id=commune.id, now=app.clock(), address=visitors.address()
        )
        told = _token(session, guest, password) if guest else ""
        place = _first_place(session, guest)
    if not told:
        return _invitation(code, "Mã mời không đúng hoặc đã dùng; hãy xin quản trị mã khác.")
    if isinstance(told, WeakPassword):
        return _invitation(code, str(told))
    return _entered(told, place)


def _first_place(session: Session, guest: User | None) -> str:
    """Lead an administrator to the first steps while some are left."""
    is_first = guest is not None and guest.role == Role.ADMIN
    commune = session.get_one(Commune, here.commune().id)
    return url_for("settings.overview" if is_first and first_steps(session, commune) else "today.page")


def _token(session: Session, guest: User, password: str) -> str | WeakPassword:
    try:
        return invitations.accept(session, guest, password, now=here.app().clock(), device=visitors.device())
    except WeakPassword as weak:  # the session goes on: a failed try in it must be kept
        return weak


def _entered(token: str, place: str) -> AnyResponse:
    response = redirect(place, 303)
    visitors.remember(response, token)
    return response


def _form(*, name: str = "", problem: str = "") -> str:
    wanted = visitors.own_path(request.values.get("next", "/"))
    return render_template("sign_in.html", mark=visitors.form_mark(), name=name, problem=problem, next=wanted)


def _invitation(code: str, problem: str) -> tuple[str, int]:
    return render_template("invitation.html", mark=visitors.form_mark(), problem=problem, code=code), 400
