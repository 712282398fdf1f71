"""OAuth v4 of Zalo: exchange a refresh token for a new pair.

A refresh token lives 3 months and works once; the access token lives 25 hours and dies when a new one is
issued (docs.zaloplatforms.com, OA authorisation v4). Who calls keeps the lock and stores the new pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from channels.base import ChannelError, ChannelUnavailable, NotAuthorized, OutcomeUnknown
from channels.http import Answer, call
from channels.zalo.errors import RECONNECT, code_of

PATH = "/v4/oa/access_token"
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
        answer = call(
            "POST",
            self.url.rstrip("/") + PATH,
            creates=True,
            headers={"secret_key": self.app_secret},
            data={"refresh_token": refresh_token, "app_id": self.app_id, "grant_type": "refresh_token"},
        )
        given = answer.data if isinstance(answer.data, dict) else {}
        pair = {name: str(given.get(name) or "") for name in ("access_token", "refresh_token")}
        if all(pair.values()):
            return pair
        raise _refusal(answer)


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
