"""A portal of the commune or the province, through one request whose form its makers choose.

Promise: once, reconciled, when the portal has an address to read back; else at most once, a person looks.
The words are sealed; the template only says in which field each of them travels. Every request carries the
public reference, in its body and as `Idempotency-Key`, so that a portal can know a second one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.base import (
    Capabilities,
    ChannelUnavailable,
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
from channels.text import base_reference
from channels.webhook import guide
from channels.webhook.answers import Expected
from channels.webhook.body import sealed, values_of
from channels.webhook.checks import problems
from channels.webhook.presets import PRESETS
from channels.webhook.proofs import PROOFS
from channels.webhook.requests import Portal


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A portal that takes a message as one JSON document or one form."""

    url: str = setting("Địa chỉ nhận tin của cổng (https://…)", called=True, identity=True)
    method: str = setting("Cách gọi", default="POST", choices=("POST", "PUT"))
    preset: str = setting("Mẫu có sẵn", default="json", choices=tuple(PRESETS))
    template: str = setting("Mẫu riêng thay mẫu có sẵn: JSON, hoặc mỗi dòng tên=giá trị", default="")
    expected: tuple[str, ...] = setting("Mã HTTP khi nhận tin", default=("200", "201", "202"))
    success: str = setting("Điều kiện trong câu trả lời, ví dụ status=success", default="")
    id_path: str = setting("Chỗ có mã bài trong câu trả lời, ví dụ data.id", default="")
    url_path: str = setting("Chỗ có địa chỉ bài trong câu trả lời, ví dụ data.url", default="")
    page_url: str = setting("Mẫu địa chỉ bài khi câu trả lời không có", default="")
    read_back: str = setting("Mẫu địa chỉ tra lại một tin, có {{ reference }}", default="")
    found_path: str = setting("Chỗ có mã bài khi tra lại, nếu khác lúc đăng, ví dụ data[0].id", default="")
    correct_url: str = setting("Mẫu địa chỉ sửa bài, có {{ id }}; để trống: cổng không cho sửa", default="")
    retract_url: str = setting("Mẫu địa chỉ gỡ bài, có {{ id }}; để trống: cổng không cho gỡ", default="")
    retract_method: str = setting("Cách gọi để gỡ bài", default="DELETE", choices=("DELETE", "POST"))
    token: str = setting("Mã truy cập gửi kèm (nếu cổng đòi)", default="", secret=True, account=True)
    token_header: str = setting("Tên tiêu đề của mã truy cập", default="Authorization")
    proof: str = setting("Cách ký", default="none", choices=tuple(PROOFS))
    key: str = setting("Mã khóa của cách ký (NukeViet: apikey)", default="", account=True)
    secret: str = setting("Khóa bí mật để ký", default="", secret=True, account=True)
    lookups: tuple[float, ...] = setting("Giây chờ giữa các lần tra lại", default=(5.0, 30.0, 120.0, 300.0))
    timeout: float = setting("Giây chờ cổng trả lời", default=30.0)
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return what the portal can do, as far as its settings say."""
        looks = self.lookups if self.read_back else ()
        return Capabilities(
            medium=Medium.WEBSITE,
            disturbs=False,
            lateness=timedelta(days=7),
            lookups=tuple(timedelta(seconds=each) for each in looks),
            concurrency=2,
            edits=bool(self.correct_url),
            deletes=bool(self.retract_url),
        )

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Lead a person from the portal's address to a connected channel."""
        return guide.next_step(answers)

    def check(self) -> Sequence[str]:
        """Return what is wrong with address, templates, signing; asks the read-back address once."""
        return problems(self, self._portal)

    def render(self, content: Content) -> Rendition:
        """Return the words that the template will put into their fields."""
        return sealed(content)

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Make the one request."""
        values = values_of(rendition, key=key, facts=facts, files=self.supplies.files)
        return self._portal.publish(values)

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Ask the read-back address; raises ChannelUnavailable when there is none."""
        if not self.read_back:
            raise ChannelUnavailable(
                "Cổng này không có địa chỉ tra lại: cần người mở cổng xem.", code="blind"
            )
        return self._portal.look(base_reference(key))

    def correct(self, receipt: Receipt, rendition: Rendition, *, key: str, facts: Facts) -> Receipt:
        """Send the whole message again to the address for changes."""
        values = values_of(rendition, key=key, facts=facts, files=self.supplies.files)
        return self._portal.change(receipt, values)

    def retract(self, receipt: Receipt) -> None:
        """Call the address for removals; already gone counts as done."""
        self._portal.remove(receipt)

    @property
    def _portal(self) -> Portal:
        own = PRESETS[self.preset]
        return Portal(
            url=self.url,
            method=self.method,
            template=self.template or own.template,
            proof=PROOFS[self.proof](self.key, self.secret),
            headers=self._headers(),
            expected=Expected(
                statuses=tuple(int(each) for each in self.expected if each.isdigit()),
                success=self.success or own.success,
                codes=own.codes,
            ),
            id_path=self.id_path,
            url_path=self.url_path,
            page_url=self.page_url,
            read_back=self.read_back,
            found_path=self.found_path,
            correct_url=self.correct_url,
            retract_url=self.retract_url,
            retract_method=self.retract_method,
            timeout=self.timeout,
        )

    def _headers(self) -> dict[str, str]:
        if not self.token:
            return {}
        bearer = self.token_header.lower() == "authorization"
        return {self.token_header: f"Bearer {self.token}" if bearer else self.token}
