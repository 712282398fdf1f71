"""Calls of one Official Account: token in the header, one refresh when it has died, errors by the table."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.base import ChannelError, NotAuthorized, TokenVault
from channels.http import Answer, call
from channels.zalo.errors import RECONNECT, error_in, is_stale_token
from channels.zalo.oauth import FRESH, LASTING, RENEWED, Authority, age

GROUP_MESSAGE = "/v3.0/oa/group/message"
GROUP = "/v3.0/oa/group/getgroup"
CONVERSATION = "/v3.0/oa/group/conversation"
ACCOUNT = "/v2.0/oa/getoa"
UPLOAD_IMAGE = "/v2.0/oa/upload/image"
UPLOAD_FILE = "/v2.0/oa/upload/file"
GROUPS = "/v3.0/oa/group/getgroupsofoa"


@dataclass(frozen=True, kw_only=True)
class OfficialAccount:
    """An Official Account as its API shows it; `proved` adds appsecret_proof to every call."""

    url: str
    authority: Authority
    given: Mapping[str, str] = field(repr=False)  # tokens of the settings, used where there is no vault
    vault: TokenVault | None = field(default=None, repr=False)
    proved: bool = False

    def get(self, path: str, **params: str | int) -> Answer:
        """Ask something; raises a channel error, never OutcomeUnknown."""
        return self._ask("GET", path, creates=False, params=params)

    def post(self, path: str, message: Mapping[str, Any]) -> Answer:
        """Publish something; raises a channel error, OutcomeUnknown when it may be out there."""
        return self._ask("POST", path, creates=True, json=message)

    def upload(self, path: str, *, name: str, content: bytes, media_type: str) -> Answer:
        """Upload a file, which nobody sees yet; raises a channel error, never OutcomeUnknown."""
        return self._ask("POST", path, creates=False, files={"file": (name, content, media_type)})

    def _ask(self, method: str, path: str, *, creates: bool, **options: Any) -> Answer:
        tokens = self._fresh()
        answer = self._call(method, path, tokens, creates=creates, **options)
        if is_stale_token(answer) and self.vault is not None:
            tokens = self.vault.rotate(tokens, self.authority.renew)
            answer = self._call(method, path, tokens, creates=creates, **options)
        error = error_in(answer, creates=creates)
        if error is not None:
            raise self._without_secrets(error, tokens)
        return answer

    def _fresh(self) -> Mapping[str, str]:
        """Return the tokens to use now, renewed before they die when their age is known."""
        tokens = self.tokens()
        known = age(tokens)
        if self.vault is None or known is None or known < FRESH:
            return tokens
        return self.vault.rotate(tokens, self.authority.renew)

    def ends_at(self) -> datetime | None:
        """Return when the grant ends unless it is renewed until then; renews what is a day old or unknown.

        A refresh token of an account that sends nothing for three months would die unseen.
        """
        if self.vault is None or not self.authority.app_id:
            return None
        tokens = self.tokens()
        known = age(tokens)
        if known is None or known >= FRESH:
            tokens = self.vault.rotate(tokens, self.authority.renew)
        return datetime.fromisoformat(tokens[RENEWED]) + LASTING if tokens.get(RENEWED) else None

    def tokens(self) -> Mapping[str, str]:
        """Return the tokens to use now; NotAuthorized when the account was never connected."""
        tokens = self.vault.tokens() if self.vault is not None else self.given
        if not tokens.get("access_token"):
            raise NotAuthorized(f"Official Account chưa được kết nối. {RECONNECT}", code="no-token")
        return tokens

    def _call(
        self, method: str, path: str, tokens: Mapping[str, str], *, creates: bool, **options: Any
    ) -> Answer:
        headers = {"access_token": tokens["access_token"]}
        if self.proved:
            headers["appsecret_proof"] = proof(tokens["access_token"], self.authority.app_secret)
        url = self.url.rstrip("/") + path
        return call(method, url, creates=creates, headers=headers, **options)

    def _without_secrets(self, error: ChannelError, tokens: Mapping[str, str]) -> ChannelError:
        """Blot out our own secrets should the service ever repeat them in its reason."""
        for secret in (*tokens.values(), self.authority.app_secret):
            if len(secret) >= 4:
                error.sentence = error.sentence.replace(secret, "…")
        error.args = (error.sentence,)
        return error


def proof(access_token: str, app_secret: str) -> str:
    """Return appsecret_proof: HMAC-SHA256 of the token under the app secret, lower-case hex."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()
