"""Passwords: what is good enough, and how one is kept (argon2id, RFC 9106)."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from content_queue import names

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST, FEWEST_SIGNS = 10, 200, 5


class WeakPassword(ValueError):
    """A password that is easily guessed; the sentence says what is wrong with it."""


def hashed(password: str, *, login: str) -> str:
    """Return what is kept of a password. Raises WeakPassword."""
    text = _composed(password)
    if len(text) < SHORTEST:
        raise WeakPassword(f"Mật khẩu cần ít nhất {SHORTEST} ký tự.")
    if len(text) > LONGEST:
        raise WeakPassword(f"Mật khẩu dài quá {LONGEST} ký tự.")
    if names.folded(login) in names.folded(text):
        raise WeakPassword("Mật khẩu không được chứa tên đăng nhập.")
    if len(set(text)) < FEWEST_SIGNS or _is_row(text):
        raise WeakPassword("Mật khẩu quá dễ đoán; hãy ghép vài từ không liên quan.")
    return _hasher().hash(text)


def fits(password: str, kept: str | None) -> bool:
    """Say whether a password is the one that was kept; as slow when nothing was kept."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobodys(), _composed(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Say whether a kept password should be kept anew, by the measures of today."""
    return _hasher().check_needs_rehash(kept)


def kept_anew(password: str) -> str:
    """Return a password that fits already, kept by the measures of today."""
    return _hasher().hash(_composed(password))


def _is_row(text: str) -> bool:
    """Say whether the characters follow one another: 1234567890, abcdefghij."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(steps - {-9}) == 1  # 9 is followed by 0


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password[: LONGEST * 4])


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")
