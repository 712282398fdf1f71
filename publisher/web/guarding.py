"""Who may open a page: every view says whom it is for, and one place asks before any of them runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from content_queue import rights
from publisher.web import here, visitors

View = TypeVar("View", bound=Callable[..., Any])
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Access:
    """Whom a view is for: a right, or anybody; and whether it takes only forms of our own pages."""

    act: str
    own_forms: bool


def needs(act: str) -> Callable[[View], View]:
    """Let only people with a right in; who is not signed in does so first and comes back."""
    if act not in rights.MAY:
        raise KeyError(act)
    return _marked(Access(act, own_forms=True))


def open_to_anybody(*, own_forms: bool = False) -> Callable[[View], View]:
    """Let everybody in; `own_forms`: what it takes must still come from a page of ours."""
    return _marked(Access("", own_forms=own_forms))


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        vars(view)["access"] = access
        return view

    return mark


def access_of(endpoint: str) -> Access:
    """Return whom an endpoint is for; KeyError for a view that does not say it."""
    access: Access = vars(current_app.view_functions[endpoint])["access"]
    return access


def guard() -> Response | None:
    """Ask before a view runs: a page that does not say whom it is for is nobody's."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = access_of(request.endpoint)
    if access.act and (refused := _refused(access.act)) is not None:
        return refused
    if request.method in WRITING and access.own_forms:
        visitors.require_own_form()
    return None


def _refused(act: str) -> Response | None:
    person = visitors.visitor()
    if person is None:
        here.commune()  # says so when there is none to sign in to
        if visitors.half_in():
            return redirect(url_for("second_step.page"))
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("signing.door", next=back))
    if act not in person.acts:
        abort(403)
    return None


def may(act: str) -> bool:
    """Say whether whoever is signed in has a right."""
    person = visitors.visitor()
    return person is not None and act in person.acts
