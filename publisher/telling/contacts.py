"""Setting up who hears of alerts: settings checked as one, secrets sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from channels.http import is_loopback
from channels.settings import SettingsInvalid
from content_queue import audit, names, rights
from content_queue.communes import NameTaken
from content_queue.models import Contact, Notice, User
from content_queue.places import named
from publisher.clock import is_moved
from publisher.secrets import SecretBox
from publisher.telling.ways import Way, make_way, secret_names

FEWEST, MOST = 1, 60


def add_contact(
    session: Session,
    kind: str,
    name: str,
    settings: Mapping[str, str],
    *,
    box: SecretBox,
    actor: User,
    now: datetime,
    **limits: Any,
) -> Contact:
    """Add somebody who hears of the commune's alerts; `limits` are hears_installation and most_per_hour.

    Raises NotPermitted, UnknownContactKind, SettingsInvalid, BadName, NameTaken.
    """
    rights.require(actor, "set up")
    way = make_way(kind, settings)
    problems = [*way.problems(), *_rehearsal_problems(way)]
    if problems:
        raise SettingsInvalid(problems)
    secret = secret_names(kind)
    row = Contact(
        commune_id=actor.commune_id,
        name=_free_name(session, name),
        kind=kind,
        settings={key: value for key, value in settings.items() if key not in secret},
        secrets={key: box.seal(value) for key, value in settings.items() if key in secret},
        **limits,
    )
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now, after=kind)
    return row


def remove_contact(session: Session, which: str, *, actor: User, now: datetime) -> Contact:
    """Tell this contact nothing more, and forget what it was told; UnknownName lists who there is."""
    rights.require(actor, "set up")
    row = contact_named(session, which)
    audit.record(session, "remove", row, actor=actor, now=now, before=row.kind)
    session.execute(delete(Notice).where(Notice.contact_id == row.id))
    session.delete(row)
    return row


def contact_named(session: Session, which: str) -> Contact:
    """Return a contact by its name; UnknownName lists who there is."""
    found: Contact = named(session, Contact, which, "đầu mối")
    return found


def way_of(row: Contact, box: SecretBox) -> Way:
    """Return the way to reach a contact, its secrets read."""
    plain = {key: str(value) for key, value in row.settings.items()}
    return make_way(row.kind, plain | {key: box.read(sealed) for key, sealed in row.secrets.items()})


def _rehearsal_problems(way: Way) -> list[str]:
    if not is_moved() or all(is_loopback(address) for address in way.addresses):
        return []
    return ["PUBLISHER_NOW chỉ dùng khi diễn tập, mà đầu mối này ở ngoài máy này; hãy bỏ PUBLISHER_NOW."]


def _free_name(session: Session, name: str) -> str:
    name = names.clean(name, "đầu mối")
    taken = {names.folded(each) for each in session.scalars(select(Contact.name))}
    if names.folded(name) in taken:
        raise NameTaken(f"Đã có đầu mối “{name}”.")
    return name
