"""A Zalo group that a bot was added to (Zalo Bot API, groups in Beta).

Promise: at most once, a person looks. A bot can't read a group back, so after a doubt nothing is sent again
by itself. A bot sends a picture only by its public address: the commune's own site shows it under its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from channels.base import (
    Capabilities,
    ChannelUnavailable,
    Content,
    ContentRejected,
    Facts,
    Medium,
    NotAuthorized,
    OutcomeUnknown,
    Progress,
    Receipt,
    Rendition,
    Supplies,
    TokenVault,
)
from channels.guiding import Step
from channels.http import base_problem, call
from channels.kinds_of_files import SHOWN, left_out, public_path
from channels.settings import setting, supplied
from channels.text import SIGNATURE
from channels.wording import as_sent, numbered, plain_text
from channels.zalo_bot import guide
from channels.zalo_bot.api import BASE, MOST_TEXT, TOKEN, BotApi

MOST_PARTS = 20
DOUBTED = "Một phần của tin có thể đã vào nhóm mà bot không đọc lại được: mở nhóm xem rồi ghi nhận."


@dataclass(frozen=True, kw_only=True)
class ZaloBotGroup:
    """An existing Zalo group that the commune's bot is a member of."""

    chat_id: str = setting("Mã nhóm mà bot thấy (chat_id)", identity=True)
    token: str = setting("Mã của bot (số:chữ)", secret=True, account=True)
    base_url: str = setting("Địa chỉ dịch vụ bot", default=BASE, account=True, called=True)
    per_minute: int = setting("Số lượt gửi mỗi phút của bot", default=20, account=True)
    max_text: int = setting("Số ký tự tối đa của một phần", default=MOST_TEXT)
    pictures_from: str = setting(
        "Địa chỉ trang của xã, nơi bot lấy ảnh của tin; để trống: không gửi ảnh", default="", called=True
    )
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return what a group takes from a bot: numbered texts; nothing can be looked up."""
        return Capabilities(
            medium=Medium.ZALO,
            max_text=self.max_text,
            lateness=timedelta(hours=3),
            spacing=timedelta(minutes=1) / max(1, self.per_minute),
            concurrency=1,
        )

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Lead a person from a bot to a group it may write into."""
        return guide.next_step(answers)

    def check(self) -> Sequence[str]:
        """Return what keeps the bot from sending; asks the bot about itself."""
        wrong = list(self._setting_problems())
        if wrong:
            return wrong
        try:
            guide.require_groups(self._api.call("getMe", {}))
        except (NotAuthorized, ChannelUnavailable, ContentRejected) as error:
            return [error.sentence]
        return []

    def render(self, content: Content) -> Rendition:
        """Return the numbered parts, and the first picture when the site can show it."""
        parts = numbered(plain_text(content), content=content, limit=self.max_text, most=MOST_PARTS)
        pictures = content.images[:1] if self.pictures_from else ()
        return Rendition(
            medium=Medium.ZALO,
            title=content.title,
            parts=parts,
            signature=SIGNATURE,
            files=pictures,
            notes=tuple(self._notes(content, len(parts))),
        )

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Send the parts in order; a part that may have left is never sent again."""
        texts = as_sent(rendition, key)
        picture = self._picture(rendition)
        ids = [
            self._part(f"part-{at}", text, picture if at == 1 else "", progress)
            for at, text in enumerate(texts, 1)
        ]
        return Receipt(external_id=ids[0], details={"chat_id": self.chat_id, "messages": " ".join(ids)})

    def _part(self, name: str, text: str, picture: str, progress: Progress) -> str:
        known = progress.of(name)
        if known and known.receipt:
            return known.receipt.external_id
        if known:
            raise OutcomeUnknown(DOUBTED, code="begun")
        progress.begin(name)
        try:
            number = self._sent(text, picture)
        except OutcomeUnknown:
            raise
        except (ChannelUnavailable, NotAuthorized, ContentRejected):
            progress.forget(name)  # refused for certain: nothing of it is in the group
            raise
        progress.finish(name, Receipt(external_id=number))
        return number

    def _sent(self, text: str, picture: str) -> str:
        words = {"photo": picture, "caption": text} if picture else {"text": text}
        method = "sendPhoto" if picture else "sendMessage"
        result = self._api.call(method, {"chat_id": self.chat_id, **words}, creates=True)
        number = str(result.get("message_id") or "")
        if not number:
            raise OutcomeUnknown("Bot Zalo báo thành công nhưng không cho mã tin nhắn.", code="no-id")
        return number

    def _picture(self, rendition: Rendition) -> str:
        """Return the picture's public address once the site shows it; ChannelUnavailable before."""
        if not (rendition.files and self.pictures_from):
            return ""
        file = rendition.files[0]
        if file.media_type not in SHOWN:
            return ""
        address = f"{self.pictures_from.rstrip('/')}/{public_path(file)}"
        if call("HEAD", address).status != 200:
            raise ChannelUnavailable("Trang của xã chưa hiện ảnh của tin; sẽ gửi lại.", code="picture")
        return address

    def _setting_problems(self) -> Iterator[str]:
        for url in filter(None, (self.base_url, self.pictures_from)):
            if problem := base_problem(url):
                yield problem
        if not TOKEN.fullmatch(self.token):
            yield "Mã của bot phải có dạng số:chữ, như Zalo đã cấp."
        if not self.chat_id.strip():
            yield "Chưa có mã nhóm (chat_id): chạy `publisher channel connect zalo_bot`."
        if not 200 <= self.max_text <= MOST_TEXT:
            yield "Số ký tự mỗi phần (max_text) phải từ 200 đến 2.000."

    def _notes(self, content: Content, parts: int) -> Iterator[str]:
        if parts > 1:
            yield f"Tin được gửi thành {parts} phần có đánh số."
        if content.images and not self.pictures_from:
            yield "Bot Zalo không gửi ảnh của tin: chưa đặt pictures_from (địa chỉ trang của xã)."
        elif len(content.images) > 1:
            yield f"Nhóm Zalo nhận một ảnh: gửi ảnh đầu, bỏ {len(content.images) - 1} ảnh sau."
        yield from left_out(content.attachments, "Bot Zalo")

    @property
    def _api(self) -> BotApi:
        return BotApi(token=self.token, url=self.base_url)
