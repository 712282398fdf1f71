"""The adapter of a fanpage.

Promise: once, reconciled. Facebook takes no key that would make a second request harmless, so every text
ends with its public reference; after a doubt the page's posts are read back for exactly that reference
before anything is sent again.

Without photos the address of the full text is shown as a link preview; with photos Facebook shows none, so it
stands in a line of its own above the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from channels import http
from channels.base import (
    Capabilities,
    ChannelError,
    ChannelUnavailable,
    Content,
    Facts,
    Medium,
    OutcomeUnknown,
    Progress,
    Reach,
    Receipt,
    Rendition,
    StoredFile,
    Supplies,
    TokenVault,
)
from channels.facebook import afterwards, guide, usage, videos, wording
from channels.facebook.checks import problems, token_end
from channels.facebook.graph import Graph, Refused, Reply
from channels.facebook.photos import photo
from channels.facebook.readback import search
from channels.facebook.videos import Upload
from channels.guiding import Step
from channels.kinds_of_files import is_video
from channels.settings import setting, supplied

ASKED = "id,permalink_url"


@dataclass(frozen=True, kw_only=True)
class FacebookPage:
    """A Facebook Page reached with a Page access token (Graph API, `pages_manage_posts`)."""

    page_id: str = setting("Mã số của trang (dãy số)", identity=True)
    token: str = setting("Mã truy cập của trang (Page access token)", secret=True, account=True)
    app_id: str = setting("Mã ứng dụng, để xem hạn của mã truy cập", default="", account=True)
    app_secret: str = setting("Khóa bí mật của ứng dụng", default="", secret=True, account=True)
    version: str = setting("Phiên bản Graph", default="v26.0")
    base_url: str = setting("Địa chỉ Graph", default="https://graph.facebook.com", called=True)
    lookups: tuple[float, ...] = setting(
        "Giây đến mỗi lần tìm lại bài sau khi mất câu trả lời", default=(5.0, 30.0, 120.0, 300.0)
    )
    timeout: float = setting("Giây chờ Facebook trả lời", default=http.READ_SECONDS)
    supplies: Supplies = supplied()
    SECRET_ANSWERS: ClassVar = frozenset({"user_token"})  # of the guide, beside secret settings

    @property
    def capabilities(self) -> Capabilities:
        """Return the limits of a post: 63,206 characters, ten photos."""
        return Capabilities(
            medium=Medium.FACEBOOK,
            max_text=wording.MAX_TEXT,
            lateness=timedelta(hours=12),
            lookups=tuple(timedelta(seconds=each) for each in self.lookups),
            concurrency=2,
        )

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Lead a person from an app at Facebook to a connected page."""
        return guide.next_step(answers)

    def check(self) -> Sequence[str]:
        """Return what hinders publishing: settings, page, token, days left."""
        return problems(self, self._graph)

    def token_ends_at(self) -> datetime | None:
        """Ask when the access to the page ends; None when it does not, or no app may ask."""
        return token_end(self, self._graph)

    def render(self, content: Content) -> Rendition:
        """Return the text and photos of the post."""
        return wording.render(content)

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Publish the post: text with link, one photo with text, or several uploads in one post.

        Uploads of several photos are parts `photo-1`, `photo-2`, …: nobody sees them before the post, so
        one begun and not finished is simply uploaded again.
        """
        usage.let_rest(self._account)
        message = wording.message(rendition, key=key, facts=facts)
        if rendition.files and is_video(rendition.files[0]):
            upload = Upload(call=self._call, page_id=self.page_id, files=self.supplies.files)
            return upload.publish(rendition.files[0], message)
        if len(rendition.files) == 1:
            return self._publish_photo(rendition.files[0], message)
        if rendition.files:
            photos = [
                self._uploaded(image, f"photo-{at}", progress) for at, image in enumerate(rendition.files, 1)
            ]
            return self._publish(message=message, attached_media=[{"media_fbid": each} for each in photos])
        link = wording.preview_link(rendition, facts)
        return self._publish(message=message, **({"link": link} if link else {}))

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Look among the page's newest posts, or videos, for one that carries exactly this reference."""
        of_video = rendition.files and is_video(rendition.files[0])
        look = videos.search if of_video else search
        return look(self._call, page_id=self.page_id, key=key, since=since)

    def retract(self, receipt: Receipt) -> None:
        """Delete the post; gone already counts as done when the page itself still answers us."""
        try:
            self._graph.call(lambda api: api.delete_object(receipt.external_id))
        except Refused as refused:
            if not refused.refusal.is_missing:
                raise refused.error from None
            self._call(lambda api: api.get_object(self.page_id, fields="id"))

    def correct(self, receipt: Receipt, rendition: Rendition, *, key: str, facts: Facts) -> Receipt:
        """Replace the post's text; photos and link preview cannot be changed and stay."""
        field = "description" if afterwards.is_video(receipt) else "message"
        words = {field: wording.message(rendition, key=key, facts=facts)}
        self._call(lambda api: api.request(f"{api.version}/{receipt.external_id}", post_args=words))
        return receipt

    def hidden_because(self, receipt: Receipt) -> str | None:
        """Ask once whether the public sees the post: an app in development mode hides it."""
        return afterwards.hidden_because(self._ask, receipt)

    def reach(self, receipt: Receipt) -> Reach:
        """Ask for the figures alive today, each alone; not while calls run short."""
        usage.let_rest(self._account, share=usage.SPARING)
        return afterwards.reach(self._ask, receipt)

    def _publish(self, **fields: Any) -> Receipt:
        reply = self._call(
            lambda api: api.put_object(self.page_id, "feed", published=True, fields=ASKED, **fields),
            creates=True,
        )
        return _receipt(reply, "id")

    def _publish_photo(self, image: StoredFile, message: str) -> Receipt:
        reply = self._upload(image, creates=True, caption=message, published=True)
        receipt = _receipt(reply, "post_id")
        try:  # a photo's answer tells no address
            seen = self._call(lambda api: api.get_object(receipt.external_id, fields=ASKED))
        except ChannelError:
            return receipt
        return _receipt(seen, "id")

    def _uploaded(self, image: StoredFile, part: str, progress: Progress) -> str:
        known = progress.of(part)
        if known and known.receipt:
            return known.receipt.external_id
        progress.begin(part)
        reply = self._upload(image, creates=False, published=False)
        photo_id = str(reply.document.get("id") or "")
        if not photo_id:
            raise ChannelUnavailable("Facebook nhận ảnh mà không cho mã ảnh; sẽ tải lại.", code="no-id")
        progress.finish(part, Receipt(external_id=photo_id))
        usage.let_rest(self._account)
        return photo_id

    def _upload(self, image: StoredFile, *, creates: bool, **fields: Any) -> Reply:
        fields |= {"alt_text_custom": image.alt} if image.alt else {}
        with photo(self.supplies.files, image) as source:
            return self._call(
                lambda api: api.put_photo(source, album_path=f"{self.page_id}/photos", **fields),
                creates=creates,
            )

    def _call(self, use: Any, *, creates: bool = False) -> Reply:
        try:
            return self._ask(use, creates=creates)
        except Refused as refused:
            raise refused.error from None

    def _ask(self, use: Any, *, creates: bool = False) -> Reply:
        """Make a call whose refusal the caller reads itself."""
        reply = self._graph.call(use, creates=creates)
        usage.note(self._account, reply.usage)
        return reply

    @property
    def _account(self) -> str:
        return f"{self.base_url} {self.page_id}"

    @property
    def _graph(self) -> Graph:
        return Graph(
            base_url=self.base_url,
            version=self.version,
            token=self.token,
            app_secret=self.app_secret,
            timeout=self.timeout,
        )


def _receipt(reply: Reply, name: str) -> Receipt:
    """Read the new post's id; an answer without one leaves the outcome open."""
    post_id = str(reply.document.get(name) or "")
    if not post_id:
        raise OutcomeUnknown(
            "Facebook trả lời mà không cho mã bài; chưa biết bài đã lên hay chưa.", code="no-id"
        )
    url = str(reply.document.get("permalink_url") or f"https://www.facebook.com/{post_id}")
    return Receipt(external_id=post_id, url=url)
