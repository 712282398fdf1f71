"""The channel protocol: what every adapter takes, gives, and may complain about.

Errors say what must happen next, so the dispatcher has exactly these branches::

    ChannelError
    ├── ContentRejected       this content will never pass      → delivery failed, an editor is told
    ├── NotAuthorized         a credential or permission is dead → hold, one alert, nothing loses an attempt
    ├── ChannelUnavailable    nothing was published             → retry later; `hold` holds the whole account
    └── OutcomeUnknown        it may have been published        → look first, never send again blindly

Anything else an adapter raises is a bug and is treated as OutcomeUnknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from channels.leaving import last_word, leave
from channels.values import (
    Bulletin,
    Content,
    Facts,
    Medium,
    Reach,
    Receipt,
    Rendition,
    StoredFile,
    Urgency,
    digest_of,
)

__all__ = [
    "Bulletin",
    "Capabilities",
    "Channel",
    "ChannelError",
    "ChannelUnavailable",
    "Content",
    "ContentRejected",
    "Correctable",
    "Expiring",
    "Facts",
    "FileStore",
    "FixedBy",
    "Measurable",
    "Medium",
    "NotAuthorized",
    "OutcomeUnknown",
    "PartProgress",
    "Progress",
    "Reach",
    "Rebuildable",
    "Receipt",
    "Recordable",
    "Reissuable",
    "Rendition",
    "Retractable",
    "Searchable",
    "StoredFile",
    "Supplies",
    "TokenVault",
    "Urgency",
    "Visible",
    "digest_of",
    "last_word",
    "leave",
]


class FixedBy(StrEnum):
    """Who can mend a dead credential or a missing permission."""

    ADMIN = "admin"  # reconnect, choose the group again, new application password
    PAGE_OWNER = "page_owner"  # the person who holds the role on the page or Official Account
    PROVIDER = "provider"  # the outside service: package, verification, suspension


class ChannelError(Exception):
    """Something an adapter says in one plain sentence; subclasses say what happens next."""

    def __init__(self, sentence: str, *, code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class ContentRejected(ChannelError):
    """This content will never pass; an editor must change it."""


class NotAuthorized(ChannelError):
    """A credential or a permission is dead; `account_wide` says whether the whole account is held."""

    def __init__(
        self, sentence: str, *, who_fixes: FixedBy = FixedBy.ADMIN, account_wide: bool = True, code: str = ""
    ) -> None:
        super().__init__(sentence, code=code)
        self.who_fixes = who_fixes
        self.account_wide = account_wide


class ChannelUnavailable(ChannelError):
    """Nothing was published; try again after `retry_after`; `hold` holds the whole account that long."""

    def __init__(
        self, sentence: str, *, retry_after: timedelta | None = None, hold: bool = False, code: str = ""
    ) -> None:
        super().__init__(sentence, code=code)
        self.retry_after = retry_after
        self.hold = hold


class OutcomeUnknown(ChannelError):
    """The request may have been published (a “duplicate” answer too): look before anything else."""


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a configured channel can do; limits are counted after NFC, in code points."""

    medium: Medium
    max_text: int | None = None  # characters of one part
    needs_person: bool = False  # a receipt means “handed over”: a person confirms
    disturbs: bool = True  # quiet hours of the commune apply
    lateness: timedelta = timedelta(hours=12)  # later than this it is missed, not sent
    lookups: tuple[timedelta, ...] = ()  # after a doubt: when to look, counted from the doubt
    concurrency: int = 4  # sends at the same time through one channel
    spacing: timedelta = timedelta(0)  # between two sends through its account: the service's rate
    edits: bool = True  # a Correctable kind's settings let it change what is out
    deletes: bool = True  # a Retractable kind's settings let it take back what is out


class FileStore(Protocol):
    """Content-addressed bytes: media and audio, by SHA-256."""

    def add(self, source: BinaryIO, *, name: str, media_type: str, alt: str = "") -> StoredFile:
        """Keep the bytes (streamed) and return their address."""

    def open(self, digest: str) -> BinaryIO:
        """Open the bytes for reading; FileNotFoundError when absent. The caller closes."""

    def path(self, digest: str) -> Path:
        """Return a local path holding exactly these bytes, for tools that need one."""


