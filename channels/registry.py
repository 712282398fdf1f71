"""One table: kind → adapter class, loaded at first use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

KINDS: dict[str, str] = {
    "website": "channels.website:Website",
    "wordpress": "channels.wordpress:WordPress",
    "webhook": "channels.webhook:Webhook",
    "facebook": "channels.facebook:FacebookPage",
    "zalo": "channels.zalo:ZaloGroup",
    "zalo_bot": "channels.zalo_bot:ZaloBotGroup",
    "handover": "channels.handover:HandOver",
    "loudspeaker": "channels.loudspeaker:Loudspeaker",
    "memory": "channels.memory:Memory",
}


class UnknownKind(LookupError):
    """No adapter has this kind; the sentence lists those that exist."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"Không có loại kênh “{kind}”. Các loại: {', '.join(KINDS)}.")


def adapter_class(kind: str) -> type[Any]:
    """Return the adapter class of a kind; UnknownKind when there is none."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    module, _, name = KINDS[kind].partition(":")
    found: type[Any] = getattr(import_module(module), name)
    return found


def known_kinds(listed: str) -> frozenset[str]:
    """Return the kinds of a list with commas; UnknownKind for the first that does not exist."""
    kinds = [each.strip() for each in listed.split(",") if each.strip()]
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownKind(kind)
    return frozenset(kinds)
