"""The second factor: a code of six digits that changes every 30 seconds (RFC 6238), used once."""

from __future__ import annotations

from datetime import datetime

import pyotp
from sqlalchemy.orm import Session

from content_queue import audit, rights, sign_ins
from content_queue.models import Commune, User
from publisher.secrets import SecretBox

STEP = 30  # seconds
_EARLIER_AND_LATER = (0, -1, 1)  # a phone's clock may be a little off


def new_secret() -> str:
    """Return a fresh secret, in the letters an app takes."""
    return pyotp.random_base32()


def address(secret: str, user: User, commune: Commune) -> str:
    """Return what stands in the QR code for an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.name, issuer_name=commune.name)


def switch_on(session: Session, user: User, secret: str, code: str, *, box: SecretBox, now: datetime) -> bool:
    """Keep a secret once its first code shows that the app has it."""
    counter = _counter_of(secret, code, now)
    if counter is None:
        return False
    user.second_factor, user.factor_used = box.seal(secret), counter
    audit.record(session, "second factor on", user, actor=user, now=now)
    return True


def switch_off(session: Session, user: User, *, actor: User, now: datetime) -> None:
    """Forget a person's second factor: an admin's help for a lost phone. Raises NotPermitted."""
    rights.require(actor, "set up")
    user.second_factor = user.factor_used = None
    audit.record(session, "second factor off", user, actor=actor, now=now)


def passes(
    session: Session, user: User, code: str, *, box: SecretBox, now: datetime, address: str = ""
) -> bool:
    """Say whether a code is right, counting wrong ones; no code is taken twice."""
    tried = f"second {user.name}"
    if user.second_factor is None or sign_ins.too_many(
        session, tried, address, commune_id=user.commune_id, now=now
    ):
        return False
    session.flush()
    session.refresh(user, ["factor_used"], with_for_update=True)
    counter = _counter_of(box.read(user.second_factor), code, now)
    if counter is None or (user.factor_used is not None and counter <= user.factor_used):
        sign_ins.note_failure(session, tried, address, commune_id=user.commune_id, now=now)
        return False
    user.factor_used = counter
    return True


def _counter_of(secret: str, code: str, now: datetime) -> int | None:
    """Return which 30 seconds a code belongs to, None when to none near."""
    digits = "".join(code.split())
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    found = (present + off for off in _EARLIER_AND_LATER)
    return next((each for each in found if pyotp.utils.strings_equal(totp.at(each * STEP), digits)), None)
