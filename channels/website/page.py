"""A message's page as the index keeps it, and the card that lists show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from channels.base import Rendition, StoredFile
from channels.kinds_of_files import SOUNDS
from channels.markdown import to_plain
from channels.text import SIGNATURE
from channels.website.names import media_name, media_path, message_path
from channels.website.topics import Topic, topic_of


@dataclass(frozen=True, kw_only=True)
class Page:
    """One message's page: what was sealed, and the facts known at sending.

    `slug` names the page for ever; `reference` is the code of what it says now, `guid` that of what it said
    first: a correction changes the one and keeps the other.
    """

    slug: str
    guid: str
    reference: str
    rendition: Rendition
    published_at: datetime
    changed_at: datetime
    office: str = ""
    notice: str = ""
    spoken: Rendition | None = None

    @property
    def path(self) -> str:
        """Return where the page lies."""
        return message_path(self.slug)

    @property
    def topic(self) -> Topic:
        """Return the section it belongs to."""
        return topic_of(self.rendition.details.get("topic", ""), self.rendition.details.get("topic_name", ""))

    @property
    def text(self) -> str:
        """Return the message as plain text to download, empty for one that was sealed without."""
        words = self.rendition.details.get("text", "")
        noted = f"{self.notice}\n\n{words}" if self.notice else words
        return f"{noted}\n\n{SIGNATURE.format(reference=self.reference)}\n" if words else ""

    @property
    def month(self) -> str:
        """Return the month it is archived under: 2026-11."""
        return f"{self.published_at:%Y-%m}"

    @property
    def sound(self) -> StoredFile | None:
        """Return the loudspeaker's recording, when there is one a browser can play."""
        files = self.spoken.files if self.spoken else ()
        playable = [each for each in files if each.media_type in SOUNDS]
        return min(playable, key=lambda each: each.media_type != "audio/mpeg", default=None)

    @property
    def spoken_text(self) -> tuple[str, ...]:
        """Return the recording's words in paragraphs, in ordinary writing when that was kept too."""
        if self.spoken is None:
            return ()
        words = to_plain(self.spoken.details.get("source", "")) or "\n".join(self.spoken.parts)
        return tuple(line.strip() for line in words.splitlines() if line.strip())

    @property
    def pictures(self) -> tuple[StoredFile, ...]:
        """Return the pictures in their order."""
        return tuple(each for each in self.rendition.files if each.is_picture)

    @property
    def media(self) -> tuple[StoredFile, ...]:
        """Return all files the page shows or plays."""
        return (*self.rendition.files, self.sound) if self.sound else self.rendition.files


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a list shows of a page."""

    slug: str
    title: str
    summary: str
    topic: str
    topic_name: str
    unit: str
    urgency: str
    picture: str  # path of the first picture, or empty
    picture_alt: str
    has_sound: bool
    corrected: bool
    published_at: datetime
    changed_at: datetime

    @property
    def path(self) -> str:
        """Return where the page lies."""
        return message_path(self.slug)

    @property
    def section(self) -> Topic:
        """Return the section the message belongs to."""
        return topic_of(self.topic, self.topic_name)

    @classmethod
    def of(cls, page: Page) -> Card:
        """Return the card of a page."""
        details, pictures = page.rendition.details, page.pictures
        return cls(
            slug=page.slug,
            title=page.rendition.title,
            summary=details.get("summary", ""),
            topic=page.topic.code,
            topic_name=page.topic.name,
            unit=details.get("unit", ""),
            urgency=details.get("urgency", ""),
            picture=media_path(media_name(pictures[0])) if pictures else "",
            picture_alt=pictures[0].alt if pictures else "",
            has_sound=page.sound is not None,
            corrected=bool(page.notice),
            published_at=page.published_at,
            changed_at=page.changed_at,
        )
