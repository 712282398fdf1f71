"""A prepared package for a person: ordinary Zalo groups, portals without an API.

Promise: at most once, a person looks. The package is made once whatever is repeated; a receipt means only
“handed over”: the person sends it and confirms, or says why not. Nothing is called over the network.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from channels.base import (
    Capabilities,
    Content,
    ContentRejected,
    Facts,
    Medium,
    Progress,
    Receipt,
    Rendition,
    Supplies,
    TokenVault,
)
from channels.guiding import Step
from channels.handover import guide
from channels.handover.package import Package, is_whole, write
from channels.markdown import summary, to_html
from channels.settings import setting, supplied
from channels.text import SIGNATURE, nfc
from channels.wording import numbered, plain_text

MOST_PARTS = 20
MOST_IMAGES = 10
LEAST_TEXT = 200
DISTURBING = frozenset({Medium.ZALO, Medium.FACEBOOK})


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """A group or page to which a person sends prepared words and pictures."""

    destination: str = setting("Tên nhóm hoặc trang nhận tin", identity=True)
    medium: str = setting(
        "Phương tiện",
        default=Medium.ZALO.value,
        choices=(Medium.ZALO.value, Medium.FACEBOOK.value, Medium.WEBSITE.value),
    )
    invitation: str = setting("Liên kết mở nhóm hoặc trang (https://…)", default="")
    person: str = setting("Người được giao gửi", default="")
    max_text: int = setting("Số ký tự tối đa của một phần", default=2000)
    folder: str = setting("Thư mục các gói (để trống: trong thư mục dữ liệu)", default="")
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return what a person can send: numbered texts and pictures, after which someone confirms."""
        return Capabilities(
            medium=Medium(self.medium),
            max_text=None if self.medium == Medium.WEBSITE.value else self.max_text,
            needs_person=True,
            disturbs=Medium(self.medium) in DISTURBING,
        )

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Ask where to, what it is, how to open it, and who sends."""
        return guide.next_step(answers)

    def check(self) -> Sequence[str]:
        """Return what is missing in the settings; a person's readiness cannot be checked."""
        return tuple(_problems(self))

    def render(self, content: Content) -> Rendition:
        """Return the numbered parts, each within the limit together with its declared line.

        Raises ContentRejected when there are no words or too many parts.
        """
        if self.medium == Medium.WEBSITE.value:
            return self._for_a_portal(content)
        parts = numbered(plain_text(content), content=content, limit=self.max_text, most=MOST_PARTS)
        return Rendition(
            medium=Medium(self.medium),
            title=content.title,
            parts=parts,
            signature=SIGNATURE,
            files=(*content.images[:MOST_IMAGES], *content.attachments),
            notes=tuple(_notes(content, len(parts))),
        )

    def _for_a_portal(self, content: Content) -> Rendition:
        """Return what a portal's form asks for: title, summary, the whole body as text and as HTML."""
        if not content.title.strip() or not content.body.strip():
            raise ContentRejected("Tin cho trang thông tin điện tử phải có tiêu đề và nội dung: hãy bổ sung.")
        return Rendition(
            medium=Medium.WEBSITE,
            title=nfc(content.title),
            parts=(plain_text(content),),
            signature=SIGNATURE,
            files=(*content.images[:MOST_IMAGES], *content.attachments),
            details={
                "summary": nfc(summary(content.body)),
                "html": nfc(to_html(content.body)),
                "section": nfc(content.topic_name),
            },
            notes=tuple(_notes(content, 1)),
        )

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Write the package folder, unless it is there already, and return its path as the address."""
        package = Package(
            rendition=rendition,
            key=key,
            destination=self.destination,
            invitation=self.invitation,
            person=self.person,
            prepared_at=facts.published_at,
            link=facts.link,
        )
        folder = self._folder(key)
        write(package, folder, self.supplies.files)
        return _receipt(key, folder)

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Look for the whole package of exactly this rendition; it says nothing of the person's sending."""
        folder = self._folder(key)
        return _receipt(key, folder) if is_whole(folder, rendition, key=key) else None

    def _folder(self, key: str) -> Path:
        """Return the package's folder: one for each destination, in it one for each key."""
        place = f"{self.medium}\n{self.destination}\n{self.invitation}"
        mark = hashlib.sha256(place.encode()).hexdigest()[:8]
        root = Path(self.folder).expanduser() if self.folder else self.supplies.folder / "handover"
        return root.absolute() / f"{_plain(self.destination)}-{mark}" / _plain(key)


def _receipt(key: str, folder: Path) -> Receipt:
    return Receipt(external_id=key, url=str(folder))


def _plain(name: str) -> str:
    """Return a name as safe part of a path: letters, digits, `-` and `_`, at most 60 of them."""
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:60] or "_"


def _problems(channel: HandOver) -> Iterator[str]:
    if not channel.destination.strip():
        yield "Chưa ghi tên nhóm hoặc trang nhận tin: quản trị viên ghi trong mục Kênh."
    if channel.invitation and not guide.opens(channel.invitation):
        yield guide.WRONG_LINK
    if channel.max_text < LEAST_TEXT:
        yield f"Số ký tự mỗi phần (max_text) phải từ {LEAST_TEXT} trở lên."


def _notes(content: Content, parts: int) -> Iterator[str]:
    if parts > 1:
        yield f"Tin được chia thành {parts} phần có đánh số."
    if len(content.images) > MOST_IMAGES:
        yield f"Chỉ kèm {MOST_IMAGES} ảnh đầu."
