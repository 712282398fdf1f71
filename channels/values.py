"""The values that pass through a channel: content in, rendition sealed, facts at the hour, receipt out."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Medium(StrEnum):
    """What an editor writes for and an approver reads."""

    WEBSITE = "website"
    FACEBOOK = "facebook"
    ZALO = "zalo"
    LOUDSPEAKER = "loudspeaker"


class Urgency(StrEnum):
    """The three classes of Thông tư 39/2020/TT-BTTTT: thông thường, ưu tiên, khẩn cấp."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """Return the order of going out: emergency 0, urgent 1, routine 2."""
        return {"emergency": 0, "urgent": 1, "routine": 2}[self.value]


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """Bytes in the file store: address, name for people, type, size in bytes, alternative text."""

    digest: str  # SHA-256, hex
    name: str
    media_type: str
    size: int
    alt: str = ""

    @property
    def is_sound(self) -> bool:
        """Say whether it is an announcer's recording."""
        return self.media_type.startswith("audio/")

    @property
    def is_picture(self) -> bool:
        """Say whether it is a picture."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an editor wrote for one medium; Markdown body in NFC, free of HTML."""

    reference: str  # public code of the message, e.g. PT-2026-0117
    title: str
    body: str
    commune: str  # as people say it: xã Phú Trung
    province: str = ""
    topic: str = ""  # code
    topic_name: str = ""
    unit: str = ""
    urgency: Urgency = Urgency.ROUTINE
    source: str = ""
    hamlets: tuple[str, ...] = ()  # empty: the whole commune
    images: tuple[StoredFile, ...] = ()
    attachments: tuple[StoredFile, ...] = ()  # documents to download, one video
    recordings: tuple[StoredFile, ...] = ()  # an announcer's; `alt` names the language, empty: Vietnamese
    link: str = ""  # an address of the editor's own, not the message's page
    occurrences: int = 1
    corrects: str = ""  # title of the message this one corrects
    language: str = "vi"

    def __post_init__(self) -> None:
        for name in ("title", "body", "source"):
            object.__setattr__(self, name, unicodedata.normalize("NFC", getattr(self, name)))


@dataclass(frozen=True, kw_only=True)
class Rendition:
    """What goes out on one medium, sealed by its digest; nothing is rendered again after the seal.

    `parts` are the texts that go out in order (one for a page or a post, several for numbered Zalo parts);
    `signature` is the declared line added to each text at sending, `{reference}` being the public code;
    `details` are strings of the kind's own (HTML head fields, spoken text, durations).
    `notes` are for the approver: what was cut, left out, or must be known.
    """

    medium: Medium
    title: str
    parts: tuple[str, ...]
    form: str = "plain"  # plain | html | spoken
    signature: str = ""
    files: tuple[StoredFile, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def document(self) -> str:
        """Return the canonical JSON text that is stored and sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical document, hex."""
        return digest_of(self.document())

    @classmethod
    def from_document(cls, document: str) -> Rendition:
        """Read a stored document back; the inverse of `document`."""
        raw: dict[str, Any] = json.loads(document)
        return cls(
            medium=Medium(raw["medium"]),
            title=raw["title"],
            parts=tuple(raw["parts"]),
            form=raw["form"],
            signature=raw["signature"],
            files=tuple(StoredFile(**each) for each in raw["files"]),
            details=raw["details"],
            notes=tuple(raw["notes"]),
        )

    def with_files(self, *files: StoredFile, **details: str) -> Rendition:
        """Return a copy with these files and further details."""
        return replace(self, files=files, details={**self.details, **details})


def digest_of(document: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, hex."""
    return hashlib.sha256(document.encode("utf-8")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Evidence of a publication: the service's own id and address, and what else it said."""

    external_id: str
    url: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a publication came, by the service's own names; what it does not tell is absent."""

    figures: Mapping[str, int] = field(default_factory=dict)  # e.g. post_total_media_view_unique: 812
    people: int | None = None  # persons, each counted once, when the service tells


@dataclass(frozen=True, kw_only=True)
class BulletinItem:
    """One message's place in a bulletin, with its sealed rendition."""

    reference: str
    title: str
    rendition: Rendition
    unit: str = ""
    urgency: Urgency = Urgency.ROUTINE
    approver: str = ""


@dataclass(frozen=True, kw_only=True)
class Bulletin:
    """What one zone hears in one slot, in order; `starts_at` is aware, in the commune's zone."""

    slot: str  # name of the slot, e.g. “Sáng”
    zone: str
    starts_at: datetime
    length: timedelta
    items: tuple[BulletinItem, ...]
    commune: str = ""
    province: str = ""
    emergency: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known only at the hour of sending and is not sealed."""

    published_at: datetime  # aware, in the commune's zone
    office: str = ""  # the approver's office
    link: str = ""  # public address of the message's page, when it is up
    notice: str = ""  # notice of a correction or withdrawal
    spoken: Rendition | None = None  # the loudspeaker twin, for the page
    bulletin: Bulletin | None = None  # the zone's bulletin, for loudspeakers
