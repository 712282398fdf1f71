"""The phone page of one hand-over, without a login: words to copy, pictures, “sent” or “not sent, because”.

Whoever has the address may settle this one package and see nothing else. A wrong, void or ended address is
simply not found.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from channels.base import Rendition
from channels.handover.package import HERE, SCRIPT
from channels.text import length
from content_queue import phone_links
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Commune, PhoneLink
from content_queue.states import DeliveryState, NotAllowed
from publisher.app import App
from publisher.handing_over import LARGEST_PROOF, keep_proof, texts_of
from publisher.web.guarding import open_to_anybody
from publisher.web.safe_addresses import https_only

pages = Blueprint("handover", __name__, url_prefix="/g")
MOST_BYTES = LARGEST_PROOF + 100_000  # of the whole form
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@pages.get("/copy.js")
@open_to_anybody()
def script() -> Response:
    """Answer the script of the copy buttons, the same as in a package."""
    return send_file(HERE / SCRIPT, mimetype="text/javascript")


@pages.get("/<secret>")
@open_to_anybody()
def page(secret: str) -> str:
    """Show one hand-over."""
    with _commune().reading as session:
        return _shown(session, _link(session, secret))


@pages.get("/<secret>/<int:number>")
@open_to_anybody()
def picture(secret: str, number: int) -> Response:
    """Answer one of its pictures or documents."""
    with _commune().reading as session:
        row = _link(session, secret).delivery
        files = Rendition.from_document(row.rendition.document).files
    if not 1 <= number <= len(files):
        abort(404)
    file, app = files[number - 1], _app()
    kind = file.media_type if file.media_type in SHOWN else "application/octet-stream"
    return send_file(app.files.open(file.digest), mimetype=kind, download_name=file.name)


@pages.post("/<secret>")
@open_to_anybody()
def settle(secret: str) -> AnyResponse | tuple[str, int]:
    """Take the person's word; a double tap is one."""
    request.max_content_length = MOST_BYTES
    rooms = _commune()
    try:
        with rooms.writing as session:
            _settle(session, _link(session, secret))
    except (DeliveryRefused, NotAllowed) as refused:
        with rooms.reading as session:
            return _shown(session, _link(session, secret), problem=str(refused)), 400
    return redirect(url_for("handover.page", secret=secret), 303)


def _settle(session: Session, link: PhoneLink) -> None:
    app = _app()
    if request.form.get("said") == "sent":
        phone_links.confirm(session, link, now=app.clock(), proof=_proof(app))
    else:
        phone_links.decline(session, link, now=app.clock(), reason=request.form.get("reason", ""))


def _proof(app: App) -> Mapping[str, str]:
    """Return the proof the person gave: a link, a picture, or none."""
    link, photo = https_only(request.form.get("proof_link", "")), request.files.get("proof_photo")
    proof = {"proof_link": link} if link else {}
    if photo is not None and photo.filename:
        with closing(photo.stream):
            proof["proof_photo"] = keep_proof(app.files, photo.stream)
    return proof


def _shown(session: Session, link: PhoneLink, *, problem: str = "") -> str:
    row = link.delivery
    rendition = Rendition.from_document(row.rendition.document)
    texts = texts_of(row)
    return render_template(
        "handover.html",
        link=link,
        row=row,
        invitation=https_only(str(row.channel.settings.get("invitation") or "")),
        destination=row.channel.settings.get("destination") or row.channel.name,
        texts=[{"words": words, "count": length(words)} for words in texts],
        pictures=[(at, file) for at, file in enumerate(rendition.files, 1) if file.is_picture],
        documents=[(at, file) for at, file in enumerate(rendition.files, 1) if not file.is_picture],
        waits=row.state == DeliveryState.AWAITING_PERSON,
        problem=problem,
    )


class _Rooms:
    """Sessions on the console's commune."""

    def __init__(self, app: App, commune: Commune) -> None:
        self.reading = app.reading(commune)
        self.writing = app.writing(commune)


def _app() -> App:
    app: App = current_app.config["app"]
    return app


def _commune() -> _Rooms:
    return _Rooms(_app(), _app().commune(current_app.config["commune"]))


def _link(session: Session, secret: str) -> PhoneLink:
    found = phone_links.find(session, secret, now=_app().clock())
    if found is None:
        abort(404)
    return found


@pages.after_request
def private(response: Response) -> Response:
    """Let nobody index or keep the page."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
