"""What the stand-in Zalo remembers: tokens, uploads, members' chatter, troubles ordered by tests.

What was published lives in the ledger alone; this memory is gone after a restart, as nobody misses it: an
unknown token or group is taken as it comes, unless a test says otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

HOUR = 3600.0
ACCESS_SECONDS = 25 * HOUR
CODE_SECONDS = 600.0
UPLOAD_SECONDS = 7 * 24 * HOUR
WORDS: Mapping[int, str] = {
    -32: "Your application reached limit call api",
    -100: "attachment_id was expired",
    -200: "Send message failed",
    -201: "text is invalid!",
    -204: "Official Account is disable",
    -205: "Official Account is not exist",
    -209: "Not supported this api",
    -210: "Parameter exceeds allowable limit",
    -211: "Out of quota",
    -212: "App has not been registered this api",
    -216: "Access token is invalid",
    -219: "App was removed or disabled",
    -220: "access_token is expired or removed",
    -221: "OA has not been verified",
    -223: "OA has not authorised this API",
    -224: "OA has to upgrade its package",
    -233: "Message type is invalid or not support",
    -235: "API does not support this type of OA",
    -237: "Group is disabled",
    -242: "appsecret_proof provided in the API is invalid",
    -403: "OA is not in group",
    -14002: "App is not active",
    -14003: "Invalid redirect uri",
    -14004: "Invalid secret key",
    -14020: "Invalid refresh token",
}


class Refusal(Exception):
    """The answer is an error, with HTTP 200 as Zalo gives it."""

    def __init__(self, code: int, words: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.words = words or WORDS.get(code, "Error")


def success(found: Any) -> dict[str, Any]:
    """Return an answer of success around what was found."""
    return {"data": found, "error": 0, "message": "Success"}


@dataclass
class Access:
    """An access token: until when, and of which grant (app id; empty when it came from outside)."""

    until: float
    grant: str = ""
    dead: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a member wrote into a group."""

    id: str
    text: str
    at: float


