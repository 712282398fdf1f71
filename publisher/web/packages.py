"""“Gửi Zalo”: what the operator sends by hand, group by group: words to copy, pictures, sent or not."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from channels.base import Rendition, StoredFile
from channels.text import length
from content_queue import deliveries, phone_links, rights
from content_queue.communes import zone_of
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Commune, Delivery
from content_queue.states import NotAllowed
from publisher.handing_over import KIND, Waiting, address, texts_of, waiting
from publisher.web import codes, here, visitors
from publisher.web.guarding import needs
from publisher.web.refusing import sentence_of
from publisher.web.safe_addresses import https_only

pages = Blueprint("packages", __name__, url_prefix="/gui-tay")
Answer = AnyResponse | tuple[str, int] | str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One package as its page shows it."""

    waiting: Waiting
    reference: str  # of its message
    destination: str
    invitation: str
    texts: list[tuple[str, int]]  # words, characters
    pictures: list[StoredFile]
    files: list[StoredFile]


@pages.get("/")
@needs("hand over")
def listing() -> Answer:
    """Show what waits to be sent by hand, the overdue first."""
    return _page()


def _page(*, problem: str = "", link: tuple[int, str] = (0, "")) -> Answer:
    app = here.app()
    with app.reading(here.commune()) as session:
        cards = [_card(session, each) for each in waiting(session, now=app.clock())]
    page = render_template(
        "packages.html",
        cards=cards,
        mark=visitors.form_mark(),
        said=request.args.get("said", ""),
        problem=problem,
        link=link,
        code=codes.qr(link[1]) if link[1] else "",
        zone=zone_of(here.commune()),
    )
    return (page, 409) if problem else page


def _card(session: Session, found: Waiting) -> Card:
    row = session.get_one(Delivery, found.delivery_id)
    rendition = Rendition.from_document(row.rendition.document)
    return Card(
        waiting=found,
        reference=row.message.reference,
        destination=str(row.channel.settings.get("destination") or row.channel.name),
        invitation=https_only(str(row.channel.settings.get("invitation") or "")),
        texts=[(words, length(words)) for words in texts_of(row)],
        pictures=[each for each in rendition.files if each.is_picture],
        files=[each for each in rendition.files if not each.is_picture],
    )


@pages.post("/<int:number>")
@needs("hand over")
def settle(number: int) -> Answer:
    """Take the word that it was sent, or why not; or make an address for a phone."""
    app, said = here.app(), request.form.get("act", "")
    try:
        with app.writing(here.commune()) as session:
            row = session.get(Delivery, number)
            if row is None or row.channel.kind != KIND:
                abort(404)
            secret = _settled(session, row, said)
            link = address(session.get_one(Commune, row.commune_id), secret) if secret else ""
    except (DeliveryRefused, NotAllowed, rights.NotPermitted) as refused:
        return _page(problem=sentence_of(refused))
    if link:
        return _page(link=(number, link))
    return redirect(url_for("packages.listing", said=said), 303)


def _settled(session: Session, row: Delivery, said: str) -> str:
    actor, now = visitors.actor(session), here.app().clock()
    if said == "confirm":
        proof = https_only(request.form.get("proof", ""))
        deliveries.confirm(session, row, actor=actor, now=now, proof=proof)
    elif said == "decline":
        deliveries.decline(session, row, actor=actor, now=now, reason=request.form.get("reason", ""))
    elif said == "link":
        person = request.form.get("person", "").strip() or str(row.channel.settings.get("person") or "")
        return phone_links.make(session, row, person=person, actor=actor, now=now)
    else:
        abort(400)
    return ""
