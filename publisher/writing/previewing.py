"""What each medium would say, made by the very functions that make what goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Content, ContentRejected, Medium, Rendition
from channels.text import length, longest_reference
from channels.wording import as_sent
from content_queue.models import Channel, Commune, Topic
from content_queue.renditions import channels_for
from content_queue.words import Version, Words, content_of, for_channel, own_version
from publisher.app import App

NEW = "0000"  # stands for the number a new message has not got yet


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One medium, or one channel that says something of its own."""

    medium: Medium
    channels: tuple[str, ...]
    form: str = ""  # plain | html | spoken; empty when it can't be made
    parts: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()  # characters of each part as sent
    limit: int | None = None  # of one part
    seconds: int = 0  # of sound, about
    notes: tuple[str, ...] = ()
    problem: str = ""


def previews(
    app: App,
    session: Session,
    words: Words,
    commune: Commune,
    *,
    reference: str = "",
    occurrences: int = 1,
    corrects: str = "",
) -> Sequence[Preview]:
    """Return what the chosen media would say; none without words, none for a medium without a channel."""
    if not (words.title or words.body):
        return ()
    topic = session.scalar(select(Topic).where(Topic.code == words.topic)) or Topic(code="", name="")
    content = content_of(
        words,
        commune,
        topic,
        reference=reference or f"{commune.prefix}-{app.clock().year}-{NEW}",
        occurrences=occurrences,
        corrects=corrects,
    )
    media = [medium.value for medium in words.media]
    channels = channels_for(session, commune.id, media, words.hamlets)
    found: list[Preview] = []
    for medium in words.media:
        of_medium = [each for each in channels if each.medium == medium]
        found += _grouped(app, session, content, words.versions, of_medium)
    return found


def _grouped(
    app: App, session: Session, content: Content, versions: Sequence[Version], channels: Sequence[Channel]
) -> list[Preview]:
    """Put together the channels that say the same."""
    found: dict[object, tuple[list[str], Preview]] = {}
    for channel in sorted(channels, key=lambda each: own_version(versions, each) is not None):
        key, preview = _of(app, session, channel, for_channel(content, versions, channel))
        found.setdefault(key, ([], preview))[0].append(channel.name)
    return [
        Preview(**{**vars(preview), "channels": tuple(names)})  # vars: a frozen value without slots
        for names, preview in found.values()
    ]


def _of(app: App, session: Session, channel: Channel, content: Content) -> tuple[object, Preview]:
    medium = Medium(channel.medium)
    adapter = app.book.of(session, channel)
    try:
        rendition = adapter.render(content)
    except ContentRejected as refusal:
        return refusal.sentence, Preview(medium=medium, channels=(), problem=refusal.sentence)
    reference = longest_reference(content.reference, content.occurrences)
    return rendition.digest, _shown(rendition, reference, adapter.capabilities.max_text)


def _shown(rendition: Rendition, reference: str, limit: int | None) -> Preview:
    parts = as_sent(rendition, reference) if rendition.form == "plain" else rendition.parts
    return Preview(
        medium=rendition.medium,
        channels=(),
        form=rendition.form,
        parts=parts,
        counts=tuple(length(part) for part in parts),
        limit=limit,
        seconds=round(float(rendition.details.get("estimated_seconds", 0))),
        notes=rendition.notes,
    )
