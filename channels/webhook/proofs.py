"""How a request proves that it is ours: nothing, an HMAC over the body, or NukeViet's hashed stamp."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

TIMESTAMP, SIGNATURE = "X-Publisher-Timestamp", "X-Publisher-Signature"


class Proof(Protocol):
    """What a way of signing adds to a request."""

    def fields(self, now: datetime) -> Mapping[str, str]:
        """Return the form fields it adds."""

    def headers(self, body: bytes, now: datetime) -> Mapping[str, str]:
        """Return the headers it adds to a body."""


@dataclass(frozen=True)
class Unsigned:
    """No proof but the token, if there is one."""

    key: str = ""
    secret: str = field(default="", repr=False)

    def fields(self, now: datetime) -> Mapping[str, str]:
        """Return nothing."""
        return {}

    def headers(self, body: bytes, now: datetime) -> Mapping[str, str]:
        """Return nothing."""
        return {}


@dataclass(frozen=True)
class Signed(Unsigned):
    """HMAC-SHA256 over `timestamp + "." + body`: the receiver refuses what is old or altered."""

    def headers(self, body: bytes, now: datetime) -> Mapping[str, str]:
        """Return the stamp and the signature over stamp and body, in lower-case hex."""
        stamp = str(int(now.timestamp()))
        return {TIMESTAMP: stamp, SIGNATURE: f"sha256={signature(body, stamp, self.secret)}"}


def signature(body: bytes, stamp: str, secret: str) -> str:
    """Return the HMAC of a body sent at a stamp, hex."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class _NukeViet(Unsigned):
    """NukeViet's api.php: apikey, timestamp, and a hash of `apisecret_timestamp` (nukeviet 4.5, 4.6)."""

    def fields(self, now: datetime) -> Mapping[str, str]:
        """Return the three fields by which api.php knows its caller."""
        stamp = str(int(now.timestamp()))
        return {"apikey": self.key, "timestamp": stamp, "hashsecret": self.hashed(f"{self.secret}_{stamp}")}

    def hashed(self, words: str) -> str:
        """Return the hash of secret and stamp."""
        raise NotImplementedError


class NukeVietBcrypt(_NukeViet):
    """By bcrypt (4.5, and 4.6's `password_verify`)."""

    def hashed(self, words: str) -> str:
        """Return a bcrypt hash that PHP's password_verify takes."""
        import bcrypt

        return bcrypt.hashpw(words.encode(), bcrypt.gensalt(rounds=10)).decode("ascii")


class NukeVietMd5(_NukeViet):
    """By md5 (4.6's `md5_verify`): only what NukeViet asks for, and only over https."""

    def hashed(self, words: str) -> str:
        """Return the md5 in hex."""
        return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()


PROOFS: Mapping[str, Callable[[str, str], Proof]] = {
    "none": Unsigned,
    "hmac": Signed,
    "nukeviet": NukeVietBcrypt,
    "nukeviet-md5": NukeVietMd5,
}
