"""What the stand-in knows of pages: tokens, posts (all read from the ledger), usage."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from publisher.sandbox.graph.complaints import LIVING
from publisher.sandbox.ledger import Entry, Ledger

SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights")


@dataclass(kw_only=True)
class Page:
    """One page: its only good token, perhaps an app's secret, and what is wrong with it."""

    id: str
    name: str = ""
    token: str | None = None  # None: the first seen becomes it
    app_id: str = ""
    app_secret: str = ""  # set: every call needs its appsecret_proof
    dead: tuple[int, int | None] | None = None  # code and subcode every call gets
    scopes: tuple[str, ...] = SCOPES
    expires_at: int = 0
    data_access_expires_at: int = 0
    usage: dict[str, Any] | None = None  # one row of X-Business-Use-Case-Usage
    is_live: bool = True  # False: an app in development mode, whose posts the public does not see
    video_status: str = "ready"  # ready | processing | error
    tasks: tuple[str, ...] = ("CREATE_CONTENT", "MANAGE", "ANALYZE")
    dead_figures: tuple[str, ...] = ()  # metrics that this page refuses

    @property
    def shown_name(self) -> str:
        """Return the name people see."""
        return self.name or f"Trang {self.id}"


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post as it stands now: its publication with the last edit applied."""

    entry: Entry
    text: str


@dataclass(kw_only=True)
class Session:
    """A video on its way: its page, its id, its size, and the bytes that came."""

    page_id: str
    video_id: str
    size: int
    content: bytes = b""


class Pages:
    """All pages of the stand-in; posts and uploads are what the ledger tells, kept in step with it."""

    def __init__(self, *, ledger: Ledger, clock: Callable[[], float]) -> None:
        self.ledger = ledger
        self.clock = clock
        self.lock = threading.RLock()
        self.known: dict[str, Page] = {}
        self.uploads: dict[str, Entry] = {}
        self.sessions: dict[str, Session] = {}  # of videos on their way
        self.used_photos: set[str] = set()
        self.hidden_reads: dict[str, int] = {}  # post id → read-backs it still misses
        self._standing: dict[str, dict[str, Post]] = {}
        self._owners: dict[str, str] = {}  # post, photo or video → its page
        past = ledger.entries(service="facebook")
        self._numbers = itertools.count(122_000_000_000 + 2 * len(past))  # an act takes two at most
        for entry in past:
            self._reckon(entry)

    def configure(self, page_id: str, **settings: Any) -> Page:
        """Set or replace a page for tests and training."""
        self.known[page_id] = Page(id=page_id, **settings)
        return self.known[page_id]

    def page(self, page_id: str) -> Page:
        """Return a page, made up at first sight."""
        return self.known.setdefault(page_id, Page(id=page_id))

    def take(self, entry: Entry) -> Entry:
        """Put an act in the ledger and in the reckoning."""
        self.ledger.append(entry)
        self._reckon(entry)
        return entry

    def _reckon(self, entry: Entry) -> None:
        posts = self._standing.setdefault(entry.destination, {})
        if entry.is_publication:
            posts[entry.id] = Post(entry=entry, text=entry.text)
            self.used_photos.update(entry.details.get("photo_ids", ()))
            self._owners[entry.id] = entry.destination
        elif entry.kind == "upload":
            self.uploads[entry.id] = entry
            self._owners[entry.id] = entry.destination
        elif entry.kind == "withdrawn":
            posts.pop(entry.id, None)
        elif entry.kind == "edited" and entry.id in posts:
            posts[entry.id] = Post(entry=posts[entry.id].entry, text=entry.text)

    def post(self, post_id: str) -> Post | None:
        """Return a standing post."""
        return self._standing.get(self.owner_of(post_id), {}).get(post_id)

    def owner_of(self, name: str) -> str:
        """Return the page that a node belongs to, itself when it is a page."""
        return self._owners.get(name) or name.partition("_")[0]

    def last_text(self, page_id: str) -> str:
        """Return the words of the newest standing post."""
        newest = next(reversed(self._standing.get(page_id, {}).values()), None)
        return newest.text if newest else ""

    def visible_posts(self, page_id: str) -> list[Post]:
        """Return the posts a read-back shows now, newest first; each look lets late ones come nearer."""
        return [each for each in self._newest(page_id) if each.entry.kind != "video"]

    def visible_videos(self, page_id: str) -> list[Post]:
        """Return the videos the page's list shows now, newest first."""
        return [each for each in self._newest(page_id) if each.entry.kind == "video"]

    def _newest(self, page_id: str) -> list[Post]:
        with self.lock:
            standing = list(reversed(self._standing.get(page_id, {}).values()))
            return [post for post in standing if self._is_visible(post.entry)]

    def _is_visible(self, entry: Entry) -> bool:
        if entry.details.get("visible_at", 0) > self.clock():
            return False
        left = self.hidden_reads.get(entry.id, 0)
        self.hidden_reads[entry.id] = max(0, left - 1)
        return not left

    def next_id(self) -> str:
        """Return a number no post or photo has yet."""
        return str(next(self._numbers))

    def stamp(self, response: Response) -> Response:
        """Add the version served and, once there is enough use, the usage headers."""
        version = (request.view_args or {}).get("version", "")
        response.headers["facebook-api-version"] = served_version(version)
        name = (request.view_args or {}).get("name", "").partition("_")[0]
        usage = self.known[name].usage if name in self.known else None
        if usage:
            response.headers["X-Business-Use-Case-Usage"] = json.dumps({name: [{"type": "pages", **usage}]})
        return response


def served_version(asked: str) -> str:
    """Return the version that answers: an ended one is served as the oldest living."""
    number = asked.removeprefix("v").partition(".")[0]
    return LIVING[0] if number.isdigit() and int(number) < 21 else asked
