"""Who may open a page: signed in, and with the right for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, redirect, request, url_for

from content_queue import rights
from publisher.web import visitors

View = TypeVar("View", bound=Callable[..., Any])


def needs(act: str) -> Callable[[View], View]:
    """Let only people with a right in; who is not signed in does so first and comes back."""

    def guarded(view: View) -> View:
        @wraps(view)
        def within(**given: Any) -> Any:
            person = visitors.visitor()
            if person is None:
                return redirect(url_for("signing.door", next=request.full_path.rstrip("?")))
            if person.role not in rights.MAY[act]:
                abort(403)
            return view(**given)

        return cast(View, within)

    return guarded


def may(act: str) -> bool:
    """Say whether whoever is signed in has a right."""
    person = visitors.visitor()
    return person is not None and person.role in rights.MAY[act]
