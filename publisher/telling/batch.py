"""What one contact is to hear now: taken under a claim, so that one notice has one sender."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select, update
from sqlalchemy.orm import Session

from content_queue import approval_links
from content_queue.communes import settings_of, zone_of
from content_queue.messages import TO_APPROVE
from content_queue.models import Alert, Commune, Contact, Incident, Message, Notice, User
from publisher.telling.digest import MOST_ITEMS, Digest, Item

CLAIM = timedelta(minutes=2)  # a teller that died lets another try after this
HOUR = timedelta(hours=1)
ALERT, INCIDENT = "alert", "incident"


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One notice on its way: to whom, with what; it speaks of this contact's notices up to these numbers."""

    contact: Contact
    digest: Digest
    new_up_to: int
    over_up_to: int


def take_batch(session: Session, contact_id: int, *, now: datetime) -> Batch | None:
    """Claim a contact and gather what it is to hear; None when nothing, or not now."""
    free = or_(Contact.next_try_at.is_(None), Contact.next_try_at <= now)
    claim = update(Contact).where(Contact.id == contact_id, free)
    values = {"next_try_at": now + CLAIM, "tries": Contact.tries + 1}
    claimed = session.execute(claim.values(values).returning(Contact.id)).first()
    contact = session.get_one(Contact, contact_id)
    new = _gathered(session, contact_id, Notice.told_at.is_(None)) if claimed else None
    if not new or not new.count or _sent_within(session, contact_id, now - HOUR) >= contact.most_per_hour:
        session.rollback()  # the claim goes with it
        return None
    ended = or_(Alert.closed_at.is_not(None), Incident.closed_at.is_not(None))
    over = _gathered(session, contact_id, Notice.told_at.is_not(None), ended)
    commune = session.get_one(Commune, contact.commune_id)
    digest = Digest(
        key=_key(contact_id, new),
        code=commune.code,
        commune=commune.name,
        zone=zone_of(commune),
        at=now,
        items=[_with_link(session, contact, commune, each, now) for each in new.items],
        more=new.count - len(new.items),
        settled=over.items,
        settled_more=over.count - len(over.items),
    )
    return Batch(contact=contact, digest=digest, new_up_to=new.last, over_up_to=over.last)


def _with_link(session: Session, contact: Contact, commune: Commune, item: Item, now: datetime) -> Item:
    """Return an item with the link by which this person decides, once, about this message as it is."""
    base = settings_of(commune).console_url
    if item.kind != TO_APPROVE or contact.user_id is None or not base or item.subject_id is None:
        return item
    message, user = session.get(Message, item.subject_id), session.get(User, contact.user_id)
    if message is None or user is None:
        return item
    secret = approval_links.make(session, message, user, now=now)
    return replace(item, link=f"{base.rstrip('/')}/duyet/lien-ket/{secret}")


def due_contacts(session: Session, *, now: datetime) -> Sequence[int]:
    """Return the contacts that have something to hear and may be tried."""
    waits = select(Notice.contact_id).where(Notice.told_at.is_(None), Notice.over_at.is_(None))
    free = or_(Contact.next_try_at.is_(None), Contact.next_try_at <= now)
    return session.scalars(select(Contact.id).where(free, Contact.id.in_(waits)).order_by(Contact.id)).all()


def _sent_within(session: Session, contact_id: int, since: datetime) -> int:
    lately = and_(Notice.contact_id == contact_id, Notice.told_at > since)
    return int(session.scalar(select(func.count(distinct(Notice.told_at))).where(lately)) or 0)


@dataclass(frozen=True, kw_only=True)
class _Gathered:
    count: int
    last: int
    items: Sequence[Item]


def _gathered(session: Session, contact_id: int, *conditions: ColumnElement[bool]) -> _Gathered:
    """Count a contact's notices and name the first: incidents before alerts, then the oldest."""
    count, last = session.execute(
        _about(select(func.count(), func.max(Notice.id)), contact_id, conditions)
    ).one()
    named = select(
        Notice.about,
        Notice.about_id,
        func.coalesce(Alert.kind, Incident.key),
        func.coalesce(Alert.sentence, Incident.sentence),
        func.coalesce(Alert.opened_at, Incident.opened_at, type_=Alert.opened_at.type),
        Alert.subject_id,
    ).order_by(Notice.about.desc(), Notice.about_id)
    rows = session.execute(_about(named, contact_id, conditions).limit(MOST_ITEMS)) if count else ()
    return _Gathered(count=count, last=last or 0, items=tuple(_item(row) for row in rows))


def _about(query: Any, contact_id: int, conditions: Sequence[ColumnElement[bool]]) -> Any:
    return (
        query.select_from(Notice)
        .outerjoin(Alert, and_(Notice.about == ALERT, Alert.id == Notice.about_id))
        .outerjoin(Incident, and_(Notice.about == INCIDENT, Incident.id == Notice.about_id))
        .where(Notice.contact_id == contact_id, Notice.over_at.is_(None), *conditions)
    )


def _item(row: Any) -> Item:
    about, about_id, kind, sentence, opened_at, subject_id = row
    return Item(
        key=f"{about}-{about_id}",
        kind=kind.partition("@")[0],
        sentence=sentence,
        opened_at=opened_at,
        subject_id=subject_id,
    )


def _key(contact_id: int, new: _Gathered) -> str:
    """Return a name for the notice: the same matters give the same, so a receiver knows a repetition."""
    rows = f"{contact_id},{new.count},{new.last}"
    return hashlib.sha256(rows.encode("ascii")).hexdigest()[:20]
