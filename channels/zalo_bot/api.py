"""Calls of a Zalo bot: the token is in the address, so none is ever shown; `ok` decides, not HTTP alone.

No table of error numbers is published; they follow HTTP (bot pages of docs.zaloplatforms.com, 2026-10-02).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from channels.base import (
    ChannelError,
    ChannelUnavailable,
    ContentRejected,
    NotAuthorized,
    OutcomeUnknown,
)
from channels.http import CONNECT_SECONDS, Answer, call

BASE = "https://bot-api.zaloplatforms.com"
MOST_TEXT = 2000
REST = timedelta(minutes=1)
NOTHING_NEW = 408  # of getUpdates
TOKEN = re.compile(r"\d+:[\w-]+")
TOKEN_DEAD = (
    "Mã của bot không còn dùng được: quản trị viên lấy mã mới ở Zalo Bot Manager rồi kết nối lại kênh."
)
NO_CHAT = "Bot không gửi được vào nhóm này: thêm bot vào nhóm, nhắc tên bot, rồi kết nối lại kênh."
_SHOWN = 160


@dataclass(frozen=True, kw_only=True)
class BotApi:
    """One bot."""

    token: str = field(repr=False)
    url: str = BASE

    def call(
        self, method: str, fields: Mapping[str, Any], *, creates: bool = False, wait: float = 30.0
    ) -> Any:
        """Make a call and return its result; raises a channel error."""
        answer = self.ask(method, fields, creates=creates, wait=wait)
        if (error := error_in(answer, creates=creates)) is not None:
            raise self._without_token(error)
        return answer.data["result"]

    def ask(
        self, method: str, fields: Mapping[str, Any], *, creates: bool = False, wait: float = 30.0
    ) -> Answer:
        """Make a call and return the answer whatever it says."""
        address = f"{self.url.rstrip('/')}/bot{self.token}/{method}"
        return call("POST", address, creates=creates, timeout=(CONNECT_SECONDS, wait), json=dict(fields))

    def _without_token(self, error: ChannelError) -> ChannelError:
        error.sentence = error.sentence.replace(self.token, "…")
        error.args = (error.sentence,)
        return error


def error_in(answer: Answer, *, creates: bool) -> ChannelError | None:
    """Return what an answer means, None when it is ok with a result."""
    said = answer.data if isinstance(answer.data, Mapping) else {}
    if said.get("ok") is True and isinstance(said.get("result"), Mapping):
        return None
    code = _number(said.get("error_code")) or answer.status
    reason = str(said.get("description") or "")[:_SHOWN]
    error = _by_code(code, reason, creates=creates)
    error.code = error.code or str(code)
    return error


def _by_code(code: int, reason: str, *, creates: bool) -> ChannelError:
    said = f"(Zalo Bot {code}: {reason})" if reason else f"(Zalo Bot {code})"
    if code in {401, 403, 404}:
        return NotAuthorized(f"{TOKEN_DEAD} {said}")
    if code == 400 and "chat" in reason.lower():
        return NotAuthorized(f"{NO_CHAT} {said}", account_wide=False)
    if code == 429:
        return ChannelUnavailable(f"Bot Zalo gọi quá nhiều. {said}", retry_after=REST, hold=True)
    if 400 <= code < 500 and code != NOTHING_NEW:
        return ContentRejected(f"Bot Zalo không nhận tin. {said}")
    unknown = f"Bot Zalo trả lời không rõ. {said}"
    return OutcomeUnknown(unknown) if creates else ChannelUnavailable(unknown)


def _number(given: Any) -> int | None:
    try:
        return int(given)
    except (TypeError, ValueError):
        return None
