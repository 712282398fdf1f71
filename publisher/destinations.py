"""Accounts and channels set up by name: settings checked all at once, secrets told apart and sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.registry import adapter_class
from channels.settings import SettingsInvalid, read_settings, settings_of
from content_queue import audit, rights
from content_queue.communes import NameTaken
from content_queue.models import Account, Channel, Hamlet, User, Zone
from content_queue.places import NameRefused, named
from publisher.app import App


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """An account as an administrator asks for it: the settings that channels of its kind share."""

    kind: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class NewChannel:
    """A channel as an administrator asks for it; a loudspeaker's zone is its setting `zone`."""

    kind: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    account: str = ""
    hamlets: Sequence[str] = ()  # none: the whole commune


def add_account(session: Session, wanted: NewAccount, *, app: App, actor: User, now: datetime) -> Account:
    """Add an account. Raises NotPermitted, NameTaken, UnknownKind, SettingsInvalid."""
    rights.require(actor, "set up")
    _require_free(session, Account, wanted.name, "tài khoản")
    _require_shared(wanted.kind, wanted.settings)
    plain, sealed = _told_apart(wanted.kind, wanted.settings, app)
    row = Account(
        commune_id=actor.commune_id, name=wanted.name, kind=wanted.kind, settings=plain, secrets=sealed
    )
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now, kind=wanted.kind)
    return row


def change_account(
    session: Session, row: Account, settings: Mapping[str, str], *, app: App, actor: User, now: datetime
) -> None:
    """Change some settings of an account, for all its channels. Raises NotPermitted, SettingsInvalid."""
    rights.require(actor, "set up")
    _require_shared(row.kind, settings)
    plain, sealed = _told_apart(row.kind, settings, app)
    row.settings, row.secrets = {**row.settings, **plain}, {**row.secrets, **sealed}
    audit.record(session, "change", row, actor=actor, now=now, settings=sorted(settings))


def add_channel(session: Session, wanted: NewChannel, *, app: App, actor: User, now: datetime) -> Channel:
    """Add a channel; its medium is what its adapter says.

    Raises NotPermitted, NameTaken, Unknown, UnknownKind, and SettingsInvalid naming every wrong setting of
    the channel and its account together.
    """
    rights.require(actor, "set up")
    _require_free(session, Channel, wanted.name, "kênh")
    account = account_named(session, wanted.account) if wanted.account else None
    row = Channel(
        commune_id=actor.commune_id,
        name=wanted.name,
        kind=wanted.kind,
        medium="",
        account=account,
        hamlets=[named(session, Hamlet, each, "thôn") for each in wanted.hamlets],
        settings={},
        secrets={},
        changed_at=now,
    )
    if account is not None and account.kind != wanted.kind:
        raise NameRefused(
            f"Tài khoản “{account.name}” là của loại “{account.kind}”, không phải {wanted.kind}."
        )
    _set(session, row, wanted.settings, app)
    audit.record(session, "add", row, actor=actor, now=now, kind=wanted.kind)
    return row


def change_channel(
    session: Session, row: Channel, settings: Mapping[str, str], *, app: App, actor: User, now: datetime
) -> None:
    """Change some settings of a channel; messages sealed before go out as they were sealed.

    Raises NotPermitted, SettingsInvalid, Unknown.
    """
    rights.require(actor, "set up")
    row.changed_at = now
    _set(session, row, settings, app)
    audit.record(session, "change", row, actor=actor, now=now, settings=sorted(settings))


def pause(session: Session, row: Channel, *, actor: User, now: datetime, reason: str = "") -> None:
    """Let nothing leave through a channel until it is resumed."""
    rights.require(actor, "set up")
    row.paused, row.changed_at = True, now
    audit.record(session, "pause", row, actor=actor, now=now, reason=reason)


def resume(session: Session, row: Channel, *, actor: User, now: datetime) -> None:
    """Let a channel send again; a hold on it or its account ends too."""
    rights.require(actor, "set up")
    row.paused, row.changed_at = False, now
    for held in (row, row.account):
        if held is not None:
            held.held_until, held.held_because = None, ""
    audit.record(session, "resume", row, actor=actor, now=now)


def accounts(session: Session) -> Sequence[Account]:
    """Return the accounts in the order they were added."""
    return session.scalars(select(Account).order_by(Account.id)).all()


def channels(session: Session) -> Sequence[Channel]:
    """Return the channels in the order they were added."""
    return session.scalars(select(Channel).order_by(Channel.id)).all()


def account_named(session: Session, name: str) -> Account:
    """Return the account of this name, or Unknown."""
    return named(session, Account, name, "tài khoản")


def channel_named(session: Session, name: str) -> Channel:
    """Return the channel of this name, or Unknown."""
    return named(session, Channel, name, "kênh")


def _set(session: Session, row: Channel, given: Mapping[str, str], app: App) -> None:
    """Put settings on a row, check them together with the account's, and ask the adapter for its medium."""
    plain, sealed = _told_apart(row.kind, given, app)
    row.settings, row.secrets = {**row.settings, **plain}, {**row.secrets, **sealed}
    read_settings(adapter_class(row.kind), app.book.plain_settings(row))
    if row.kind == "loudspeaker":
        row.zone = named(session, Zone, row.settings["zone"], "cụm loa")
    session.add(row)
    session.flush()
    row.medium = app.book.of(session, row).capabilities.medium.value


def _told_apart(kind: str, given: Mapping[str, str], app: App) -> tuple[dict[str, str], dict[str, str]]:
    """Return the plain settings and the sealed secrets."""
    secret = {each.name for each in settings_of(adapter_class(kind)) if each.secret}
    plain = {name: value for name, value in given.items() if name not in secret}
    return plain, {name: app.box.seal(given[name]) for name in secret & given.keys()}


def _require_shared(kind: str, given: Mapping[str, str]) -> None:
    """Refuse settings that are not an account's; what is missing is said when a channel is added."""
    shared = [each.name for each in settings_of(adapter_class(kind)) if each.account]
    strange = [name for name in given if name not in shared]
    if strange:
        listed = ", ".join(shared) or "không có"
        raise SettingsInvalid(
            [f"“{name}” không phải cài đặt của tài khoản {kind}. Có: {listed}." for name in strange]
        )


def _require_free(session: Session, table: type[Account | Channel], name: str, what: str) -> None:
    if not name.strip():
        raise NameRefused(f"Tên {what} đang để trống.")
    if session.scalar(select(table.id).where(table.name == name)) is not None:
        raise NameTaken(f"Đã có {what} “{name}”.")