@dataclass
class Office:
    """The Official Account's state; tests set its fields and order refusals."""

    clock: Callable[[], float]
    strict: bool = False  # only tokens that were granted are known
    callback: str = ""  # as the console holds it, byte for byte
    app_secret: str = ""  # set: appsecret_proof is demanded, secret_key compared
    rate: int = 0  # calls a minute; 0: no limit, no headers
    nested: bool = False  # conversation: the list one level deeper in `data`
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)  # facts and `error` by group id
    account: dict[str, Any] = field(default_factory=dict)  # facts of the account that differ
    said: dict[str, list[Said]] = field(default_factory=dict)
    refusals: list[tuple[str, int, str]] = field(default_factory=list)  # (path piece, code, words)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _access: dict[str, Access] = field(default_factory=dict)
    _refresh: dict[str, str] = field(default_factory=dict)  # living refresh token → grant
    _used: set[str] = field(default_factory=set)
    _codes: dict[str, tuple[float, str, str]] = field(default_factory=dict)  # until, app id, challenge
    _uploads: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)
    _minute: tuple[int, int] = (0, 0)  # minute, calls in it
    _hidden: dict[str, tuple[float, int]] = field(default_factory=dict)
    refreshes: int = 0

    def refuse(self, code: int, *, path: str = "", words: str = "", times: int = 1) -> None:
        """Answer the next calls of a path with an error instead of doing them."""
        with self.lock:
            self.refusals += [(path, code, words)] * times

    def ordered_refusal(self, path: str) -> None:
        """Raise the next refusal ordered for this path, and use it up."""
        with self.lock:
            for at, (piece, code, words) in enumerate(self.refusals):
                if piece in path:
                    del self.refusals[at]
                    raise Refusal(code, words)

    def say(self, group_id: str, text: str) -> None:
        """Let a member write into a group."""
        said = Said(id=uuid.uuid4().hex[:16], text=text, at=self.clock())
        with self.lock:
            self.said.setdefault(group_id, []).append(said)

    def grant(self, app_id: str, *, access: str = "", refresh: str = "") -> dict[str, str]:
        """Issue a pair (or know a given one) and let the grant's older access tokens die."""
        pair = {"access_token": access or uuid.uuid4().hex, "refresh_token": refresh or uuid.uuid4().hex}
        with self.lock:
            for token in self._access.values():
                token.dead = token.dead or token.grant in {app_id, ""}
            self._access[pair["access_token"]] = Access(until=self.clock() + ACCESS_SECONDS, grant=app_id)
            self._refresh[pair["refresh_token"]] = app_id
        return pair

    def permit(self, app_id: str, challenge: str) -> str:
        """Return a code for the first pair: once, for ten minutes, for who knows the verifier."""
        code = uuid.uuid4().hex
        with self.lock:
            self._codes[code] = (self.clock() + CODE_SECONDS, app_id, challenge)
        return code

    def first(self, app_id: str, code: str, verifier: str) -> dict[str, str]:
        """Exchange a code for a pair."""
        with self.lock:
            until, owner, challenge = self._codes.pop(code, (0.0, "", ""))
        digest = hashlib.sha256(verifier.encode()).digest()
        proved = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        if until <= self.clock() or owner != app_id or not proved or len(verifier) != 43:
            raise Refusal(-14020, "Invalid authorization code")
        return self.grant(app_id)

    def renew(self, app_id: str, refresh: str) -> dict[str, str]:
        """Exchange a refresh token, which works once."""
        with self.lock:
            known = self._refresh.pop(refresh, None)
            if not refresh or refresh in self._used or (known is None and self.strict):
                raise Refusal(-14020)
            if known not in {None, app_id}:
                raise Refusal(-14020)
            self._used.add(refresh)
            self.refreshes += 1
            return self.grant(app_id)

    def admit(self, access: str) -> None:
        """Let an access token in, or raise."""
        with self.lock:
            token = self._access.get(access)
            if token is None and access and not self.strict:
                token = self._access[access] = Access(until=self.clock() + ACCESS_SECONDS)
            if token is None or token.dead:
                raise Refusal(-216)
            if token.until <= self.clock():
                raise Refusal(-220)

    def count(self) -> None:
        """Count one call of this minute; too many raise."""
        with self.lock:
            minute = int(self.clock() // 60)
            calls = self._minute[1] + 1 if self._minute[0] == minute else 1
            self._minute = (minute, calls)
            if self.rate and calls > self.rate:
                raise Refusal(-32)

    def rate_headers(self) -> dict[str, str]:
        """Return the rate headers; none where no limit is set."""
        if not self.rate:
            return {}
        left = max(0, self.rate - self._minute[1])
        return {"X-RateLimit-Limit": str(self.rate), "X-RateLimit-Remain": str(left)}

    def keep_upload(self, facts: dict[str, Any]) -> str:
        """Remember an upload for seven days and return its id."""
        name = uuid.uuid4().hex
        with self.lock:
            self._uploads[name] = (self.clock() + UPLOAD_SECONDS, facts)
        return name

    def uploaded(self, name: str) -> dict[str, Any]:
        """Return what was uploaded; too old or unknown raises."""
        until, facts = self._uploads.get(name, (0.0, {}))
        if until <= self.clock():
            raise Refusal(-100)
        return facts

    def hide(self, message_id: str, *, seconds: float, calls: int) -> None:
        """Keep a message out of read-backs for a time and a number of calls."""
        if seconds or calls:
            self._hidden[message_id] = (self.clock() + seconds, calls)

    def is_hidden(self, message_id: str) -> bool:
        """Say whether a read-back must not show it yet; counts as one call."""
        until, calls = self._hidden.get(message_id, (0.0, 0))
        if calls:
            self._hidden[message_id] = (until, calls - 1)
        return bool(calls) or until > self.clock()
