"""Putting the console together: pages, words, headers."""

from __future__ import annotations

from urllib.parse import urlencode

from apiflask import APIFlask
from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from publisher.app import App, NotSetUp
from publisher.web import (
    account,
    api,
    approving,
    broadcasting,
    calendar,
    connecting,
    deliveries,
    guarding,
    handover,
    health,
    helping,
    linked,
    menu,
    messages,
    packages,
    second_step,
    settings,
    signing,
    site,
    today,
    visitors,
)
from publisher.web.api.shapes import Errors
from publisher.web.filters import FILTERS
from publisher.web.language import language, phrases, remember
from publisher.wording import LANGUAGES, MEDIA, MESSAGE_STATES, STATES

ROOMS = (
    today,
    site,
    health,
    handover,
    connecting,
    signing,
    second_step,
    account,
    messages,
    linked,
    approving,
    calendar,
    broadcasting,
    deliveries,
    packages,
    settings,
    api,
    helping,
)
STRICT = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def create_app(app: App, *, commune: str = "", sandbox: str = "") -> Flask:
    """Return the console of a commune (its code; empty: the only one there is).

    `sandbox` is the address of its stand-in services, if any: a link leads there.
    """
    console = APIFlask(
        __name__,
        title="Commune publisher",
        version="1",
        spec_path=None,
        docs_path=None,
        json_errors=False,
    )
    console.config.update(OPENAPI_VERSION="3.1.0", AUTO_404_RESPONSE=False, VALIDATION_ERROR_SCHEMA=Errors)
    console.config.update(app=app, commune=commune, sandbox=sandbox)
    console.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    for room in ROOMS:
        console.register_blueprint(room.pages)
    console.before_request(guarding.guard)
    console.context_processor(_words)
    for name, filtering in FILTERS.items():
        console.add_template_filter(filtering, name)
    console.after_request(_with_headers)
    console.after_request(visitors.greet)
    console.after_request(remember)
    console.register_error_handler(HTTPException, _excused)
    console.error_callback = api.json_of_fields
    console.register_error_handler(NotSetUp, _not_set_up)
    return console


def _words() -> dict[str, object]:
    spoken = language()
    return {
        "lang": spoken,
        "languages": LANGUAGES,
        "say": phrases(spoken),
        "states": STATES[spoken],
        "media": MEDIA[spoken],
        "message_states": MESSAGE_STATES[spoken],
        "visitor": visitors.visitor,
        "form_mark": visitors.form_mark,
        "may": guarding.may,
        "menu": menu.entries,
        "help_for": helping.page_for,
        "other_language": _in_language,
        "sandbox": current_app.config["sandbox"],
    }


def _in_language(other: str) -> str:
    """Return this page's address in another language."""
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    return f"?{urlencode({**kept, 'lang': other})}"


def _with_headers(response: Response) -> Response:
    response.headers.update(STRICT)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _excused(error: HTTPException) -> tuple[str | Response, int]:
    if request.path.startswith("/api/"):
        return api.json_of_error(error)
    code = error.code or 500
    say = phrases(language())
    return render_template("excuse.html", code=code, sentence=say.get(f"error {code}", say["error"])), code


def _not_set_up(reason: NotSetUp) -> tuple[str, int]:
    return render_template("excuse.html", code=404, sentence=FILTERS["told"](str(reason))), 404
