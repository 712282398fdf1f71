"""A message's way through the office, as the command line and the console do it: import, submit, approve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import StoredFile
from channels.kinds_of_files import media_type_of
from content_queue import approvals, messages, places, renditions
from content_queue.communes import zone_of
from content_queue.messages import Words
from content_queue.models import Commune, Delivery, Hamlet, Message, Topic, Unit, User, Zone
from content_queue.renditions import Prepared
from publisher.app import App
from publisher.importing.draft import Draft
from publisher.importing.files_beside import Beside
from publisher.importing.known import KnownNames
from schedules.planner import occurrences_of
from schedules.timetables import timetable_of


def known_names(session: Session, commune: Commune) -> KnownNames:
    """Return what message files may name in this commune."""
    topics = session.execute(select(Topic.code, Topic.name).order_by(Topic.id)).all()
    keys = session.scalars(select(Message.import_key).where(Message.import_key.is_not(None)))
    return KnownNames(
        closed_hour=timetable_of(session, commune).closed_hour,
        units=tuple(session.scalars(select(Unit.name).order_by(Unit.id))),
        hamlets=tuple(session.scalars(select(Hamlet.name).order_by(Hamlet.id))),
        zones=tuple(session.scalars(select(Zone.name).order_by(Zone.id))),
        topics={code: name for code, name in topics},
        import_keys=frozenset(key for key in keys if key),
    )


def import_drafts(
    app: App, session: Session, drafts: Iterable[Draft], *, actor: User, now: datetime
) -> list[Message]:
    """Keep drafts as messages in this session, a corrected one before its correction.

    Raises NotPermitted, MessageRefused.
    """
    return [_import(app, session, draft, actor=actor, now=now) for draft in drafts]


def _import(app: App, session: Session, draft: Draft, *, actor: User, now: datetime) -> Message:
    _add_missing(session, draft, actor=actor, now=now)
    corrects = messages.by_import_key(session, draft.corrects) if draft.corrects else None
    words = Words(
        title=draft.title,
        body=draft.body,
        topic=draft.topic,
        unit=draft.unit,
        media=draft.media,
        urgency=draft.urgency,
        times=_times(session, draft, actor, now),
        repeat=draft.repeat,
        valid_until=draft.valid_until,
        hamlets=_hamlets(session, draft),
        source=draft.source,
        link=draft.link,
        images=_stored(app, draft.pictures),
        attachments=_stored(app, draft.attachments),
        recordings=_stored(app, draft.recordings),
        children=draft.children,
    )
    return messages.create(
        session, words, actor=actor, now=now, import_key=draft.import_key, corrects=corrects
    )


def _times(session: Session, draft: Draft, actor: User, now: datetime) -> tuple[str, ...]:
    """Return a draft's wall times; “now” alone is kept as no time at all: it goes out when approved."""
    local = now.astimezone(zone_of(session.get_one(Commune, actor.commune_id))).replace(tzinfo=None)
    if not draft.repeat and all(moment <= local for moment in draft.times):
        return ()
    return tuple(moment.isoformat(timespec="minutes") for moment in draft.times)


def _add_missing(session: Session, draft: Draft, *, actor: User, now: datetime) -> None:
    """Add the units and hamlets that the import was allowed to add, unless an earlier file has."""
    present = set(session.scalars(select(Unit.name))) | set(session.scalars(select(Hamlet.name)))
    for name in draft.new_units:
        if name not in present:
            places.take_unit(session, name, actor=actor, now=now)
    for name in draft.new_hamlets:
        if name not in present:
            places.take_hamlet(session, name, actor=actor, now=now)


def _hamlets(session: Session, draft: Draft) -> tuple[str, ...]:
    """Return the hamlets a draft names, those of its loudspeaker zones included."""
    of_zones = [
        hamlet.name
        for zone in session.scalars(select(Zone).where(Zone.name.in_(draft.zones)))
        for hamlet in zone.hamlets
    ]
    return tuple(dict.fromkeys([*draft.hamlets, *of_zones]))


def _stored(app: App, files: Sequence[Beside]) -> tuple[StoredFile, ...]:
    """Keep the files that are there."""
    return tuple(_keep(app, each.path, each.alt) for each in files if each.path)


def _keep(app: App, path: Path, alt: str) -> StoredFile:
    with path.open("rb") as source:
        return app.files.add(source, name=path.name, media_type=media_type_of(path.name), alt=alt)


def submit(app: App, session: Session, message: Message, *, actor: User, now: datetime) -> Prepared:
    """Render what will go out and put the message before the approver.

    Raises NotPermitted, NotAllowed, MessageRefused, BadRepeat.
    """
    commune = session.get_one(Commune, message.commune_id)
    occurrences = len(occurrences_of(message, zone_of(commune), now))
    messages.submit(session, message, actor=actor, now=now)
    return renditions.prepare(
        session, message, adapters=lambda row: app.book.of(session, row), occurrences=occurrences
    )


def approve(
    app: App, session: Session, message: Message, *, actor: User, now: datetime, reason: str = ""
) -> Sequence[Delivery]:
    """Approve a message and plan its deliveries.

    Raises NotPermitted, NotAllowed, MessageRefused.
    """
    plan = app.planner(session).plan
    return approvals.approve(session, message, actor=actor, now=now, plan=plan, reason=reason)
