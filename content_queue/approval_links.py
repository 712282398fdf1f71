"""A link by which one approver decides once about one message, exactly as it was when the link was made.

The link carries 256 random bits; only their digest is kept. It ends after three days, when it is used, and
when anything of the message changes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content_queue import deputies
from content_queue.messages import sealed_renditions
from content_queue.models import ApprovalLink, Message, RenditionRow, User
from content_queue.states import MessageState

LASTS = timedelta(days=3)


def seal_of(message: Message, rows: Sequence[RenditionRow]) -> str:
    """Return one digest over the digests of all renditions, and over when they go out."""
    when = [*message.times, message.repeat, str(message.valid_until)]
    shown = [*(f"{row.medium} {row.digest}" for row in rows), *when]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()


def make(session: Session, message: Message, user: User, *, now: datetime) -> str:
    """Return the secret of a new link for a person; an older one about this message is void."""
    secret = secrets.token_urlsafe(32)
    own = (ApprovalLink.message_id == message.id, ApprovalLink.user_id == user.id)
    session.execute(delete(ApprovalLink).where(*own))
    session.add(
        ApprovalLink(
            commune_id=message.commune_id,
            message_id=message.id,
            user_id=user.id,
            digest=_digest(secret),
            seal=seal_of(message, sealed_renditions(session, message)),
            made_at=now,
            ends_at=now + LASTS,
        )
    )
    return secret


def find(session: Session, secret: str, *, now: datetime) -> ApprovalLink | None:
    """Return a link that still holds; None for a wrong, used or ended one, without telling which."""
    row = session.scalar(select(ApprovalLink).where(ApprovalLink.digest == _digest(secret)))
    if row is None or row.used_at is not None or row.ends_at <= now:
        return None
    if row.message.state != MessageState.IN_REVIEW or not deputies.may_approve(session, row.user, now=now):
        return None
    same = row.seal == seal_of(row.message, sealed_renditions(session, row.message))
    return row if same else None


def use(session: Session, row: ApprovalLink, *, now: datetime) -> bool:
    """Use a link up; False when it was used a moment ago."""
    session.flush()
    session.refresh(row, ["used_at"], with_for_update=True)
    if row.used_at is not None:
        return False
    row.used_at = now
    return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
