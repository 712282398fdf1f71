"""Tokens of programs: each acts for one person, never beyond that person's rights, within some scopes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import audit, names, rights
from content_queue.models import ApiToken, User

SCOPES = ("read", "write", "approve", "settle", "admin")
LASTS, LONGEST = timedelta(days=365), 366
MARK = "pt_"  # so that one that leaked is found by scanners
_SEEN_AGAIN = timedelta(minutes=5)


class ScopeUnknown(ValueError):
    """A scope that does not exist; the sentence lists those that do."""


def make(
    session: Session,
    user: User,
    name: str,
    scopes: Collection[str],
    *,
    actor: User,
    now: datetime,
    days: int = LASTS.days,
) -> str:
    """Return a new token, told only now; a person makes their own, an admin anybody's.

    Raises NotPermitted, ScopeUnknown, BadName.
    """
    if actor.id != user.id:
        rights.require(actor, "set up")
    unknown = [each for each in scopes if each not in SCOPES]
    if unknown or not scopes:
        raise ScopeUnknown(f"Quyền của khóa phải gồm một hay nhiều trong: {', '.join(SCOPES)}.")
    token = MARK + secrets.token_urlsafe(32)
    row = ApiToken(
        commune_id=user.commune_id,
        user_id=user.id,
        name=names.clean(name, "khóa"),
        digest=_digest(token),
        scopes=[each for each in SCOPES if each in scopes],
        made_at=now,
        ends_at=now + timedelta(days=max(1, min(days, LONGEST))),
    )
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now, scopes=row.scopes)
    return token


def find(session: Session, token: str, *, now: datetime) -> ApiToken | None:
    """Return a living token; None for a wrong or ended one, and for a closed account's."""
    row = session.scalar(select(ApiToken).where(ApiToken.digest == _digest(token)))
    return row if row is not None and row.ends_at > now and row.user.active else None


def wants_noting(row: ApiToken, *, now: datetime) -> bool:
    """Say whether its use is to be noted: not every time."""
    return row.used_at is None or row.used_at <= now - _SEEN_AGAIN


def of(session: Session, user: User | None) -> Sequence[ApiToken]:
    """Return a person's tokens, or all of the commune's, the newest first."""
    query = select(ApiToken).order_by(ApiToken.id.desc())
    return session.scalars(query.where(ApiToken.user_id == user.id) if user else query).all()


def remove(session: Session, row: ApiToken, *, actor: User, now: datetime) -> None:
    """Make a token void at once. Raises NotPermitted."""
    if actor.id != row.user_id:
        rights.require(actor, "set up")
    audit.record(session, "remove", row, actor=actor, now=now)
    session.delete(row)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
