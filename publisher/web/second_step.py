"""The step after the password: a code from an app, or setting that app up where the commune wants it."""

from __future__ import annotations

import json

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import sign_ins
from content_queue.models import Commune, User
from publisher import second_factor
from publisher.secrets import SecretUnreadable
from publisher.web import codes, here, visitors
from publisher.web.guarding import open_to_anybody

pages = Blueprint("second_step", __name__)
Answer = AnyResponse | tuple[str, int] | str
WRONG = "Mã không đúng, đã dùng hoặc hết hạn; hãy xem mã đang hiện trong ứng dụng."


@pages.get("/buoc-hai")
@open_to_anybody()
def page() -> Answer:
    """Ask for the code."""
    half = visitors.half_in()
    return _form(*half) if half else redirect(url_for("today.page"))


@pages.post("/buoc-hai")
@open_to_anybody(own_forms=True)
def take() -> Answer:
    """Take the code; the device is in when it is right."""
    half, app = visitors.half_in(), here.app()
    if half is None:
        return redirect(url_for("today.page"))
    with app.writing(here.commune()) as session:
        user = session.get_one(User, half[0])
        is_right = _is_right(session, user, half[1])
        if is_right:
            row = sign_ins.who(session, request.cookies[visitors.DEVICE], now=app.clock())
            assert row is not None
            row.step = ""
    if not is_right:
        return _form(*half, problem=WRONG), 403
    return redirect(url_for("today.page"), 303)


def _is_right(session: Session, user: User, step: str) -> bool:
    app, code = here.app(), request.form.get("code", "")
    if step == sign_ins.CODE:
        return second_factor.passes(
            session, user, code, box=app.box, now=app.clock(), address=visitors.address()
        )
    secret = opened(request.form.get("secret", ""), user.id)
    return bool(secret) and second_factor.switch_on(session, user, secret, code, box=app.box, now=app.clock())


def _form(user_id: int, step: str, *, problem: str = "") -> str:
    if step == sign_ins.CODE:
        return render_template(
            "second_step.html", mark=visitors.form_mark(), problem=problem, secret="", code=""
        )
    return render_template("second_step.html", mark=visitors.form_mark(), problem=problem, **fresh(user_id))


def fresh(user_id: int) -> dict[str, str | Markup]:
    """Return what a page needs to set an app up: the secret sealed for the form, in letters, as a code."""
    app = here.app()
    given = opened(request.form.get("secret", ""), user_id)  # a wrong code keeps what the app has already
    secret = given or second_factor.new_secret()
    with app.reading(here.commune()) as session:
        user, commune = session.get_one(User, user_id), session.get_one(Commune, here.commune().id)
        link = second_factor.address(secret, user, commune)
    sealed = app.box.seal(json.dumps({"user": user_id, "secret": secret}))
    return {"secret": sealed, "letters": secret, "code": codes.qr(link)}


def opened(sealed: str, user_id: int) -> str:
    """Return the secret of a form, empty unless it is this person's."""
    try:
        said = json.loads(here.app().box.read(sealed)) if sealed else {}
    except (SecretUnreadable, ValueError):
        return ""
    return str(said.get("secret", "")) if said.get("user") == user_id else ""
