"""One sending to a group: parts in order, each with its intent before and its receipt after the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.base import ChannelUnavailable, FileStore, OutcomeUnknown, Progress, Receipt, Rendition
from channels.http import Answer
from channels.text import signed
from channels.zalo.account import GROUP_MESSAGE, UPLOAD_IMAGE, OfficialAccount
from channels.zalo.conversation import parts_there
from channels.zalo.errors import EXPIRED_ATTACHMENT, RATE_WINDOW
from channels.zalo.picture import fitted

REMAINING = "X-RateLimit-Remain"


@dataclass
class Sending:
    """The parts of one rendition on their way to a group; `spent`: the account may not call again now."""

    account: OfficialAccount
    files: FileStore
    group_id: str
    rendition: Rendition
    key: str
    progress: Progress
    spent: bool = False

    def receipts(self) -> list[Receipt]:
        """Bring every part there and return their receipts; parts that are there already are not sent."""
        return [self._settled(at) for at in range(len(self.rendition.parts))]

    def _settled(self, at: int) -> Receipt:
        name = f"part-{at + 1}"
        known = self.progress.of(name)
        if known and known.receipt:
            return known.receipt
        there = None
        if known:
            part = self.rendition.parts[at]
            there = parts_there(
                self.account, self.group_id, parts=[part], key=self.key, since=known.begun_at
            ).get(0)
        receipt = Receipt(external_id=there) if there else self._sent(at, name)
        self.progress.finish(name, receipt)
        return receipt

    def _sent(self, at: int, name: str) -> Receipt:
        if self.spent:
            raise ChannelUnavailable(
                "Đã dùng hết số lần gọi Zalo trong phút này.", retry_after=RATE_WINDOW, hold=True, code="-32"
            )
        message = self._message(at)
        self.progress.begin(name)
        try:
            answer = self._posted(message)
        except ChannelUnavailable as refused:
            if refused.code != str(EXPIRED_ATTACHMENT) or "attachment" not in message:
                raise
            answer = self._posted(self._message(at))
        self.spent = answer.headers.get(REMAINING, "").strip() == "0"
        return Receipt(external_id=message_id(answer))

    def _message(self, at: int) -> dict[str, Any]:
        """Return the words of a part; the first carries the picture, uploaded right before (it expires)."""
        words = signed(self.rendition.parts[at], signature=self.rendition.signature, reference=self.key)
        if at or not self.rendition.files:
            return {"text": words}
        element = {"media_type": "image", "attachment_id": self._uploaded()}
        template = {"template_type": "media", "elements": [element]}
        return {"text": words, "attachment": {"type": "template", "payload": template}}

    def _uploaded(self) -> str:
        content, media_type = fitted(self.rendition.files[0], self.files)
        name = "anh.png" if media_type == "image/png" else "anh.jpg"
        answer = self.account.upload(UPLOAD_IMAGE, name=name, content=content, media_type=media_type)
        attachment = _given(answer).get("attachment_id")
        if not attachment:
            raise ChannelUnavailable("Zalo nhận ảnh nhưng không cho mã ảnh.", code="no-attachment")
        return str(attachment)

    def _posted(self, message: Mapping[str, Any]) -> Answer:
        return self.account.post(
            GROUP_MESSAGE, {"recipient": {"group_id": self.group_id}, "message": message}
        )


def message_id(answer: Answer) -> str:
    """Return the id the group gave; OutcomeUnknown when it says success without one."""
    given = _given(answer).get("message_id")
    if not given:
        raise OutcomeUnknown("Zalo báo thành công nhưng không cho mã tin nhắn.", code="no-id")
    return str(given)


def _given(answer: Answer) -> Mapping[str, Any]:
    given = answer.data.get("data")
    return given if isinstance(given, dict) else {}
