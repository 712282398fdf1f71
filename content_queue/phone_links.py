"""A person settles one hand-over from the phone, without a login: by an address that only they were given.

The address carries 256 random bits, and only their digest is kept, so no backup gives it away. There is
one address for each delivery; a new one makes the old one void, and so does settling it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content_queue import deliveries, rights
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Delivery, PhoneLink, User
from content_queue.states import DeliveryState

LASTS = timedelta(days=7)


def make(session: Session, delivery: Delivery, *, person: str, actor: User, now: datetime) -> str:
    """Return the secret of a new address of a handed-over delivery; an older one is void from now on.

    Raises NotPermitted, DeliveryRefused (nothing waits for a person there).
    """
    rights.require(actor, "settle deliveries")
    if delivery.state != DeliveryState.AWAITING_PERSON:
        raise DeliveryRefused(f"Lượt {delivery.id} không chờ ai gửi tay (đang “{delivery.state}”).")
    secret = secrets.token_urlsafe(32)
    session.execute(delete(PhoneLink).where(PhoneLink.delivery_id == delivery.id))
    session.add(
        PhoneLink(
            commune_id=delivery.commune_id,
            delivery_id=delivery.id,
            digest=digest_of(secret),
            person=person or actor.full_name or actor.name,
            made_at=now,
            ends_at=now + LASTS,
        )
    )
    return secret


def find(session: Session, secret: str, *, now: datetime) -> PhoneLink | None:
    """Return the living address of a secret; None for a wrong, void or ended one, without telling which."""
    row = session.scalar(select(PhoneLink).where(PhoneLink.digest == digest_of(secret)))
    return row if row is not None and row.ends_at > now else None


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def confirm(session: Session, link: PhoneLink, *, now: datetime, proof: Mapping[str, str]) -> None:
    """The person says that it was sent, perhaps with a link or a picture as proof.

    Doing it twice is done once. Raises NotAllowed when it was settled otherwise meanwhile.
    """
    row = link.delivery
    if row.state == DeliveryState.SENT:
        return
    told = f"“{link.person}” xác nhận qua liên kết điện thoại."
    deliveries.move(session, row, "confirm", actor=None, now=now, reason=told)
    kept = dict(row.receipt or {})
    row.receipt = {
        "external_id": kept.get("external_id") or f"person:{link.person}",
        "url": proof.get("proof_link") or kept.get("url", ""),
        "details": {
            **kept.get("details", {}),
            **proof,
            "confirmed_by": link.person,
            "confirmed_at": now.isoformat(),
            "confirmed_through": "phone link",
        },
    }


def decline(session: Session, link: PhoneLink, *, now: datetime, reason: str) -> None:
    """The person says that it could not be sent, and why; done twice is done once.

    Raises DeliveryRefused without a reason, NotAllowed when it was settled otherwise meanwhile.
    """
    if not reason.strip():
        raise DeliveryRefused("Hãy ghi vì sao chưa gửi được.")
    if link.delivery.state == DeliveryState.FAILED:
        return
    told = f"“{link.person}”: {' '.join(reason.split())}"
    deliveries.move(session, link.delivery, "decline", actor=None, now=now, reason=told)
