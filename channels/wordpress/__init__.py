"""A WordPress site of the commune, through its REST API and an application password.

Promise: once, reconciled. A post's slug is made from its code; the site is asked for it before every create
and after every doubt. WordPress refuses no second post of the same slug (it becomes `slug-2`), so the slug
that comes back is compared, and a second post is taken down again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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
from channels.wordpress import posts
from channels.wordpress.body import Media, sealed, slug_of, whole
from channels.wordpress.checks import hidden_because, problems
from channels.wordpress.guide import next_step
from channels.wordpress.media import MEGABYTE, Library, standing
from channels.wordpress.rest import Rest
from channels.wordpress.terms import category_ids, tag_ids, topics_of


@dataclass(frozen=True, kw_only=True)
class WordPress:
    """A WordPress site, as one of its authors (REST API with an application password)."""

    base_url: str = setting(
        "Địa chỉ trang WordPress, ví dụ https://phutrung.example", account=True, called=True, identity=True
    )
    username: str = setting("Tên đăng nhập của tài khoản đăng bài", account=True)
    password: str = setting("Mật khẩu ứng dụng (không phải mật khẩu đăng nhập)", secret=True, account=True)
    plain_links: bool = setting("Trang không có đường dẫn đẹp (?rest_route=)", default=False, account=True)
    categories: tuple[str, ...] = setting(
        "Chuyên mục của mọi tin (tên ngắn trong địa chỉ, ví dụ thong-bao)", default=(), identity=True
    )
    topics: tuple[str, ...] = setting(
        "Chuyên mục theo loại tin của hệ thống, ví dụ health=y-te, guidance=thong-bao", default=()
    )
    tags: tuple[str, ...] = setting("Thẻ gắn vào mọi tin", default=())
    featured: bool = setting("Ảnh đầu làm ảnh đại diện", default=True)
    max_upload: float = setting("Mức một tệp máy chủ nhận, tính bằng MB", default=2.0)
    lookups: tuple[float, ...] = setting("Giây chờ giữa các lần tìm lại", default=(2.0, 30.0, 120.0, 300.0))
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return what a site takes: pages of any length, shared by a message's occurrences."""
        return Capabilities(
            medium=Medium.WEBSITE,
            disturbs=False,
            lateness=timedelta(days=7),
            lookups=tuple(timedelta(seconds=each) for each in self.lookups),
            concurrency=2,
        )

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Lead a person from the site's address to a connected channel."""
        return next_step(answers)

    def check(self) -> Sequence[str]:
        """Return what hinders publishing: address, password, role, categories; publish nothing."""
        return problems(self, self._rest)

    def render(self, content: Content) -> Rendition:
        """Return the words of the post as HTML that an author's filter leaves as it is."""
        return sealed(content)

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Put the post up unless it is there; media first, each a part of its own."""
        slug = slug_of(key)
        there = posts.there(self._rest, slug)
        if there is None:
            media = self._media(rendition, facts, slug, progress)
            return posts.create(self._rest, slug, self._fields(rendition, facts, media), key=key)
        if there["status"] != "publish":
            there = posts.publish(self._rest, there)
        return posts.receipt(there, key=key)

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Look for the post by its slug; None unless it is there and public."""
        there = posts.there(self._rest, slug_of(key))
        return posts.receipt(there, key=key) if there and there["status"] == "publish" else None

    def retract(self, receipt: Receipt) -> None:
        """Move the post to the site's trash and remove its media; already gone counts as done."""
        posts.remove(self._rest, receipt)

    def correct(self, receipt: Receipt, rendition: Rendition, *, key: str, facts: Facts) -> Receipt:
        """Let the post say the rendition under its notice, at the same address, with the media it has."""
        media = standing(self._rest, slug_of(key))
        return posts.change(self._rest, receipt, self._fields(rendition, facts, media))

    def hidden_because(self, receipt: Receipt) -> str | None:
        """Read the post's address as anybody does, once."""
        return hidden_because(receipt)

    def _media(self, rendition: Rendition, facts: Facts, slug: str, progress: Progress) -> Media:
        library = Library(
            rest=self._rest,
            files=self.supplies.files,
            slug=slug,
            most=int(self.max_upload * MEGABYTE),
            progress=progress,
        )
        sounds = (
            [each for each in facts.spoken.files if each.media_type == "audio/mpeg"] if facts.spoken else []
        )
        return Media(
            pictures=library.pictures([each for each in rendition.files if each.is_picture]),
            documents=library.documents([each for each in rendition.files if not each.is_picture]),
            sounds=tuple(library.sound(each) for each in sounds[:1]),
        )

    def _fields(self, rendition: Rendition, facts: Facts, media: Media) -> dict[str, Any]:
        own = topics_of(self.topics).get(rendition.details.get("topic", ""))
        slugs = tuple(dict.fromkeys([*([own] if own else []), *self.categories]))
        return {
            "title": rendition.title,
            "content": whole(rendition, facts, media, featured=self.featured),
            "excerpt": rendition.details.get("summary", ""),
            "status": "publish",
            "categories": category_ids(self._rest, slugs),
            "tags": tag_ids(self._rest, self.tags),
            "featured_media": int(media.pictures[0].id) if self.featured and media.pictures else 0,
        }

    @property
    def _rest(self) -> Rest:
        return Rest(
            base_url=self.base_url, username=self.username, password=self.password, plain=self.plain_links
        )
