"""The built-in site: a folder of plain pages that any web server can serve.

Promise: once, proven. A page has one address made from its code; whatever was interrupted is finished, not
repeated, by sending again, and `find` reads the page itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
from channels.settings import setting, supplied
from channels.website.checks import theme_problems

if TYPE_CHECKING:
    from channels.website.folder import Folder
    from channels.website.site import Site


@dataclass(frozen=True, kw_only=True)
class Website:
    """The commune's site, or its section for Resolution 57, built into a folder."""

    base_url: str = setting("Địa chỉ công khai của trang, ví dụ https://phutrung.example/", identity=True)
    folder: str = setting("Thư mục chứa trang; để trống: thư mục riêng của hệ thống", default="")
    title: str = setting("Tên trang; {commune} là tên xã", default="Trang thông tin điện tử {commune}")
    theme: str = setting("Thư mục giao diện riêng (mẫu thay mẫu có sẵn cùng tên)", default="")
    sftp: str = setting(
        "Máy chủ nhận bản sao của trang, ví dụ sftp://trang@phutrung.example/var/www/html",
        default="",
        called=True,
    )
    sftp_password: str = setting("Mật khẩu SFTP", default="", secret=True)
    sftp_key: str = setting("Tệp khóa riêng SFTP, thay mật khẩu", default="")
    sftp_fingerprint: str = setting("Dấu vân tay khóa máy chủ (SHA256:…)", default="")
    lookups: tuple[float, ...] = setting("Giây chờ giữa các lần tìm lại", default=(0.0, 60.0, 600.0))
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return the abilities of the site: pages of any length, shared by a message's occurrences."""
        return Capabilities(
            medium=Medium.WEBSITE,
            disturbs=False,
            lateness=timedelta(days=7),
            lookups=tuple(timedelta(seconds=each) for each in self.lookups),
            concurrency=1,
        )

    @property
    def root(self) -> Path:
        """Return the folder a web server should serve."""
        return Path(self.folder).expanduser() if self.folder else self.supplies.folder / "website"

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Lead a person from an address to a site, here or on another machine."""
        from channels.website import guide

        return guide.next_step(answers)

    def check(self) -> Sequence[str]:
        """Return what is wrong with the address, the title or the folder; publish nothing."""
        problems = [self._address_problem(), self._title_problem(), self._folder_problem()]
        from channels.remote import remote_problems

        return [*filter(None, problems), *theme_problems(self.theme), *remote_problems(self)]

    def render(self, content: Content) -> Rendition:
        """Return the whole body of the message's page as clean HTML."""
        from channels.website.fragment import sealed

        return sealed(content)

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Put the page up and list it; the occurrences of a message share one page.

        Raises ChannelUnavailable when the folder can't be written, OutcomeUnknown when the page is up and its
        lists are not, ContentRejected when a sealed file is gone or was altered.
        """
        return self._site().publish(rendition, key=key, facts=facts)

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Return the receipt when the page stands with exactly these words."""
        return self._site().find(rendition, key=key)

    def retract(self, receipt: Receipt) -> None:
        """Put the notice of withdrawal in the page's place and take the message out of every list."""
        self._site().retract(receipt)

    def correct(self, receipt: Receipt, rendition: Rendition, *, key: str, facts: Facts) -> Receipt:
        """Let the page say the correction, at the same address, under its notice."""
        return self._site().correct(receipt, rendition, key=key, facts=facts)

    def rebuild(self, report: Callable[[float], None] = lambda share: None) -> None:
        """Draw the whole site anew from its index, after a new title or address; `report` takes 0 to 1."""
        self._site().rebuild(report)

    def _site(self) -> Site:
        from channels.website.site import Site

        return Site(
            folder=self._place(),
            address=self.base_url.rstrip("/") + "/",
            title=self.title,
            files=self.supplies.files,
            theme=self.theme,
        )

    def _place(self) -> Folder:
        from channels.website.folder import Folder

        if not self.sftp:
            return Folder(self.root)
        from channels.remote import remote_of
        from channels.website.mirror import Mirrored

        return Mirrored(self.root, remote_of(self))

    def _address_problem(self) -> str | None:
        from channels.http import base_problem

        parts = urlsplit(self.base_url)
        if parts.query or parts.fragment or parts.username:
            return "Địa chỉ công khai (base_url) không được có “?”, “#” hay tên đăng nhập: chỉ ghi https://tên-miền/…"
        return base_problem(self.base_url)

    def _title_problem(self) -> str | None:
        return None if self.title.strip() else "Tên trang (title) đang để trống: hãy đặt tên."

    def _folder_problem(self) -> str | None:
        trial = self.root / ".thu-ghi"
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            trial.write_bytes(b"")
            trial.unlink()
        except OSError as failure:
            return (
                f"Không ghi được vào thư mục {self.root} ({failure.strerror}): "
                "hãy cấp quyền ghi hoặc đổi thư mục (folder)."
            )
        return None
