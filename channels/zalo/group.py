"""Messages of an Official Account to one of its groups (GMF).

Promise: once, reconciled. Each part is sent with the public reference at its end; after a doubt the group's
conversation is read back, and only a part that is not there is sent.

The picture goes with the first part, whose words are its caption (limit 2,000 as for text): one notification
on people's phones, one message to pay for, and the reference stands beside the picture. Groups cannot take a
message back, so there is no `retract`; a correction follows as a message of its own.
Source: docs.zaloplatforms.com, Official Account group messages, as read on 2026-09-16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from channels.base import (
    Capabilities,
    Content,
    Facts,
    Medium,
    Progress,
    Receipt,
    Rendition,
    Supplies,
    TokenVault,
)
from channels.guiding import Step
from channels.kinds_of_files import left_out
from channels.settings import setting, supplied
from channels.text import SIGNATURE
from channels.wording import numbered, plain_text
from channels.zalo import guide
from channels.zalo.account import OfficialAccount
from channels.zalo.conversation import file_there, parts_there
from channels.zalo.documents import documents_of, name_of
from channels.zalo.oauth import Authority
from channels.zalo.readiness import live_problems, setting_problems
from channels.zalo.sending import Sending

MOST_PARTS = 20
LATENESS = timedelta(hours=3)
_MENTION = re.compile(r"\[@[^\[\]\n]*\]")  # Zalo makes of it a call to a member, or to everyone


@dataclass(frozen=True, kw_only=True)
class ZaloGroup:
    """A Zalo group owned by the commune's Official Account."""

    group_id: str = setting("Mã nhóm Zalo (group_id)", identity=True)
    max_text: int = setting("Số ký tự tối đa của một phần", default=2000)
    lookups: tuple[float, ...] = setting("Giây chờ giữa các lần tìm lại", default=(5.0, 30.0, 120.0, 300.0))
    oa_url: str = setting(
        "Địa chỉ Zalo Official Account", default="https://openapi.zalo.me", account=True, called=True
    )
    oauth_url: str = setting(
        "Địa chỉ cấp phiên Zalo", default="https://oauth.zaloapp.com", account=True, called=True
    )
    per_minute: int = setting(
        "Số lượt gửi mỗi phút của cả tài khoản (gói Tăng trưởng: 100)", default=100, account=True
    )
    app_id: str = setting("Mã ứng dụng Zalo", default="", account=True)
    app_secret: str = setting("Khóa bí mật của ứng dụng", default="", secret=True, account=True)
    access_token: str = setting("Mã truy cập (access_token)", default="", secret=True, account=True)
    refresh_token: str = setting("Mã gia hạn (refresh_token)", default="", secret=True, account=True)
    appsecret_proof: bool = setting("Ký mỗi lời gọi (appsecret_proof)", default=False, account=True)
    supplies: Supplies = supplied()
    SECRET_ANSWERS: ClassVar = frozenset({"code"})  # of the guide, beside secret settings

    @property
    def capabilities(self) -> Capabilities:
        """Return what a group takes: numbered texts and one picture."""
        return Capabilities(
            medium=Medium.ZALO,
            max_text=self.max_text,
            lateness=LATENESS,
            lookups=tuple(timedelta(seconds=each) for each in self.lookups),
            spacing=timedelta(minutes=1) / max(1, self.per_minute),
            concurrency=1,  # parts of two messages must not mix in one group
        )

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Lead a person from an application at Zalo to the groups of the Official Account."""
        return guide.next_step(answers, vault)

    def token_ends_at(self) -> datetime | None:
        """Return when the account must be connected anew, were nothing renewed until then."""
        return self._account.ends_at()

    def check(self) -> Sequence[str]:
        """Return what keeps the group from receiving; asks the account, the group and its conversation."""
        problems = list(setting_problems(self))
        return problems or list(dict.fromkeys(live_problems(self._account, self.group_id)))

    def render(self, content: Content) -> Rendition:
        """Return the numbered parts, each within the limit together with its declared line.

        Raises ContentRejected when there are no words or more parts than a group should bear.
        """
        words, dropped = _without_mentions(plain_text(content))
        parts = numbered(words, content=content, limit=self.max_text, most=MOST_PARTS)
        return Rendition(
            medium=Medium.ZALO,
            title=content.title,
            parts=parts,
            signature=SIGNATURE,
            files=(*content.images[:1], *documents_of(content)),
            notes=tuple(_notes(content, parts=len(parts), dropped=dropped)),
        )

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Send the parts in order, going on at the first one that is not there."""
        sending = Sending(
            account=self._account,
            files=self.supplies.files,
            group_id=self.group_id,
            rendition=rendition,
            key=key,
            progress=progress,
        )
        return self._receipt([each.external_id for each in sending.receipts()])

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Look in the group's conversation for every part; None unless all are there.

        Raises ChannelUnavailable or NotAuthorized when it cannot be told.
        """
        found = parts_there(self._account, self.group_id, parts=rendition.parts, key=key, since=since)
        if len(found) < len(rendition.parts):
            return None
        files = [each for each in rendition.files if not each.is_picture]
        names = [name_of(each, at, key) for at, each in enumerate(files, 1)]
        sent = [file_there(self._account, self.group_id, name=each, since=since) for each in names]
        ids = [each for each in sent if each]
        return self._receipt([*(found[at] for at in sorted(found)), *ids]) if len(ids) == len(sent) else None

    @property
    def _account(self) -> OfficialAccount:
        return OfficialAccount(
            url=self.oa_url,
            authority=Authority(url=self.oauth_url, app_id=self.app_id, app_secret=self.app_secret),
            given={"access_token": self.access_token, "refresh_token": self.refresh_token},
            vault=self.supplies.vault,
            proved=self.appsecret_proof,
        )

    def _receipt(self, ids: Sequence[str]) -> Receipt:
        """Return one receipt for all parts: the id of the first, and all in order."""
        return Receipt(external_id=ids[0], details={"group_id": self.group_id, "messages": " ".join(ids)})


def _without_mentions(words: str) -> tuple[str, list[str]]:
    """Take `[@…]` out until none is left (taking one out may make another); return what was taken."""
    dropped: list[str] = []
    while found := _MENTION.findall(words):
        dropped += found
        words = _MENTION.sub("", words)
    return words.strip(), dropped


def _notes(content: Content, *, parts: int, dropped: Sequence[str]) -> Iterator[str]:
    if parts > 1:
        yield f"Tin được gửi thành {parts} phần có đánh số."
    if dropped:
        yield f"Đã bỏ {', '.join(f'“{each}”' for each in dropped)}: Zalo sẽ hiểu là nhắc tên thành viên."
    without = [each for each in content.attachments if each not in documents_of(content)]
    yield from left_out(without, "Nhóm Zalo")
    if len(content.images) > 1:
        yield f"Nhóm Zalo nhận một ảnh: gửi ảnh đầu, bỏ {len(content.images) - 1} ảnh sau."
