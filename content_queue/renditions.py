"""What will go out: made at submission through the channels' own adapters, sealed by a digest.

One rendition serves a whole medium; a channel whose adapter renders differently gets its own. Long work
(audio) is left to be recorded: see recordings.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import (
    Content,
    ContentRejected,
    Recordable,
    Rendition,
    StoredFile,
    Urgency,
)
from content_queue.messages import MessageRefused, sealed_renditions
from content_queue.models import Channel, Commune, Message, RenditionRow

RECORDING, SEALED, BROKEN = "recording", "sealed", "broken"

Adapters = Callable[[Channel], Any]  # a channel row → its adapter


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What preparing a message found: sentences for its editor, and whether recordings are waiting."""

    notes: tuple[str, ...]
    recording: bool


def target_channels(session: Session, message: Message) -> Sequence[Channel]:
    """Return the active channels of the message's media that serve its hamlets or the whole commune."""
    rows = session.scalars(
        select(Channel)
        .where(Channel.commune_id == message.commune_id)
        .where(Channel.medium.in_(message.media), ~Channel.paused)
        .order_by(Channel.id)
    )
    wanted = {hamlet.id for hamlet in message.hamlets}
    return [row for row in rows if _serves(row, wanted)]


def _serves(channel: Channel, wanted: set[int]) -> bool:
    served = {hamlet.id for hamlet in (channel.zone.hamlets if channel.zone else channel.hamlets)}
    return not served or not wanted or bool(served & wanted)


def content_of(session: Session, message: Message, *, occurrences: int = 1) -> Content:
    """Return the message's words as the adapters take them."""
    commune = session.get_one(Commune, message.commune_id)
    files = [
        StoredFile(digest=a.digest, name=a.name, media_type=a.media_type, size=a.size, alt=a.alt)
        for a in message.attachments
    ]
    return Content(
        reference=message.reference,
        title=message.title,
        body=message.body,
        commune=commune.name,
        province=commune.province,
        topic=message.topic.code,
        topic_name=message.topic.name,
        unit=message.unit.name,
        urgency=Urgency(message.urgency),
        source=message.source,
        hamlets=tuple(hamlet.name for hamlet in message.hamlets),
        images=tuple(each for each in files if each.is_picture),
        attachments=tuple(each for each in files if not (each.is_picture or each.is_sound)),
        recordings=tuple(each for each in files if each.is_sound),
        link=message.link,
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
    rendered, problems = _render_all(channels, content, adapters)
    if problems:
        raise MessageRefused(*problems)
    _drop_old(session, message)
    rows = [_keep(session, message, channel, rendition, long) for channel, rendition, long in rendered]
    missing = [medium for medium in message.media if medium not in {row.medium for row in rows}]
    notes = [f"Chưa có kênh nào cho phương tiện “{medium}”; tin sẽ không ra ở đó." for medium in missing]
    notes += [note for _, rendition, _ in rendered for note in rendition.notes]
    return Prepared(notes=tuple(dict.fromkeys(notes)), recording=any(row.state == RECORDING for row in rows))


def _render_all(
    channels: Sequence[Channel], content: Content, adapters: Adapters
) -> tuple[list[tuple[Channel, Rendition, bool]], list[str]]:
    """Render through each channel; what equals the rendition of its medium's first channel is not kept."""
    rendered: list[tuple[Channel, Rendition, bool]] = []
    problems: list[str] = []
    shared: dict[str, str] = {}  # medium → digest of what its channels share
    for channel in channels:
        try:
            adapter = adapters(channel)
            rendition = adapter.render(content)
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
