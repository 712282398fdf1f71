"""What the stand-in WordPress keeps: users, posts and media in one space of slugs, categories, tags."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from channels.text import plain_name
from publisher.sandbox.ledger import Entry, Ledger

RIGHTS = {
    "subscriber": frozenset[str](),
    "contributor": frozenset({"edit_posts"}),
    "author": frozenset({"edit_posts", "publish_posts", "upload_files"}),
    "editor": frozenset({"edit_posts", "publish_posts", "upload_files", "edit_others", "manage_categories"}),
}
UNPUBLISHED = "unpublished"


class Refusal(Exception):
    """The answer is an error of WordPress: its code, the HTTP status, and perhaps data."""

    def __init__(self, status: int, code: str, **given: Any) -> None:
        super().__init__(code)
        self.status, self.code = status, code
        self.given = {"status": status, **given}


@dataclass(kw_only=True)
class Item:
    """A post or an attachment."""

    id: int
    kind: str  # post | attachment
    slug: str
    status: str
    author: str
    title: str = ""
    content: str = ""
    alt: str = ""
    media_type: str = ""
    source_url: str = ""
    categories: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    featured_media: int = 0


@dataclass
class Press:
    """One site; tests set its fields."""

    ledger: Ledger
    clock: Callable[[], float]
    destination: str = "trang-xa"
    users: dict[str, tuple[str, str]] = field(
        default_factory=lambda: {"phatthanh": ("abcd efgh ijkl mnop qrst uvwx", "author")}
    )
    categories: dict[int, str] = field(
        default_factory=lambda: {1: "Chưa phân loại", 2: "Thông báo", 3: "Y tế"}
    )
    tags: dict[int, str] = field(default_factory=dict)
    takes_passwords: bool = True
    has_pretty_links: bool = True
    most_bytes: int = 2 << 20
    items: dict[int, Item] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(11))
    _hidden: dict[int, tuple[float, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.ledger.entries(service="wordpress"):
            self._take_up(entry)

    def add(self, item_kind: str, wanted: str, **given: Any) -> Item:
        """Keep a new item under a free slug: a taken one gets -2, -3 as WordPress gives it."""
        with self.lock:
            number = next(self._ids)
            item = Item(id=number, kind=item_kind, slug=self.free_slug(wanted or str(number)), **given)
            self.items[number] = item
            return item

    def free_slug(self, wanted: str) -> str:
        """Return a slug nobody has: posts and media share one space of names, the trash does not count."""
        base = plain_name(wanted, longest=200) if not re.fullmatch(r"[a-z0-9-]+", wanted) else wanted
        taken = {each.slug for each in self.items.values()}
        if base not in taken:
            return base
        return next(f"{base}-{n}" for n in itertools.count(2) if f"{base}-{n}" not in taken)

    def note(self, item: Item, kind: str, **details: Any) -> None:
        """Write down in the ledger what became of an item."""
        self.ledger.append(
            Entry(
                service="wordpress",
                destination=self.destination,
                id=str(item.id),
                text=item.content,
                at=self.clock(),
                kind=kind,
                details={"title": item.title, "slug": item.slug, "status": item.status, **details},
            )
        )

    def hide(self, item: Item, *, seconds: float, calls: int) -> None:
        """Keep an item out of listings for a time and a number of calls, as a cache does."""
        if seconds or calls:
            self._hidden[item.id] = (self.clock() + seconds, calls)

    def is_hidden(self, item: Item) -> bool:
        """Say whether a listing must not show it yet; counts as one call."""
        until, calls = self._hidden.get(item.id, (0.0, 0))
        if calls:
            self._hidden[item.id] = (until, calls - 1)
        return bool(calls) or until > self.clock()

    def _take_up(self, entry: Entry) -> None:
        """Remember a post of an earlier run; what was uploaded is not needed again."""
        number, told = int(entry.id), entry.details
        self._ids = itertools.count(max(number + 1, next(self._ids)))
        if entry.kind == "upload":
            return
        self.items[number] = Item(
            id=number,
            kind="post",
            slug=str(told["slug"]),
            status=str(told["status"]),
            author="phatthanh",
            title=str(told["title"]),
            content=entry.text,
        )
