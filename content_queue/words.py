"""What an editor writes: the words of one revision, names instead of rows, and versions for one medium."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from channels.base import Content, Medium, StoredFile, Urgency
from content_queue.models import Attachment, Channel, Commune, Message, Topic


@dataclass(frozen=True, kw_only=True)
class Version:
    """Words for one medium, or for one channel of it (`channel` is its name); empty: the message's."""

    medium: Medium
    channel: str = ""
    title: str = ""
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an editor writes."""

    title: str
    body: str
    topic: str  # code
    unit: str
    media: tuple[Medium, ...]
    urgency: Urgency = Urgency.ROUTINE
    times: tuple[str, ...] = ()  # local starts, ISO to the minute
    repeat: str = ""
    valid_until: datetime | None = None
    hamlets: tuple[str, ...] = ()
    source: str = ""
    link: str = ""
    images: tuple[StoredFile, ...] = ()
    attachments: tuple[StoredFile, ...] = ()  # documents to download, one video
    recordings: tuple[StoredFile, ...] = ()  # an announcer's; `alt` names the language
    children: tuple[str, ...] = ()  # names of children in it, marked by the editor
    versions: tuple[Version, ...] = ()

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """Return all files, in the order they are kept."""
        return (*self.images, *self.attachments, *self.recordings)


def words_of(message: Message) -> Words:
    """Return the present words of a message."""
    files = [_stored(each) for each in message.attachments]
    return Words(
        title=message.title,
        body=message.body,
        topic=message.topic.code,
        unit=message.unit.name,
        media=tuple(Medium(each) for each in message.media),
        urgency=Urgency(message.urgency),
        times=tuple(message.times),
        repeat=message.repeat,
        valid_until=message.valid_until,
        hamlets=tuple(hamlet.name for hamlet in message.hamlets),
        source=message.source,
        link=message.link,
        images=tuple(each for each in files if each.is_picture),
        attachments=tuple(each for each in files if not (each.is_picture or each.is_sound)),
        recordings=tuple(each for each in files if each.is_sound),
        children=tuple(message.children or ()),
        versions=versions_of(message.versions or ()),
    )


def versions_of(kept: Iterable[dict[str, str]]) -> tuple[Version, ...]:
    """Read versions back from their rows."""
    return tuple(
        Version(
            medium=Medium(each["medium"]), channel=each["channel"], title=each["title"], body=each["body"]
        )
        for each in kept
    )


def content_of(
    words: Words, commune: Commune, topic: Topic, *, reference: str, occurrences: int = 1, corrects: str = ""
) -> Content:
    """Return words as the adapters take them; what a preview shows and what goes out both begin here."""
    return Content(
        reference=reference,
        title=words.title,
        body=words.body,
        commune=commune.name,
        province=commune.province,
        topic=topic.code,
        topic_name=topic.name,
        unit=words.unit,
        urgency=words.urgency,
        source=words.source,
        hamlets=words.hamlets,
        images=words.images,
        attachments=words.attachments,
        recordings=words.recordings,
        link=words.link,
        occurrences=occurrences,
        corrects=corrects,
    )


def own_version(versions: Sequence[Version], channel: Channel) -> Version | None:
    """Return the version for just this channel, if there is one."""
    return next((each for each in versions if each.channel == channel.name), None)


def for_channel(content: Content, versions: Sequence[Version], channel: Channel) -> Content:
    """Return the content in a channel's own words, else its medium's, else the message's."""
    of_medium = [each for each in versions if not each.channel and each.medium == channel.medium]
    for version in (own_version(versions, channel), *of_medium):
        if version is not None:
            title, body = version.title or content.title, version.body or content.body
            return replace(content, title=title, body=body)
    return content


def _stored(row: Attachment) -> StoredFile:
    return StoredFile(digest=row.digest, name=row.name, media_type=row.media_type, size=row.size, alt=row.alt)
