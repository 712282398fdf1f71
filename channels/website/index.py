"""The site's own index: one small SQLite file in the site's folder.

It knows every page, and which lists are stale since a page changed: a writing that was killed leaves its
stale lists behind, and the next writer draws them. It holds nothing that is not on the pages; what was
withdrawn is erased from it too.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from channels.base import Rendition
from channels.website.names import media_name
from channels.website.page import Card, Page
from channels.website.topics import Topic

SHARD = 100  # messages in one list of a month, and in its sitemap

SCHEMA = """
PRAGMA secure_delete = ON;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS pages (
  slug TEXT PRIMARY KEY, guid TEXT NOT NULL, reference TEXT NOT NULL, withdrawn INTEGER NOT NULL,
  topic TEXT NOT NULL, month TEXT NOT NULL, place INTEGER NOT NULL, at REAL NOT NULL, changed REAL NOT NULL,
  published_at TEXT NOT NULL, changed_at TEXT NOT NULL, office TEXT NOT NULL, notice TEXT NOT NULL,
  document TEXT NOT NULL, spoken TEXT NOT NULL, card TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS newest ON pages (withdrawn, at, place);
CREATE INDEX IF NOT EXISTS newest_of_topic ON pages (topic, withdrawn, at, place);
CREATE INDEX IF NOT EXISTS latest_changed ON pages (withdrawn, changed, place);
CREATE UNIQUE INDEX IF NOT EXISTS archived ON pages (month, place);
CREATE TABLE IF NOT EXISTS codes (reference TEXT PRIMARY KEY, slug TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS media (name TEXT, slug TEXT, PRIMARY KEY (name, slug));
CREATE INDEX IF NOT EXISTS media_of ON media (slug);
CREATE TABLE IF NOT EXISTS shards (month TEXT, number INTEGER, changed_at TEXT, PRIMARY KEY (month, number));
CREATE TABLE IF NOT EXISTS topics (code TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stale (kind TEXT, name TEXT, PRIMARY KEY (kind, name));
CREATE TABLE IF NOT EXISTS commune (only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT, province TEXT);
"""


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One list of a month: at most SHARD messages, in the order they came."""

    month: str
    number: int
    changed_at: datetime


@dataclass(frozen=True)
class Index:
    """The open index; every change of a page is one transaction that also notes what became stale."""

    base: sqlite3.Connection

    @classmethod
    @contextmanager
    def opened(cls, place: Path) -> Iterator[Index]:
        """Open the index file, making it when it is absent; the caller holds the folder's lock."""
        with closing(sqlite3.connect(place)) as base:
            base.row_factory = sqlite3.Row
            base.executescript(SCHEMA)
            yield cls(base)

    def page(self, slug: str) -> Page | None:
        """Return a page that is up, None when it is unknown or withdrawn."""
        row = self._one("SELECT * FROM pages WHERE slug = ? AND NOT withdrawn", slug)
        return _page(row) if row else None

    def slug_of(self, reference: str) -> str | None:
        """Return the page that carries, or once carried, this code; withdrawn pages too."""
        row = self._one("SELECT slug FROM codes WHERE reference = ?", reference)
        return row["slug"] if row else None

    def known(self, slug: str) -> bool:
        """Say whether a page was ever up, withdrawn or not."""
        return self._one("SELECT 1 FROM pages WHERE slug = ?", slug) is not None

    def put(self, page: Page) -> None:
        """Keep a page, new or changed, in one transaction."""
        with self.base:
            self._note_stale(page.slug)
            place = self._place(page)
            self.base.execute(
                f"INSERT OR REPLACE INTO pages VALUES ({', '.join('?' * 16)})", _row(page, place=place)
            )
            self._run("INSERT OR IGNORE INTO codes VALUES (?, ?)", page.reference, page.slug)
            self._run("DELETE FROM media WHERE slug = ?", page.slug)
            for file in page.media:
                self._run("INSERT OR IGNORE INTO media VALUES (?, ?)", media_name(file), page.slug)
            self._run("INSERT OR REPLACE INTO topics VALUES (?, ?)", page.topic.code, page.topic.name)
            details = page.rendition.details
            self._run(
                "INSERT OR REPLACE INTO commune VALUES (1, ?, ?)",
                *(details.get(name, "") for name in ("commune", "province")),
            )
            self._note_stale(page.slug)
            self._touch_shard(page.month, place // SHARD, page.changed_at)

    def withdraw(self, slug: str) -> None:
        """Erase what a page said; its address and code stay known."""
        with self.base:
            self._note_stale(slug)
            self._run("DELETE FROM media WHERE slug = ?", slug)
            self._run(
                "UPDATE pages SET withdrawn = 1, document = '', spoken = '', notice = '', card = ''"
                " WHERE slug = ?",
                slug,
            )

    def _place(self, page: Page) -> int:
        """Return the page's number in its month's archive: the one it has, else the next."""
        row = self._one("SELECT place FROM pages WHERE slug = ? AND month = ?", page.slug, page.month)
        if row is None:
            row = self._one(
                "SELECT coalesce(max(place), -1) + 1 AS place FROM pages WHERE month = ?", page.month
            )
        return int(row["place"]) if row else 0

    def _touch_shard(self, month: str, number: int, changed_at: datetime) -> None:
        if number and not self._one("SELECT 1 FROM shards WHERE month = ? AND number = ?", month, number):
            self._run("INSERT OR IGNORE INTO stale VALUES ('shard', ?)", f"{month}/{number - 1}")
        self._run("INSERT OR REPLACE INTO shards VALUES (?, ?, ?)", month, number, changed_at.isoformat())

    def _note_stale(self, slug: str) -> None:
        row = self._one("SELECT topic, month, place FROM pages WHERE slug = ?", slug)
        if row is None:
            return
        shard = f"{row['month']}/{row['place'] // SHARD}"
        for kind, name in (("topic", row["topic"]), ("shard", shard)):
            self._run("INSERT OR IGNORE INTO stale VALUES (?, ?)", kind, name)
        self._run("INSERT OR IGNORE INTO stale SELECT 'media', name FROM media WHERE slug = ?", slug)

    def stale(self) -> list[tuple[str, str]]:
        """Return what must be drawn again or removed: (topic, code), (shard, month/number), (media, name)."""
        rows = self._all("SELECT kind, name FROM stale ORDER BY kind, name")
        return [(row["kind"], row["name"]) for row in rows]

    def settled(self) -> None:
        """Note that nothing is stale any more."""
        with self.base:
            self._run("DELETE FROM stale")

    def is_used(self, name: str) -> bool:
        """Say whether any page that is up shows this media file."""
        return self._one("SELECT 1 FROM media WHERE name = ?", name) is not None

    def newest(self, limit: int, *, topic: str | None = None) -> list[Card]:
        """Return the cards of the newest messages, of one topic or of all."""
        where, given = ("topic = ? AND ", (topic,)) if topic is not None else ("", ())
        return self._cards(
            f"SELECT * FROM pages WHERE {where}withdrawn = 0 ORDER BY at DESC, place DESC LIMIT ?",
            *given,
            limit,
        )

    def latest_changed(self, limit: int) -> list[Page]:
        """Return the pages last published or corrected, for the feeds."""
        rows = self._all(
            "SELECT * FROM pages WHERE withdrawn = 0 ORDER BY changed DESC, place DESC LIMIT ?", limit
        )
        return [_page(row) for row in rows]

    def in_shard(self, month: str, number: int) -> list[Card]:
        """Return the cards of one list of a month, newest first."""
        return self._cards(
            "SELECT * FROM pages WHERE month = ? AND place >= ? AND place < ? AND withdrawn = 0"
            " ORDER BY place DESC",
            *(month, number * SHARD, (number + 1) * SHARD),
        )

    def pages_in_shard(self, month: str, number: int) -> list[Page]:
        """Return the pages of one list of a month, newest first."""
        rows = self._all(
            "SELECT * FROM pages WHERE month = ? AND place >= ? AND place < ? AND withdrawn = 0"
            " ORDER BY place DESC",
            *(month, number * SHARD, (number + 1) * SHARD),
        )
        return [_page(row) for row in rows]

    def shards(self) -> list[Shard]:
        """Return all lists of all months, newest month first."""
        rows = self._all("SELECT * FROM shards ORDER BY month DESC, number")
        return [
            Shard(month=row["month"], number=row["number"], changed_at=_at(row["changed_at"])) for row in rows
        ]

    def topics(self) -> list[Topic]:
        """Return the sections that ever had a message, by name."""
        rows = self._all("SELECT * FROM topics ORDER BY name")
        return [Topic(code=row["code"], name=row["name"]) for row in rows]

    def commune(self) -> tuple[str, str]:
        """Return the commune's name and its province's, empty before the first message."""
        row = self._one("SELECT * FROM commune")
        return (row["name"], row["province"]) if row else ("", "")

    def slugs(self) -> list[tuple[str, bool]]:
        """Return every page ever up and whether it is withdrawn."""
        rows = self._all("SELECT slug, withdrawn FROM pages ORDER BY slug")
        return [(row["slug"], bool(row["withdrawn"])) for row in rows]

    def _cards(self, query: str, *given: str | int | None) -> list[Card]:
        return [_card(row["card"]) for row in self._all(query, *given)]

    def _one(self, query: str, *given: str | int | None) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.base.execute(query, given).fetchone()
        return row

    def _all(self, query: str, *given: str | int | None) -> Sequence[sqlite3.Row]:
        return self.base.execute(query, given).fetchall()

    def _run(self, command: str, *given: str | int | None) -> None:
        self.base.execute(command, given)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _row(page: Page, *, place: int) -> tuple[str | int | float, ...]:
    order = (page.topic.code, page.month, place, page.published_at.timestamp(), page.changed_at.timestamp())
    times = (page.published_at.isoformat(), page.changed_at.isoformat())
    spoken = page.spoken.document() if page.spoken else ""
    card = json.dumps(asdict(Card.of(page)), ensure_ascii=False, default=datetime.isoformat)
    said = (page.office, page.notice, page.rendition.document(), spoken, card)
    return (page.slug, page.guid, page.reference, 0, *order, *times, *said)


def _page(row: sqlite3.Row) -> Page:
    return Page(
        **{name: row[name] for name in ("slug", "guid", "reference", "office", "notice")},
        rendition=Rendition.from_document(row["document"]),
        published_at=_at(row["published_at"]),
        changed_at=_at(row["changed_at"]),
        spoken=Rendition.from_document(row["spoken"]) if row["spoken"] else None,
    )


def _card(text: str) -> Card:
    raw = json.loads(text)
    return Card(**{**raw, "published_at": _at(raw["published_at"]), "changed_at": _at(raw["changed_at"])})
