"""OAuth v4 of Zalo: a code for the first pair (PKCE), a refresh token for each next one.

A refresh token lives 3 months and works once; the access token lives 25 hours and dies when a new one is
issued (docs.zaloplatforms.com, OA authorisation v4). Who calls keeps the lock and stores the new pair.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from channels.base import ChannelError, ChannelUnavailable, NotAuthorized, OutcomeUnknown
from channels.http import Answer, call, machine_time
from channels.zalo.errors import RECONNECT, code_of

PATH, PERMISSION = "/v4/oa/access_token", "/v4/oa/permission"
RENEWED = "renewed_at"  # beside the pair: when it was issued, by this machine's clock
FRESH = timedelta(hours=19)  # of 25: renewed before it dies, on an idle day too
LASTING = timedelta(days=90)  # a refresh token's life
USED_UP = -14020
LATER = timedelta(minutes=1)

_REASONS: Mapping[int, str] = {
    -14002: "Ứng dụng Zalo chưa được kích hoạt; quản trị viên bật tại developers.zalo.me.",
    -14003: "Địa chỉ nhận mã (redirect_uri) chưa đúng; quản trị viên sửa tại developers.zalo.me.",
    -14004: "Khóa bí mật của ứng dụng (app_secret) không đúng; quản trị viên nhập lại.",
    USED_UP: f"Phiên kết nối Zalo đã hết hạn hoặc đã được dùng ở nơi khác. {RECONNECT}",
}


@dataclass(frozen=True, kw_only=True)
class Authority:
    """The token server, and the application that asks it."""

    url: str
    app_id: str
    app_secret: str = field(repr=False)

    def renew(self, tokens: Mapping[str, str]) -> Mapping[str, str]:
        """Exchange a refresh token; return the new access_token and refresh_token.

        A lost answer may hide an exchange that took place, so the old refresh token is tried once more: when
        it is used up by now, a person must connect again.

        Raises NotAuthorized when a person must act, ChannelUnavailable when it may work later; never
        OutcomeUnknown, for no message can have gone out.
        """
        if not tokens.get("refresh_token"):
            raise NotAuthorized(f"Chưa có refresh_token của Zalo. {RECONNECT}", code="no-refresh-token")
        try:
            return self._exchange(tokens["refresh_token"])
        except OutcomeUnknown:
            return self._exchange_again(tokens["refresh_token"])

    def _exchange_again(self, refresh_token: str) -> Mapping[str, str]:
        try:
            return self._exchange(refresh_token)
        except OutcomeUnknown as lost:
            raise ChannelUnavailable(
                "Máy chủ cấp phiên của Zalo không trả lời trọn vẹn.", retry_after=LATER, code=lost.code
            ) from None

    def _exchange(self, refresh_token: str) -> Mapping[str, str]:
        return self._asked(refresh_token=refresh_token, grant_type="refresh_token")

    def first(self, code: str, verifier: str) -> Mapping[str, str]:
        """Exchange the code of the permission page, which works once and for ten minutes.

        Raises NotAuthorized when a person must begin again, ChannelUnavailable when nobody answers.
        """
        try:
            return self._asked(code=code, grant_type="authorization_code", code_verifier=verifier)
        except OutcomeUnknown as lost:
            raise ChannelUnavailable(lost.sentence, retry_after=LATER, code=lost.code) from None

    def _asked(self, **fields: str) -> Mapping[str, str]:
        answer = call(
            "POST",
            self.url.rstrip("/") + PATH,
            creates=True,
            headers={"secret_key": self.app_secret},
            data={"app_id": self.app_id, **fields},
        )
        given = answer.data if isinstance(answer.data, dict) else {}
        pair = {name: str(given.get(name) or "") for name in ("access_token", "refresh_token")}
        if all(pair.values()):
            return {**pair, RENEWED: machine_time().isoformat(timespec="seconds")}
        raise _refusal(answer)


def new_verifier() -> str:
    """Return a PKCE verifier: 43 characters, as Zalo demands."""
    return secrets.token_urlsafe(32)


def permission_page(url: str, *, app_id: str, callback: str, verifier: str, state: str) -> str:
    """Return the address at which the account's owner lets the application in (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
    asked = {"app_id": app_id, "redirect_uri": callback, "code_challenge": challenge, "state": state}
    return f"{url.rstrip('/')}{PERMISSION}?{urlencode(asked)}"


def code_in(pasted: str, state: str) -> str:
    """Return the code in what a person pasted: the whole address of the callback, or the code alone.

    Raises NotAuthorized when the address answers another question than ours.
    """
    query = parse_qs(urlsplit(pasted.strip()).query)
    if "code" not in query:
        return pasted.strip()
    if query.get("state", [state])[0] != state:
        raise NotAuthorized("Địa chỉ này là của một lần kết nối khác: mở lại liên kết cấp quyền ở trên.")
    return query["code"][0].strip()


def age(tokens: Mapping[str, str]) -> timedelta | None:
    """Return how long ago a pair was issued; None when it came from outside."""
    if not tokens.get(RENEWED):
        return None
    return machine_time() - datetime.fromisoformat(tokens[RENEWED])


def _refusal(answer: Answer) -> ChannelError:
    code = code_of(answer)
    if code is not None and code in _REASONS:
        return NotAuthorized(f"{_REASONS[code]} (Zalo {code})", code=str(code))
    if code is not None and -15000 < code <= -14000:
        return NotAuthorized(f"Zalo không cấp phiên mới. {RECONNECT} (Zalo {code})", code=str(code))
    if code:
        return ChannelUnavailable(f"Zalo chưa cấp được phiên mới (Zalo {code}).", code=str(code))
    if 400 <= answer.status < 500:
        return NotAuthorized(
            f"Máy chủ cấp phiên của Zalo từ chối ({answer.status}); quản trị viên kiểm tra oauth_url.",
            code=str(answer.status),
        )
    return OutcomeUnknown(f"Máy chủ cấp phiên của Zalo trả lời không đọc được ({answer.status}).")
