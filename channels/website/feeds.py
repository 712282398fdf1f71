"""The three feeds: RSS 2.0 (rssboard.org), Atom (RFC 4287), JSON Feed 1.1 (jsonfeed.org).

They hold the messages last published or corrected. A correction keeps the message's identifier, and moves
Atom's `updated` and JSON Feed's `date_modified`; what was withdrawn leaves them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from channels.base import StoredFile
from channels.website.look import iso
from channels.website.names import media_name, media_path
from channels.website.page import Page
from channels.website.shell import Shell

JSON_FEED = "https://jsonfeed.org/version/1.1"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # RFC 4287 wants `updated` even of a feed with no entry yet


@dataclass(frozen=True, kw_only=True)
class Feeds:
    """The messages of the feeds, newest change first, and what each format says of them."""

    shell: Shell
    pages: Sequence[Page]

    @property
    def updated(self) -> datetime:
        """Return when anything in the feeds last changed."""
        return max((each.changed_at for each in self.pages), default=_NEVER)

    @property
    def identifier(self) -> str:
        """Return the Atom feed's permanent identifier."""
        return uuid5(NAMESPACE_URL, self.shell.address).urn

    def entry_id(self, page: Page) -> str:
        """Return an entry's permanent identifier, from the page's own name."""
        return uuid5(NAMESPACE_URL, page.slug).urn

    def body(self, page: Page) -> str:
        """Return the sealed body with the addresses of its pictures made absolute."""
        return re.sub(
            r'((?:<img src|<video [^>]*src|<a href)=")\.\./',
            rf"\g<1>{self.shell.address}",
            page.rendition.parts[0],
        )

    def media_url(self, file: StoredFile) -> str:
        """Return the public address of a file."""
        return self.shell.url(media_path(media_name(file)))

    def enclosure(self, page: Page) -> StoredFile | None:
        """Return the one file RSS can carry: the recording, else the first picture."""
        return page.sound or next(iter(page.rendition.files), None)

    def json(self) -> str:
        """Return the JSON Feed."""
        feed = {
            "version": JSON_FEED,
            "title": self.shell.name,
            "home_page_url": self.shell.address,
            "feed_url": self.shell.url("feed.json"),
            "language": "vi",
            "items": [self._item(each) for each in self.pages],
        }
        return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"

    def _item(self, page: Page) -> dict[str, Any]:
        details = page.rendition.details
        item = {
            "id": page.guid,
            "url": self.shell.url(page.path),
            "title": page.rendition.title,
            "summary": page.notice or details.get("summary", ""),
            "content_html": self.body(page),
            "date_published": iso(page.published_at),
            "date_modified": iso(page.changed_at),
            "authors": [{"name": details.get("unit") or self.shell.name}],
            "tags": [page.topic.name],
            "attachments": [self._attachment(each) for each in page.media],
        }
        return {**item, "image": self.media_url(page.pictures[0])} if page.pictures else item

    def _attachment(self, file: StoredFile) -> dict[str, Any]:
        return {
            "url": self.media_url(file),
            "mime_type": file.media_type,
            "title": file.alt or file.name,
            "size_in_bytes": file.size,
        }
