"""Setting up accounts and channels: settings checked as one, secrets sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.registry import adapter_class
from channels.settings import Setting, SettingsInvalid, read_settings, settings_of
from content_queue import audit, holds, names, rights
from content_queue.communes import NameTaken
from content_queue.models import Account, Channel, Commune, Hamlet, User, Zone
from content_queue.places import UnknownName, named
from publisher.app import App


def add_account(
    app: App,
    session: Session,
    kind: str,
    name: str,
    settings: Mapping[str, str],
    *,
    actor: User,
    now: datetime,
) -> Account:
    """Add a credential that several channels share; only the kind's account settings are taken.

    Raises NotPermitted, UnknownKind, SettingsInvalid, NameTaken.
    """
    rights.require(actor, "set up")
    adapter = adapter_class(kind)
    declared = {each.name: each for each in settings_of(adapter) if each.account}
    if not declared:
        raise SettingsInvalid([f"Loại kênh {kind} không cần tài khoản."])
    read_settings(adapter, settings, account=True)
    _require_safe(declared, settings)
    name = _free_name(session, Account, name, "tài khoản")
    row = Account(commune_id=actor.commune_id, name=name, kind=kind)
    _keep(app, row, settings, declared)
    session.add(row)
    audit.record(session, "add", row, actor=actor, now=now, after=kind)
    return row


def add_channel(
    app: App,
    session: Session,
    kind: str,
    name: str,
    settings: Mapping[str, str],
    *,
    actor: User,
    now: datetime,
    account: str = "",
    hamlets: Sequence[str] = (),
) -> Channel:
    """Add a channel; account settings given here make an account of the channel's own name.

    Raises NotPermitted, UnknownKind, SettingsInvalid, NameTaken, UnknownName.
    """
    rights.require(actor, "set up")
    adapter_class(kind)
    name = _free_name(session, Channel, name, "kênh")
    row = Channel(
        commune_id=actor.commune_id, name=name, kind=kind, medium="", settings={}, secrets={}, changed_at=now
    )
    row.hamlets = [named(session, Hamlet, each, "thôn") for each in hamlets]
    _attach_account(app, session, row, settings, account=account, actor=actor, now=now)
    change_settings(app, session, row, settings, now=now, actor=actor)
    session.add(row)
    session.flush()
    row.medium = app.book.of(session, row).capabilities.medium
    audit.record(session, "add", row, actor=actor, now=now, after=kind)
    return row


def change_settings(
    app: App,
    session: Session,
    row: Channel,
    settings: Mapping[str, str],
    *,
    now: datetime,
    actor: User | None = None,
) -> None:
    """Set some settings of a channel or its account, the rest staying; all mistakes are told at once.

    A changed credential ends a hold that waited for it.
    """
    kind = adapter_class(row.kind)
    declared = {each.name: each for each in settings_of(kind)}
    with session.no_autoflush:
        read_settings(kind, {**app.book.plain_settings(row), **settings})
        _require_safe(declared, settings)
        for_account = {key: value for key, value in settings.items() if declared[key].account and row.account}
        own = {key: value for key, value in settings.items() if key not in for_account}
        if row.account is not None and for_account:
            _keep(app, row.account, for_account, declared)
            row.account.tokens = ""
            row.account.token_ends_at = row.account.token_asked_at = None
            holds.release(session, row.account, actor=actor, now=now)
        _keep(app, row, own, declared)
        if "zone" in settings:
            row.zone = named(session, Zone, settings["zone"], "cụm loa")
        _require_alone(app, session, row)
    holds.release(session, row, actor=actor, now=now)
    row.changed_at = now


def _attach_account(
    app: App,
    session: Session,
    row: Channel,
    settings: Mapping[str, str],
    *,
    account: str,
    actor: User,
    now: datetime,
) -> None:
    declared = {each.name for each in settings_of(adapter_class(row.kind)) if each.account}
    if account:
        found: Account = named(session, Account, account, "tài khoản")
        if found.kind != row.kind:
            raise UnknownName(
                f"Tài khoản “{account}” thuộc loại {found.kind}, không dùng được cho {row.kind}."
            )
        row.account = found
    elif declared:
        _free_name(session, Account, row.name, "tài khoản")
        row.account = Account(
            commune_id=actor.commune_id, name=row.name, kind=row.kind, settings={}, secrets={}
        )
        session.add(row.account)


def _keep(
    app: App, row: Account | Channel, given: Mapping[str, str], declared: Mapping[str, Setting]
) -> None:
    plain = {key: value for key, value in given.items() if not declared[key].secret}
    secret = {key: app.box.seal(value) for key, value in given.items() if declared[key].secret}
    row.settings = {**(row.settings or {}), **plain}
    row.secrets = {**(row.secrets or {}), **secret}


def _require_safe(declared: Mapping[str, Setting], given: Mapping[str, str]) -> None:
    """Refuse addresses over which a secret would travel in the open: https is required unless loopback."""
    from channels.http import base_problem

    called = [value.strip() for key, value in given.items() if declared[key].called]
    if problems := [problem for address in called if (problem := base_problem(address))]:
        raise SettingsInvalid(problems)


def _require_alone(app: App, session: Session, row: Channel) -> None:
    """Refuse a destination that another channel has already: everything would go out there twice."""
    ours = _destination(app, row)
    if not any(ours):
        return
    for other in session.scalars(select(Channel).where(Channel.kind == row.kind)):
        if other is not row and _destination(app, other) == ours:
            raise SettingsInvalid(
                [f"Kênh “{other.name}” đã gửi đến đúng nơi này; mỗi trang, mỗi nhóm chỉ có một kênh."]
            )


def _destination(app: App, row: Channel) -> tuple[str, ...]:
    given = app.book.plain_settings(row)
    named_by = [each for each in settings_of(adapter_class(row.kind)) if each.identity]
    return tuple(
        given.get(each.name, str(each.default or "")).strip().rstrip("/").casefold() for each in named_by
    )


def _free_name(session: Session, table: type[Account] | type[Channel], name: str, what: str) -> str:
    """Return a name as it is kept; NameTaken when one of this commune's has it, case aside."""
    name = names.clean(name, what)
    for present in session.scalars(select(table.name)):
        if names.folded(present) == names.folded(name):
            raise NameTaken(f"Đã có {what} “{present}”.")
    return name


def end_hold(app: App, commune: Commune, channel: Channel, *, now: datetime) -> None:
    """Let a mended channel and its account send again, and close their alerts."""
    with app.writing(commune) as session:
        row = session.get_one(Channel, channel.id)
        for held in (row, row.account):
            if held is not None:
                holds.release(session, held, actor=None, now=now)
