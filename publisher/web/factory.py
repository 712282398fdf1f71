"""Putting the console together: pages, words, headers."""

from __future__ import annotations

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException

from publisher.app import App, NotSetUp
from publisher.english import in_language
from publisher.web import (
    approving,
    broadcasting,
    connecting,
    guarding,
    handover,
    health,
    signing,
    site,
    today,
    visitors,
)
from publisher.web.language import language, phrases
from publisher.wording import LANGUAGES, MEDIA, STATES

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
    console = Flask(__name__)
    console.config.update(app=app, commune=commune, sandbox=sandbox)
    console.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    console.register_blueprint(today.pages)
    console.register_blueprint(site.pages)
    console.register_blueprint(health.pages)
    console.register_blueprint(handover.pages)
    console.register_blueprint(connecting.pages)
    console.register_blueprint(signing.pages)
    console.register_blueprint(approving.pages)
    console.register_blueprint(broadcasting.pages)
    console.context_processor(_words)
    console.add_template_filter(_told, "told")
    console.after_request(_with_headers)
    console.register_error_handler(HTTPException, _excused)
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
        "visitor": visitors.visitor,
        "form_mark": visitors.form_mark,
        "may": guarding.may,
    }


def _told(sentence: str) -> str:
    return in_language(sentence, language())


def _with_headers(response: Response) -> Response:
    response.headers.update(STRICT)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _excused(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    say = phrases(language())
    return render_template("excuse.html", code=code, sentence=say.get(f"error {code}", say["error"])), code


def _not_set_up(reason: NotSetUp) -> tuple[str, int]:
    return render_template("excuse.html", code=404, sentence=_told(str(reason))), 404
