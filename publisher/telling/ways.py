"""The table of kinds of contact, and the protocol they keep; each is loaded at first use.

A way is a frozen dataclass whose fields are its settings, as an adapter's are. It raises NotTold, with one
plain sentence that holds no secret, when perhaps nobody has heard: an alarm is better told twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

from channels.settings import read_settings, settings_of
from content_queue import names
from publisher.telling.digest import Digest

KINDS: dict[str, str] = {
    "email": "publisher.telling.mail:Mail",
    "webhook": "publisher.telling.webhook:Webhook",
    "zalo_bot": "publisher.telling.zalo_bot:ZaloBot",
}
LANGUAGES = ("vi", "en")


class NotTold(Exception):
    """The notice did not get through; try again later."""


class UnknownContactKind(ValueError):
    """There is no such kind of contact."""


class Way(Protocol):
    """One way to reach somebody."""

    @property
    def addresses(self) -> Sequence[str]:
        """Return the addresses it calls, as URLs; they must be loopback in a rehearsal."""

    def problems(self) -> Sequence[str]:
        """Return what is wrong with its settings, in plain sentences; nothing is called."""

    def tell(self, digest: Digest) -> None:
        """Send one notice; NotTold or a ChannelError when it did not get through."""


def way_class(kind: str) -> type:
    """Return the class of a kind; UnknownContactKind lists what exists."""
    if kind not in KINDS:
        raise UnknownContactKind(names.unknown("loại đầu mối", kind, list(KINDS)))
    module, _, name = KINDS[kind].partition(":")
    found: type = getattr(import_module(module), name)
    return found


def make_way(kind: str, given: Mapping[str, str]) -> Way:
    """Return the way these settings describe; SettingsInvalid names every mistake."""
    found = way_class(kind)
    way: Way = found(**read_settings(found, given))
    return way


def secret_names(kind: str) -> frozenset[str]:
    """Return the settings of a kind that are kept sealed."""
    return frozenset(each.name for each in settings_of(way_class(kind)) if each.secret)
