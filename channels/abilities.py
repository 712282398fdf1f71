"""What a configured channel can do: by its kind, and as far as its settings let it."""

from __future__ import annotations

from channels.base import Channel, Correctable, Retractable


def can_edit(channel: Channel) -> bool:
    """Say whether a channel can change a publication in place."""
    return isinstance(channel, Correctable) and channel.capabilities.edits


def can_delete(channel: Channel) -> bool:
    """Say whether a channel can take a publication back."""
    return isinstance(channel, Retractable) and channel.capabilities.deletes
