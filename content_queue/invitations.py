"""Invitations: a code on paper with which a person sets a password, once; no mail server is needed.

The same way leads back in when a password is forgotten: an admin prints a new code.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content_queue import audit, rights, sign_ins
from content_queue.models import Invitation, User

LASTS = timedelta(days=7)
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like another: no 0 O, 1 I L
_GROUPS, _GROUP = 4, 4  # 16 signs of 31: 79 bits
_TRIED = "invitation"  # stands for the name where failed codes are counted


def invite(session: Session, user: User, *, actor: User, now: datetime) -> str:
    """Return a new code for a person; an older one is void. Raises NotPermitted."""
    rights.require(actor, "set up")
    if not user.active:
        raise rights.NotPermitted(f"Tài khoản “{user.name}” đã ngừng hoạt động; hãy mở lại trước.")
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    session.execute(delete(Invitation).where(Invitation.user_id == user.id))
    session.add(
        Invitation(
            commune_id=user.commune_id,
            user_id=user.id,
            digest=_digest(code),
            made_at=now,
            ends_at=now + LASTS,
        )
    )
    audit.record(session, "invite", user, actor=actor, now=now)
    return code


def guest(session: Session, code: str, *, commune_id: int, now: datetime, address: str = "") -> User | None:
    """Return whom a code invites; None for a wrong or used one, which counts as a failed try."""
    if sign_ins.too_many(session, _TRIED + address, address, commune_id=commune_id, now=now):
        return None
    row = session.scalar(
        select(Invitation).where(Invitation.commune_id == commune_id, Invitation.digest == _digest(code))
    )
    if row is None or row.ends_at <= now or not row.user.active:
        sign_ins.note_failure(session, _TRIED + address, address, commune_id=commune_id, now=now)
        return None
    return row.user


def accept(session: Session, user: User, password: str, *, now: datetime, device: str = "") -> str:
    """Set the guest's password and return the token of their device; the code is used up.

    Raises WeakPassword, and then the code is good still.
    """
    sign_ins.change_password(session, user, password, now=now)
    session.execute(delete(Invitation).where(Invitation.user_id == user.id))
    return sign_ins.open_for(session, user, now=now, device=device)


def _digest(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()