class TokenVault(Protocol):
    """The tokens of one account, refreshed by one caller at a time, across threads and processes."""

    def tokens(self) -> Mapping[str, str]:
        """Return the newest committed tokens, for example access_token and refresh_token."""

    def rotate(
        self, seen: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        """Exchange `seen` for a new set under the account's lock and return the set to use now.

        When another caller has already rotated, `exchange` is not called. The new set is written to a 0600
        side file, then committed, and only then returned.
        """


@dataclass(frozen=True, kw_only=True)
class Supplies:
    """What an adapter needs at run time and is not a setting."""

    files: FileStore
    folder: Path  # a private working folder for caches and outgoing packages
    vault: TokenVault | None = None


@dataclass(frozen=True, kw_only=True)
class PartProgress:
    """How far one part of a delivery came: begun (its intent is durable) and perhaps its receipt."""

    begun_at: datetime
    receipt: Receipt | None = None


class Progress(Protocol):
    """Durable progress of a delivery in several requests; parts are named, e.g. `part-2`, `photo-1`."""

    def of(self, part: str) -> PartProgress | None:
        """Return what is known of a part; None means its request has never left."""

    def begin(self, part: str) -> None:
        """Commit the intent to send a part; call it right before its request leaves."""

    def finish(self, part: str, receipt: Receipt) -> None:
        """Commit the receipt of a part."""

    def forget(self, part: str) -> None:
        """Take an intent back: the service refused the part for certain, nothing of it is there."""


class Channel(Protocol):
    """One configured destination. Adapters are frozen dataclasses; their fields are their settings."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what this channel can do."""

    def check(self) -> Sequence[str]:
        """Return problems in plain Vietnamese sentences, empty when ready; publish nothing."""

    def render(self, content: Content) -> Rendition:
        """Make what will go out: same content, same rendition; no network, no clock.

        Raises ContentRejected when this content can never go out here.
        """

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Publish once; `key` is the public reference of this message and occurrence.

        Raises one of the four errors. Parts already finished in `progress` are not sent again; a part begun
        and not finished is looked for first.
        """


@runtime_checkable
class Searchable(Protocol):
    """“Is it already there?”"""

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Return the receipt when all of it is there, None when it is not; raise when it can't be told."""


@runtime_checkable
class Retractable(Protocol):
    """Can take a publication back."""

    def retract(self, receipt: Receipt) -> None:
        """Remove what the receipt names; already gone counts as done."""


@runtime_checkable
class Correctable(Protocol):
    """Can change a publication in place."""

    def correct(self, receipt: Receipt, rendition: Rendition, *, key: str, facts: Facts) -> Receipt:
        """Replace what the receipt names by the rendition, with the correction's notice in `facts`."""


@runtime_checkable
class Reissuable(Protocol):
    """Can write a bulletin anew that was handed over and not yet broadcast."""

    def reissue(self, bulletin: Bulletin) -> Path | None:
        """Bring what was exported to this bulletin; None when nothing of it is left."""


@runtime_checkable
class Recordable(Protocol):
    """Needs long work (audio) before its rendition can be sealed."""

    def record(self, rendition: Rendition, *, report: Callable[[float], None]) -> Rendition:
        """Return the rendition with its files made; `report` takes the share done, 0 to 1."""


@runtime_checkable
class Rebuildable(Protocol):
    """Can draw anew all that it ever published, after a new look or address."""

    def rebuild(self, report: Callable[[float], None]) -> None:
        """Draw all anew; `report` takes the share done, 0 to 1. Raises ChannelError."""


@runtime_checkable
class Expiring(Protocol):
    """Has a credential whose end the service tells."""

    def token_ends_at(self) -> datetime | None:
        """Ask when the credential ends; None when it has no end or the service does not say.

        Raises ChannelError.
        """


@runtime_checkable
class Measurable(Protocol):
    """Can tell how many people a publication reached."""

    def reach(self, receipt: Receipt) -> Reach:
        """Ask for the figures alive today; raises ChannelError. A figure the service refuses is absent."""


@runtime_checkable
class Visible(Protocol):
    """Can tell whether the public sees a publication; an id that was returned is not yet proof of that."""

    def hidden_because(self, receipt: Receipt) -> str | None:
        """Return why the public does not see it, in one sentence with the remedy; None when it does.

        Raises ChannelError when it can't be told.
        """
