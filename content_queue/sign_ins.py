"""Signing in and out: a device's token in a cookie, its digest in the database, few tries.

Whoever guesses has five tries for a name and thirty from one address in a quarter of an hour; then the door
stays closed to both for the rest of it, whatever is tried.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session, joinedload

from content_queue import audit, names, passwords, rights
from content_queue.communes import settings_of
from content_queue.models import Commune, FailedTry, Role, SignIn, User

WINDOW = timedelta(minutes=15)
TRIES_A_NAME, TRIES_AN_ADDRESS = 5, 30
IDLE, LASTS = timedelta(hours=12), timedelta(days=14)
CODE, ENROL = "code", "enrol"  # steps after the password
ASKED_OF = frozenset({Role.APPROVER, Role.ADMIN})  # of these a second factor, where the commune wants it
_SEEN_AGAIN = timedelta(minutes=5)  # a visit is noted at most so often


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What became of a try: the person and the token for the cookie, or the sentence why not."""

    user: User | None = None
    token: str = ""
    refusal: str = ""


def sign_in(
    session: Session,
    name: str,
    password: str,
    *,
    commune_id: int,
    now: datetime,
    address: str = "",
    device: str = "",
) -> Tried:
    """Let a person in; a failure is noted, so the caller commits in either case.

    The refusal never tells whether the name exists.
    """
    if too_many(session, name, address, commune_id=commune_id, now=now):
        return Tried(refusal=f"Sai quá nhiều lần; hãy thử lại sau {WINDOW.seconds // 60} phút.")
    user = _of_name(session, name, commune_id)
    if not passwords.fits(password, user.password if user else None) or user is None or not user.active:
        note_failure(session, name, address, commune_id=commune_id, now=now)
        return Tried(refusal="Tên đăng nhập hoặc mật khẩu không đúng.")
    if user.password and passwords.is_outdated(user.password):
        user.password = passwords.kept_anew(password)
    return Tried(user=user, token=_opened(session, user, now=now, device=device))


def _opened(session: Session, user: User, *, now: datetime, device: str, step: str | None = None) -> str:
    token = secrets.token_urlsafe(32)
    row = SignIn(
        commune_id=user.commune_id,
        user_id=user.id,
        digest=_digest(token),
        device=device[:200],
        made_at=now,
        seen_at=now,
        ends_at=now + LASTS,
        step=_step_of(session, user) if step is None else step,
    )
    session.add(row)
    session.execute(
        delete(FailedTry).where(
            FailedTry.commune_id == user.commune_id, FailedTry.name == names.folded(user.name)
        )
    )
    session.execute(delete(SignIn).where(SignIn.ends_at < now))
    audit.record(session, "sign in", row, actor=user, now=now)
    return token


def _step_of(session: Session, user: User) -> str:
    """Return what a password alone leaves to be shown."""
    if user.second_factor is not None:
        return CODE
    settings = settings_of(session.get_one(Commune, user.commune_id))
    return ENROL if settings.second_factor and user.role in ASKED_OF else ""


def open_for(session: Session, user: User, *, now: datetime, device: str = "", is_whole: bool = False) -> str:
    """Return the token of a new device of a person who has shown otherwise who they are.

    `is_whole`: they have shown their second factor too.
    """
    return _opened(session, user, now=now, device=device, step="" if is_whole else None)


def who(session: Session, token: str, *, now: datetime) -> SignIn | None:
    """Return the sign-in of a token; None for a wrong, ended, idle or disabled one."""
    query = select(SignIn).where(SignIn.digest == _digest(token)).options(joinedload(SignIn.user))
    row = session.scalar(query) if token else None
    if row is None or row.ends_at <= now or row.seen_at <= now - IDLE or not row.user.active:
        return None
    return row


def wants_noting(row: SignIn, *, now: datetime) -> bool:
    """Say whether a visit is to be noted: most only read, and need no lock."""
    return row.seen_at <= now - _SEEN_AGAIN


def note_visit(session: Session, token: str, *, now: datetime) -> None:
    """Note that a device is in use."""
    row = who(session, token, now=now)
    if row is not None:
        row.seen_at = now


def sign_out(session: Session, row: SignIn, *, now: datetime) -> None:
    """Forget one device."""
    audit.record(session, "sign out", row, actor=row.user, now=now)
    session.delete(row)


def devices(session: Session, user: User) -> Sequence[SignIn]:
    """Return where a person is signed in, the last seen first."""
    query = select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.seen_at.desc(), SignIn.id)
    return session.scalars(query).all()


def sign_out_everywhere(session: Session, user: User, *, actor: User, now: datetime) -> int:
    """Forget all devices of a person; their own or, for an admin, anybody's. Raises NotPermitted."""
    if actor.id != user.id:
        rights.require(actor, "set up")
    there = devices(session, user)
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    audit.record(session, "sign out everywhere", user, actor=actor, now=now, devices=len(there))
    return len(there)


def change_password(session: Session, user: User, password: str, *, now: datetime) -> None:
    """Give a person a new password; every device has to sign in again. Raises WeakPassword."""
    user.password = passwords.hashed(password, login=user.name)
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    audit.record(session, "change the password", user, actor=user, now=now)


def disable(session: Session, user: User, *, actor: User, now: datetime) -> None:
    """Close a person's account at once, nobody their own. Raises NotPermitted."""
    rights.require(actor, "set up")
    if user.id == actor.id:
        raise rights.NotPermitted("Không tự khóa được tài khoản của mình.")
    user.active = False
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    audit.record(session, "disable", user, actor=actor, now=now)


def enable(session: Session, user: User, *, actor: User, now: datetime) -> None:
    """Open a person's account again. Raises NotPermitted."""
    rights.require(actor, "set up")
    user.active = True
    audit.record(session, "enable", user, actor=actor, now=now)


def too_many(session: Session, name: str, address: str, *, commune_id: int, now: datetime) -> bool:
    """Say whether a name or an address has had its tries."""
    counted = select(
        func.count().filter(FailedTry.name == names.folded(name)),
        func.count().filter(FailedTry.address == address),
    ).where(
        FailedTry.commune_id == commune_id,
        FailedTry.at > now - WINDOW,
        or_(FailedTry.name == names.folded(name), FailedTry.address == address),
    )
    of_name, of_address = session.execute(counted).one()
    return of_name >= TRIES_A_NAME or (bool(address) and of_address >= TRIES_AN_ADDRESS)


def note_failure(session: Session, name: str, address: str, *, commune_id: int, now: datetime) -> None:
    """Note a failed try, and forget those that count no more."""
    session.execute(delete(FailedTry).where(FailedTry.commune_id == commune_id, FailedTry.at <= now - WINDOW))
    session.add(FailedTry(commune_id=commune_id, name=names.folded(name), address=address, at=now))


def _of_name(session: Session, name: str, commune_id: int) -> User | None:
    wanted = names.folded(name)
    people = session.scalars(select(User).where(User.commune_id == commune_id))
    return next((each for each in people if names.folded(each.name) == wanted), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
