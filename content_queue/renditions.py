"""What will go out: made at submission through the channels' own adapters, sealed by a digest.

One rendition serves a whole medium; a channel whose adapter renders differently gets its own. Long work
(audio) is left to be recorded: see recordings.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import (
    Content,
    ContentRejected,
    Recordable,
    Rendition,
)
from content_queue import words
from content_queue.messages import MessageRefused, sealed_renditions
from content_queue.models import Channel, Commune, Message, RenditionRow
from content_queue.words import Version, for_channel, own_version

RECORDING, SEALED, BROKEN = "recording", "sealed", "broken"

Adapters = Callable[[Channel], Any]  # a channel row → its adapter


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What preparing a message found: sentences for its editor, and whether recordings are waiting."""

    notes: tuple[str, ...]
    recording: bool


def target_channels(session: Session, message: Message) -> Sequence[Channel]:
    """Return the active channels of the message's media that serve its hamlets or the whole commune."""
    hamlets = [hamlet.name for hamlet in message.hamlets]
    return channels_for(session, message.commune_id, message.media, hamlets)


def channels_for(
    session: Session, commune_id: int, media: Iterable[str], hamlets: Iterable[str]
) -> Sequence[Channel]:
    """Return the active channels of some media that serve some hamlets; none named: the whole commune."""
    rows = session.scalars(
        select(Channel)
        .where(Channel.commune_id == commune_id)
        .where(Channel.medium.in_(list(media)), ~Channel.paused)
        .order_by(Channel.id)
    )
    wanted = set(hamlets)
    return [row for row in rows if _serves(row, wanted)]


def _serves(channel: Channel, wanted: set[str]) -> bool:
    served = {hamlet.name for hamlet in (channel.zone.hamlets if channel.zone else channel.hamlets)}
    return not served or not wanted or bool(served & wanted)


def content_of(session: Session, message: Message, *, occurrences: int = 1) -> Content:
    """Return the message's words as the adapters take them."""
    return words.content_of(
        words.words_of(message),
        session.get_one(Commune, message.commune_id),
        message.topic,
        reference=message.reference,
        occurrences=occurrences,
        corrects=message.corrects.title if message.corrects else "",
    )


def prepare(session: Session, message: Message, *, adapters: Adapters, occurrences: int) -> Prepared:
    """Render every medium of a message for its present revision and store the renditions.

    Raises MessageRefused with a sentence for each medium that can never carry this message.
    """
    channels = target_channels(session, message)
    if not channels:
        raise MessageRefused(
            "Không có kênh nào đang hoạt động cho tin này; hãy thêm bằng `publisher channel add`."
        )
    content = content_of(session, message, occurrences=occurrences)
    rendered, problems = render_all(channels, content, words.versions_of(message.versions or ()), adapters)
    if problems:
        raise MessageRefused(*problems)
    _drop_old(session, message)
    rows = [_keep(session, message, channel, rendition, long) for channel, rendition, long in rendered]
    missing = [medium for medium in message.media if medium not in {row.medium for row in rows}]
    notes = [f"Chưa có kênh nào cho phương tiện “{medium}”; tin sẽ không ra ở đó." for medium in missing]
    notes += [note for _, rendition, _ in rendered for note in rendition.notes]
    return Prepared(notes=tuple(dict.fromkeys(notes)), recording=any(row.state == RECORDING for row in rows))


def render_all(
    channels: Sequence[Channel], content: Content, versions: Sequence[Version], adapters: Adapters
) -> tuple[list[tuple[Channel, Rendition, bool]], list[str]]:
    """Render through each channel; what equals the rendition of its medium's first channel is not kept.

    Those with words of their own come last, so that a medium's first one speaks for the others.
    """
    rendered: list[tuple[Channel, Rendition, bool]] = []
    problems: list[str] = []
    shared: dict[str, str] = {}  # medium → digest of what its channels share
    for channel in sorted(channels, key=lambda each: own_version(versions, each) is not None):
        try:
            adapter = adapters(channel)
            rendition = adapter.render(for_channel(content, versions, channel))
        except ContentRejected as refusal:
            problems.append(f"{channel.name}: {refusal.sentence}")
            continue
        first = channel.medium not in shared
        if first or shared[channel.medium] != rendition.digest:
            shared.setdefault(channel.medium, rendition.digest)
            rendered.append((channel, rendition, isinstance(adapter, Recordable)))
    return rendered, list(dict.fromkeys(problems))


def _drop_old(session: Session, message: Message) -> None:
    for row in sealed_renditions(session, message):
        session.delete(row)
    session.flush()


def _keep(
    session: Session, message: Message, channel: Channel, rendition: Rendition, long: bool
) -> RenditionRow:
    shared = session.scalar(
        select(RenditionRow.id).where(
            RenditionRow.message_id == message.id,
            RenditionRow.revision == message.revision,
            RenditionRow.medium == channel.medium,
            RenditionRow.channel_id.is_(None),
        )
    )
    row = RenditionRow(
        commune_id=message.commune_id,
        message_id=message.id,
        revision=message.revision,
        medium=channel.medium,
        channel_id=None if shared is None else channel.id,
        made_by_id=channel.id,
        document=rendition.document(),
        digest=rendition.digest,
        state=RECORDING if long else SEALED,
    )
    session.add(row)
    session.flush()
    return row


def rendition_for(session: Session, message: Message, channel: Channel) -> RenditionRow | None:
    """Return what goes out on a channel: its own rendition, else its medium's."""
    rows = [row for row in sealed_renditions(session, message) if row.medium == channel.medium]
    own = [row for row in rows if row.channel_id == channel.id]
    shared = [row for row in rows if row.channel_id is None]
    return next(iter(own or shared), None)
