"""One sending to a group: parts in order, each with its intent before and its receipt after the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.base import (
    ChannelUnavailable,
    FileStore,
    OutcomeUnknown,
    Progress,
    Receipt,
    Rendition,
    StoredFile,
)
from channels.http import Answer
from channels.wording import as_sent
from channels.zalo.account import GROUP_MESSAGE, UPLOAD_FILE, UPLOAD_IMAGE, OfficialAccount
from channels.zalo.conversation import file_there, parts_there
from channels.zalo.documents import content_of, name_of
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
        texts = [self._settled(at) for at in range(len(self.rendition.parts))]
        files = [each for each in self.rendition.files if not each.is_picture]
        return [*texts, *(self._document(each, at) for at, each in enumerate(files, 1))]

    def _document(self, file: StoredFile, at: int) -> Receipt:
        """Bring a document there; it carries the reference in its name, by which it is looked for."""
        part, name = f"file-{at}", name_of(file, at, self.key)
        known = self.progress.of(part)
        if known and known.receipt:
            return known.receipt
        there = None
        if known:
            there = file_there(self.account, self.group_id, name=name, since=known.begun_at)
        receipt = Receipt(external_id=there) if there else self._handed_in(file, name, part)
        self.progress.finish(part, receipt)
        return receipt

    def _handed_in(self, file: StoredFile, name: str, part: str) -> Receipt:
        self._require_calls()
        content = content_of(file, self.files)
        answer = self.account.upload(UPLOAD_FILE, name=name, content=content, media_type=file.media_type)
        token = _given(answer).get("token")
        if not token:
            raise ChannelUnavailable("Zalo nhận tệp nhưng không cho mã tệp.", code="no-attachment")
        self.progress.begin(part)
        answer = self._posted({"attachment": {"type": "file", "payload": {"token": str(token)}}})
        self._note(answer)
        return Receipt(external_id=message_id(answer))

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
        self._require_calls()
        message = self._message(at)
        self.progress.begin(name)
        try:
            answer = self._posted(message)
        except ChannelUnavailable as refused:
            if refused.code != str(EXPIRED_ATTACHMENT) or "attachment" not in message:
                raise
            answer = self._posted(self._message(at))
        self._note(answer)
        return Receipt(external_id=message_id(answer))

    def _require_calls(self) -> None:
        if self.spent:
            raise ChannelUnavailable(
                "Đã dùng hết số lần gọi Zalo trong phút này.", retry_after=RATE_WINDOW, hold=True, code="-32"
            )

    def _note(self, answer: Answer) -> None:
        self.spent = answer.headers.get(REMAINING, "").strip() == "0"

    def _message(self, at: int) -> dict[str, Any]:
        """Return the words of a part; the first carries the picture, uploaded right before (it expires)."""
        words = as_sent(self.rendition, self.key)[at]
        if at or not any(each.is_picture for each in self.rendition.files):
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
