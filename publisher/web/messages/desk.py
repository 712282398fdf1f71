"""What lies on the desk: a new message or one that exists, as fields, with what was not saved yet."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import finding, rights, unsaved
from content_queue.communes import zone_of
from content_queue.models import Channel, Commune, Hamlet, Message, Topic, Unit, Unsaved, User
from content_queue.states import MESSAGE_MOVES, MessageState
from content_queue.words import words_of
from publisher.web import here
from publisher.web.messages import files
from publisher.writing.filled import Filled, filled
from publisher.writing.frequent_notices import Notice, notices

NEW = "moi"
_PLACE = re.compile(r"moi-[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One form: where it belongs, from which revision it was begun, and its fields."""

    place: str  # a reference, or a new message's mark
    based_on: int  # 0: a new message
    fields: Filled
    message: Message | None = None
    kept: Unsaved | None = None  # what was typed and not saved

    @property
    def is_new(self) -> bool:
        """Say whether the message is still to be created."""
        return self.message is None


def new_place() -> str:
    """Return the mark of a message that does not exist yet."""
    return f"{NEW}-{secrets.token_hex(6)}"


def is_guide(place: str) -> bool:
    """Say whether what is kept belongs to connecting a channel, and not to a message."""
    return place.startswith("kenh-")


def opened(session: Session, place: str, actor: User) -> Desk:
    """Return the desk of a place: what was typed before, else the message's words, else nothing."""
    kept = unsaved.of(session, place, actor=actor)
    message = None if _PLACE.fullmatch(place) else editable(session, place, actor)
    if kept is not None:
        return Desk(place=place, based_on=kept.based_on, fields=kept.form, message=message, kept=kept)
    if message is None:
        return Desk(place=place, based_on=0, fields=_clean_sheet(actor))
    app, words = here.app(), words_of(message)
    fields = files.with_tickets(app, filled(words, zone_of(here.commune())), words.files, actor)
    return Desk(place=place, based_on=message.revision, fields=fields, message=message)


def editable(session: Session, reference: str, actor: User) -> Message:
    """Return a message that this person may write on; 404 for what they may not see, 409 for a closed one."""
    message = seen(session, reference, actor)
    if not may_write(message, actor):
        abort(409)
    return message


def seen(session: Session, reference: str, actor: User) -> Message:
    """Return a message that this person may see; 404 otherwise."""
    found = session.scalar(
        select(Message).where(Message.reference == reference, finding.seen_by(actor)).limit(1)
    )
    if found is None:
        abort(404)
    return found


def may_write(message: Message, actor: User) -> bool:
    """Say whether a person may write on a message as it stands."""
    if (MessageState(message.state), "edit") not in MESSAGE_MOVES or not rights.may(actor, "write"):
        return False
    return rights.may(actor, "write for every unit") or message.unit_id == actor.unit_id


def place_given() -> str:
    """Return the place a form names; 400 when it is none."""
    place = request.values.get("place", "")
    if not _PLACE.fullmatch(place):
        abort(404)
    return place


def _clean_sheet(actor: User) -> Filled:
    notice = _notice(request.args.get("mau", ""))
    fields: Filled = {
        "when": ["approved"],
        "media": ["website", "facebook", "zalo", "loudspeaker"],
        "unit": [actor.unit.name] if actor.unit else [],
    }
    if notice is not None:
        fields |= {"title": [notice.title], "body": [notice.body], "topic": [notice.topic]}
        fields |= {"media": list(notice.media), "urgency": [notice.urgency]}
    return fields


def _notice(key: str) -> Notice | None:
    return next((each for each in notices(here.app().home.folder) if key and each.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a form may choose from."""

    topics: list[tuple[str, str]]
    units: list[str]
    hamlets: list[str]
    channels: list[tuple[str, str]]  # medium, name


def choices(session: Session, commune: Commune, actor: User) -> Choices:
    """Return what this person may choose from; a contributor writes for their own unit."""
    units = list(session.scalars(select(Unit.name).order_by(Unit.id)))
    if not rights.may(actor, "write for every unit"):
        units = [actor.unit.name] if actor.unit else []
    channels = session.execute(select(Channel.medium, Channel.name).order_by(Channel.medium, Channel.id))
    return Choices(
        topics=[
            (code, name) for code, name in session.execute(select(Topic.code, Topic.name).order_by(Topic.id))
        ],
        units=units,
        hamlets=list(session.scalars(select(Hamlet.name).order_by(Hamlet.id))),
        channels=[(medium, name) for medium, name in channels],
    )
