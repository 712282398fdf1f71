"""Publishing on the site: the steps in their order, each safe to repeat.

A message goes up in five steps: its media, its page, its row in the index (which names the lists that are now
stale), the lists and feeds, and last the note that nothing is stale. Killed after any of them, the next
`publish` of the same message goes on where that one stopped, and whatever is written next on the site draws
the lists it left behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from channels.base import (
    ChannelUnavailable,
    ContentRejected,
    Facts,
    FileStore,
    OutcomeUnknown,
    Receipt,
    Rendition,
)
from channels.text import base_reference, plain_name
from channels.website.folder import PRIVATE, Folder
from channels.website.index import Index
from channels.website.lists import Lists
from channels.website.names import MEDIA, MESSAGES, media_name, message_path, message_slug, text_path
from channels.website.page import Page
from channels.website.shell import Shell

BATCH = 50  # pages drawn anew under one holding of the lock


@dataclass(frozen=True, kw_only=True)
class Site:
    """The site in a folder, seen by one caller; `title` may hold {commune}."""

    folder: Folder
    address: str
    title: str
    files: FileStore
    theme: str = ""

    def publish(self, rendition: Rendition, *, key: str, facts: Facts) -> Receipt:
        """Put a message up once; a page that is already there is left as it is.

        Raises ContentRejected when its page says something else: what went out changes by correction only.
        """
        with self._writing() as index:
            page = self._standing(index, key)
            if page is None:
                page = self._new(index, rendition, key=key, facts=facts)
                self._put_up(index, page)
            elif page.reference == base_reference(key) and page.rendition.digest != rendition.digest:
                raise ContentRejected(
                    f"Mã tin {page.reference} đã có trang với nội dung khác; "
                    "muốn sửa hãy soạn tin đính chính."
                )
            elif not self._is_intact(page):
                self._put_up(index, page)
            self._settle(index)
            self.folder.deliver()
            return self._receipt(page)

    def find(self, rendition: Rendition, *, key: str) -> Receipt | None:
        """Return the receipt when the page stands and says this; lists left stale by a kill are drawn."""
        if not self.folder.has(f"{PRIVATE}/pages.db"):
            return None
        with self._writing() as index:
            page = self._standing(index, key)
            superseded = page is not None and page.reference != base_reference(key)
            if page is None or not self._is_intact(page):
                return None
            if not superseded and page.rendition.digest != rendition.digest:
                return None
            self._settle(index)
            self.folder.deliver()
            return self._receipt(page)

    def correct(self, receipt: Receipt, rendition: Rendition, *, key: str, facts: Facts) -> Receipt:
        """Let a page say the correction, at its address, with the notice."""
        slug = plain_name(receipt.external_id, longest=200)
        with self._writing() as index:
            before = index.page(slug)
            page = Page(
                slug=slug,
                guid=before.guid if before else base_reference(key),
                reference=base_reference(key),
                rendition=rendition,
                published_at=before.published_at if before else facts.published_at,
                changed_at=facts.published_at,
                office=facts.office,
                notice=facts.notice,
                spoken=facts.spoken,
            )
            self._put_up(index, page)
            self._settle(index)
            self.folder.deliver()
            return self._receipt(page)

    def retract(self, receipt: Receipt) -> None:
        """Replace a page by the notice of withdrawal; its words and media leave the site."""
        slug = plain_name(receipt.external_id, longest=200)
        if not self.folder.has(message_path(slug)):
            return
        with self._writing() as index:
            self.folder.write(message_path(slug), self._shell(index).withdrawal(slug))
            self.folder.remove(text_path(slug))
            if index.known(slug):
                index.withdraw(slug)
            self._settle(index)
            self.folder.deliver()

    def rebuild(self, report: Callable[[float], None]) -> None:
        """Draw everything anew from the index, remove what it does not know; `report` takes 0 to 1."""
        with self._writing() as index:
            slugs = index.slugs()
        for start in range(0, len(slugs), BATCH):
            with self._writing() as index:
                for slug, _ in slugs[start : start + BATCH]:
                    self._draw_again(index, slug)
            report(min(len(slugs), start + BATCH) / (len(slugs) + 1))
        with self._writing() as index:
            self._sweep(index)
            self._lists(index).draw_all()
            index.settled()
            self.folder.deliver()
        report(1.0)

    @contextmanager
    def _writing(self) -> Iterator[Index]:
        """Hold the site; a failing disk or a lock too long held is a matter of trying again."""
        try:
            with self.folder.lock(), Index.opened(self.folder.root / PRIVATE / "pages.db") as index:
                yield index
        except (OSError, sqlite3.Error) as failure:
            raise ChannelUnavailable(
                f"Không ghi được vào thư mục của trang {self.folder.root} ({failure}): "
                "kiểm tra chỗ trống và quyền ghi.",
                code="folder",
            ) from failure

    def _standing(self, index: Index, key: str) -> Page | None:
        slug = index.slug_of(base_reference(key))
        return index.page(slug) if slug else None

    def _new(self, index: Index, rendition: Rendition, *, key: str, facts: Facts) -> Page:
        """Return the page to put up; one that was withdrawn comes back at its old address."""
        reference = base_reference(key)
        return Page(
            slug=index.slug_of(reference) or message_slug(reference, rendition.title),
            guid=reference,
            reference=reference,
            rendition=rendition,
            published_at=facts.published_at,
            changed_at=facts.published_at,
            office=facts.office,
            notice=facts.notice,
            spoken=facts.spoken,
        )

    def _put_up(self, index: Index, page: Page) -> None:
        details = page.rendition.details
        shell = replace(
            self._shell(index), commune=details.get("commune", ""), province=details.get("province", "")
        )
        for file in page.media:
            self.folder.keep(file, self.files)
        self._write(page, shell)
        index.put(page)

    def _is_intact(self, page: Page) -> bool:
        has_media = all(self.folder.has(f"{MEDIA}/{media_name(file)}") for file in page.media)
        return has_media and page.rendition.parts[0] in self.folder.read(page.path)

    def _settle(self, index: Index) -> None:
        """Draw the stale lists; the pages themselves are up already, so a failure here hides an outcome."""
        if not index.stale():
            return
        try:
            self._lists(index).draw_stale()
            index.settled()
        except (OSError, sqlite3.Error) as failure:
            raise OutcomeUnknown(
                f"Trang tin đã ghi nhưng chưa cập nhật xong trang chủ và các danh mục ({failure}).",
                code="lists",
            ) from failure

    def _draw_again(self, index: Index, slug: str) -> None:
        page = index.page(slug)
        if page is None:
            self.folder.write(message_path(slug), self._shell(index).withdrawal(slug))
            return
        for file in page.media:
            self.folder.keep(file, self.files)
        self._write(page, self._shell(index))

    def _write(self, page: Page, shell: Shell) -> None:
        """Write a message's page and its plain text, the text first: the page leads to it."""
        if page.text:
            self.folder.write(text_path(page.slug), page.text)
        self.folder.write(page.path, shell.message(page))

    def _sweep(self, index: Index) -> None:
        slugs = index.slugs()
        known = {message_path(slug) for slug, _ in slugs}
        known |= {text_path(slug) for slug, withdrawn in slugs if not withdrawn}
        for name in self.folder.names(MESSAGES):
            if f"{MESSAGES}/{name}" not in known:
                self.folder.remove(f"{MESSAGES}/{name}")
        for name in self.folder.names(MEDIA):
            if not index.is_used(name):
                self.folder.remove(f"{MEDIA}/{name}")

    def _shell(self, index: Index) -> Shell:
        commune, province = index.commune()
        return Shell(
            address=self.address,
            title=self.title,
            theme=self.theme,
            commune=commune,
            province=province,
        )

    def _lists(self, index: Index) -> Lists:
        return Lists(index=index, folder=self.folder, shell=self._shell(index))

    def _receipt(self, page: Page) -> Receipt:
        return Receipt(
            external_id=page.slug,
            url=f"{self.address}{page.path}",
            details={"path": page.path, "digest": page.rendition.digest},
        )
