"""What an approver sees of a message: every medium word for word as it will go out, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from channels.base import Rendition, StoredFile
from channels.text import longest_reference
from channels.wording import as_sent
from content_queue import approval_links
from content_queue.communes import zone_of
from content_queue.messages import sealed_renditions
from content_queue.models import Channel, Commune, Message, RenditionRow
from content_queue.renditions import SEALED
from content_queue.states import MessageState
from publisher.cautions import Caution, cautions
from schedules.planner import occurrences_of

MOST_TIMES = 8  # named one by one


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One rendition: of a whole medium, or of the channel named when that one's is its own."""

    medium: str
    channel: str
    form: str  # plain | html | spoken
    parts: tuple[str, ...]
    pictures: tuple[StoredFile, ...]
    sound: StoredFile | None
    files: tuple[StoredFile, ...]  # neither pictures nor sound
    notes: tuple[str, ...]
    seconds: int  # of sound
    ready: bool
    share: int  # percent of its recording that is made


@dataclass(frozen=True, kw_only=True)
class Review:
    """A message that waits for its approver."""

    reference: str
    title: str
    unit: str
    urgency: str
    author: str
    times: tuple[datetime, ...]
    more_times: int
    shown: tuple[Shown, ...]
    cautions: tuple[Caution, ...]
    seal: str  # one digest over all that is shown: approving names it

    @property
    def ready(self) -> bool:
        """Say whether everything can be read and heard."""
        return all(each.ready for each in self.shown)


def waiting(session: Session) -> Sequence[Message]:
    """Return the messages in review, emergencies first, then the longest waiting."""
    rank = {"emergency": 0, "urgent": 1}
    rows = session.scalars(
        select(Message)
        .where(Message.state == MessageState.IN_REVIEW, Message.stopped_at.is_(None))
        .options(joinedload(Message.unit))
    )
    return sorted(rows, key=lambda row: (rank.get(row.urgency, 2), row.changed_at, row.id))


def review(session: Session, message: Message, *, now: datetime) -> Review:
    """Return all an approver reads and hears before deciding."""
    commune = session.get_one(Commune, message.commune_id)
    numbered = occurrences_of(message, zone_of(commune), now)
    reference = longest_reference(message.reference, len(numbered))
    rows = sealed_renditions(session, message)
    times = tuple(each.occurrence.starts_at for each in numbered) if message.times else ()
    return Review(
        reference=message.reference,
        title=message.title,
        unit=message.unit.name,
        urgency=message.urgency,
        author=message.author.full_name or message.author.name,
        times=times[:MOST_TIMES],
        more_times=max(0, len(times) - MOST_TIMES),
        shown=tuple(_shown(session, row, reference) for row in rows),
        cautions=cautions(session, message, now=now),
        seal=approval_links.seal_of(message, rows),
    )


def file_of(session: Session, message: Message, digest: str) -> StoredFile | None:
    """Return a file that a message's renditions hold; nothing else of the store is anybody's to see here."""
    found = (
        file
        for row in sealed_renditions(session, message)
        for file in Rendition.from_document(row.document).files
        if file.digest == digest
    )
    return next(found, None)


def _shown(session: Session, row: RenditionRow, reference: str) -> Shown:
    rendition = Rendition.from_document(row.document)
    channel = session.get(Channel, row.channel_id) if row.channel_id else None
    sounds = [each for each in rendition.files if each.media_type == "audio/mpeg"]
    return Shown(
        medium=row.medium,
        channel=channel.name if channel else "",
        form=rendition.form,
        parts=as_sent(rendition, reference) if rendition.form == "plain" else rendition.parts,
        pictures=tuple(each for each in rendition.files if each.is_picture),
        sound=sounds[0] if sounds else None,
        files=tuple(each for each in rendition.files if not (each.is_picture or each.is_sound)),
        notes=rendition.notes,
        seconds=round(float(rendition.details.get("seconds", 0))),
        ready=row.state == SEALED,
        share=round((row.progress or 0.0) * 100),
    )
