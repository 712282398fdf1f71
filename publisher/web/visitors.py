"""Who is at the other end: the cookie of a signed-in device, and forms that only our own pages can send.

The cookie holds a random token and nothing else. A form carries a digest of its visitor's cookie, which
another site can neither read nor set (RFC 6265bis; OWASP, double submit bound to the session).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import abort, g, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from content_queue import deputies, rights, sign_ins
from content_queue.models import User
from publisher.web import here

DEVICE, GUEST = "pt_device", "pt_guest"  # cookies
_A_DAY = 24 * 3600  # seconds


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A signed-in person, as pages show them."""

    user_id: int
    name: str
    role: str
    acts: frozenset[str]  # what they may do
    waiting: int = 0  # messages that wait for their decision
    has_site: bool = False  # their commune's built-in website
    stands_in_for: str = ""  # name of the approver in whose place they decide


def visitor() -> Visitor | None:
    """Return who is signed in here, asked once a request."""
    if "visitor" not in g:
        g.visitor = _signed_in(request.cookies.get(DEVICE, ""))
    found: Visitor | None = g.visitor
    return found if found is not None and not g.step else None


def half_in() -> tuple[int, str] | None:
    """Return who has shown only a password so far, by number, and the step that is left."""
    visitor()
    return (g.visitor.user_id, g.step) if g.visitor is not None and g.step else None


def _signed_in(token: str) -> Visitor | None:
    g.step = ""
    if not token:
        return None
    app, commune = here.app(), here.commune()
    with app.reading(commune) as session:
        row = sign_ins.who(session, token, now=app.clock())
        if row is None or row.commune_id != commune.id:
            return None
        user, wants_noting = row.user, sign_ins.wants_noting(row, now=app.clock())
        found = _visitor(session, user)
        g.step = row.step
    if wants_noting and "X-Live" not in request.headers:  # a page that asks by itself is nobody's visit
        with app.writing(commune) as session:
            sign_ins.note_visit(session, token, now=app.clock())
    return found


def _visitor(session: Session, user: User) -> Visitor:
    acts = {act for act, roles in rights.MAY.items() if user.role in roles}
    approver = None if "approve" in acts else deputies.stands_in_for(session, user, now=here.app().clock())
    if approver is not None:
        acts.add("approve")
    has_site, waiting = here.about(session)
    return Visitor(
        user_id=user.id,
        name=user.full_name or user.name,
        role=user.role,
        acts=frozenset(acts),
        waiting=waiting if "approve" in acts else 0,
        has_site=has_site,
        stands_in_for=(approver.full_name or approver.name) if approver else "",
    )


def actor(session: Session) -> User:
    """Return the signed-in person as a row of this session."""
    person = visitor()
    assert person is not None
    return session.get_one(User, person.user_id)


def address() -> str:
    """Return where the request comes from, for counting failed tries."""
    return request.remote_addr or ""


def device() -> str:
    """Return how the browser names itself."""
    return request.user_agent.string


def form_mark() -> str:
    """Return what a form of this visitor must carry."""
    return hashlib.sha256(f"form {_cookie()}".encode()).hexdigest()


def require_own_form() -> None:
    """Refuse a form that did not come from a page of ours with 403."""
    known = request.cookies.get(DEVICE) or request.cookies.get(GUEST)
    if not known or not hmac.compare_digest(request.form.get("mark", ""), form_mark()):
        abort(403)


def _cookie() -> str:
    """Return the visitor's cookie; a guest gets one with this answer."""
    known = request.cookies.get(DEVICE) or request.cookies.get(GUEST)
    if known:
        return known
    if "guest" not in g:
        g.guest = secrets.token_urlsafe(16)
    return str(g.guest)


def remember(response: Response, token: str) -> None:
    """Keep a device signed in; the guest's cookie has done its work."""
    _set(response, DEVICE, token, seconds=round(sign_ins.LASTS.total_seconds()))
    response.delete_cookie(GUEST)


def forget(response: Response) -> None:
    """Let a device be signed in no more."""
    response.delete_cookie(DEVICE)


def greet(response: Response) -> Response:
    """Give a guest who saw a form the cookie that goes with it."""
    if "guest" in g and DEVICE not in response.headers.get("Set-Cookie", ""):
        _set(response, GUEST, g.guest, seconds=_A_DAY)
    return response


def _set(response: Response, name: str, value: str, *, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure)


def own_path(wanted: str) -> str:
    """Return where to go on: a path of this console, the first page for anything else."""
    parts = urlsplit(wanted)
    plain = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if plain and not parts.scheme and not parts.netloc and wanted.isprintable() else "/"
