"""A read draft becomes a message: names known, pictures stored, what it corrects found."""

from __future__ import annotations

import mimetypes
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import StoredFile
from content_queue import messages, places
from content_queue.messages import Words
from content_queue.models import Commune, Message, User, Zone
from publisher.app import App
from publisher.importing.draft import Draft
from publisher.importing.known import KnownNames
from publisher.importing.links_out import Picture
from schedules.timetables import timetable_of


def known_names(session: Session, commune: Commune) -> KnownNames:
    """Return what a message file of this commune may name."""
    keys = session.scalars(select(Message.import_key).where(Message.import_key.is_not(None)))
    return KnownNames(
        closed_hour=timetable_of(session, commune).closed_hour,
        units=tuple(each.name for each in places.units(session)),
        hamlets=tuple(each.name for each in places.hamlets(session)),
        zones=tuple(each.name for each in places.zones(session)),
        topics={each.code: each.name for each in places.topics(session)},
        import_keys=frozenset(key for key in keys if key),
    )


def keep(session: Session, draft: Draft, *, app: App, actor: User, now: datetime) -> Message:
    """Keep a draft as a message under its import key, with the units and hamlets it adds.

    Raises NotPermitted, MessageRefused.
    """
    for name in draft.new_units:
        if name not in {each.name for each in places.units(session)}:
            places.add_unit(session, name, actor=actor, now=now)
    for name in draft.new_hamlets:
        if name not in {each.name for each in places.hamlets(session)}:
            places.add_hamlet(session, name, actor=actor, now=now)
    return messages.create(
        session,
        _words(session, draft, app),
        actor=actor,
        now=now,
        import_key=draft.import_key,
        corrects=messages.by_import_key(session, draft.corrects) if draft.corrects else None,
    )


def _words(session: Session, draft: Draft, app: App) -> Words:
    return Words(
        title=draft.title,
        body=draft.body,
        topic=draft.topic,
        unit=draft.unit,
        media=draft.media,
        urgency=draft.urgency,
        times=tuple(each.isoformat(timespec="minutes") for each in draft.times),
        repeat=draft.repeat,
        valid_until=draft.valid_until,
        hamlets=_hamlets(session, draft),
        source=draft.source,
        link=draft.link,
        images=tuple(_stored(each, draft, app) for each in draft.pictures if each.path is not None),
    )


def _hamlets(session: Session, draft: Draft) -> tuple[str, ...]:
    """Return the hamlets named and those that hear the zones named."""
    heard = [
        hamlet.name for name in draft.zones for hamlet in places.named(session, Zone, name, "cụm loa").hamlets
    ]
    return tuple(dict.fromkeys((*draft.hamlets, *heard)))


def _stored(picture: Picture, draft: Draft, app: App) -> StoredFile:
    assert picture.path is not None
    kind = mimetypes.guess_type(picture.name)[0] or "application/octet-stream"
    with picture.path.open("rb") as source:
        return app.files.add(source, name=picture.path.name, media_type=kind, alt=draft.title)
