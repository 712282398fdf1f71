"""A message of a Zalo bot: the token is in the address, so no address is ever shown.

`sendMessage` takes 1 to 2,000 characters and answers `ok` (bot pages of docs.zaloplatforms.com).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from channels.settings import setting
from publisher.telling.digest import Digest
from publisher.telling.ways import LANGUAGES, NotTold

MOST = 2000


@dataclass(frozen=True, kw_only=True)
class ZaloBot:
    """Zalo bot: a message to a person or group that the bot knows."""

    token: str = setting("Mã của bot (số:chữ)", secret=True)
    chat_id: str = setting("Mã người hoặc nhóm nhận")
    base_url: str = setting("Địa chỉ dịch vụ bot", default="https://bot-api.zaloplatforms.com", called=True)
    language: str = setting("Ngôn ngữ của tin báo", default="vi", choices=LANGUAGES)

    @property
    def addresses(self) -> Sequence[str]:
        """Return the service's address."""
        return (self.base_url,)

    def problems(self) -> Sequence[str]:
        """Return what is wrong with the settings."""
        from channels.http import base_problem

        found = [problem for problem in [base_problem(self.base_url)] if problem]
        if not re.fullmatch(r"\d+:[\w-]+", self.token):
            found.append("Mã của bot phải có dạng số:chữ, như Zalo đã cấp.")
        return tuple(found)

    def tell(self, digest: Digest) -> None:
        """Send one message."""
        from channels.base import ChannelError
        from channels.zalo_bot.api import BotApi

        words = {"chat_id": self.chat_id, "text": digest.text(self.language, most=MOST)}
        try:
            BotApi(token=self.token, url=self.base_url).call("sendMessage", words)
        except ChannelError as refused:
            raise NotTold(f"Bot Zalo không nhận tin báo ({refused.code}).") from None
