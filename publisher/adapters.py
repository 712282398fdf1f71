"""Channel rows become adapters here: settings, secrets, vault and folders put together once per change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload

from channels.base import Channel as Adapter
from channels.base import FileStore, Supplies
from channels.registry import adapter_class
from channels.settings import read_settings, settings_of
from content_queue.db import open_session
from content_queue.models import Account, Channel
from publisher.home import Home
from publisher.secrets import SecretBox
from publisher.stamps import Share, Stamp, stamps_of
from publisher.vault import AccountVault

KEPT = 4000  # adapters: a province's channels take turns in a bounded memory


class AdapterBook:
    """Builds adapters and keeps them until their channel, account or dictionary changes."""

    def __init__(self, *, engine: Engine, home: Home, box: SecretBox, files: FileStore) -> None:
        self._engine, self._home, self._box, self._files = engine, home, box, files
        self._kept: OrderedDict[int, tuple[Stamp, Adapter]] = OrderedDict()  # the longest unused first
        self._lock = threading.Lock()

    def many(self, channel_ids: Collection[int]) -> Mapping[int, Adapter | Exception]:
        """Return the adapters of channels, or for each that can't be built the reason."""
        with open_session(self._engine, reading=True) as session:
            stamps = stamps_of(session, channel_ids)
            known = {each: self._known(each, stamp) for each, stamp in stamps.items()}
            found: dict[int, Adapter | Exception] = {each: kept for each, kept in known.items() if kept}
            if len(found) < len(stamps):
                new = select(Channel).where(Channel.id.in_(stamps.keys() - found.keys()))
                for row in session.scalars(new.options(joinedload(Channel.account))):
                    found[row.id] = self._try(row, stamps[row.id])
        return found

    def of(self, session: Session, row: Channel) -> Adapter:
        """Return the adapter of a channel row, built anew when something about it changed."""
        session.flush()
        stamp = stamps_of(session, {row.id})[row.id]
        adapter = self._known(row.id, stamp)
        return self._make(row, stamp) if adapter is None else adapter

    def _known(self, channel_id: int, stamp: Stamp) -> Adapter | None:
        with self._lock:
            kept = self._kept.get(channel_id)
            if kept is None or kept[0] != stamp:
                return None
            self._kept.move_to_end(channel_id)
            return kept[1]

    def _make(self, row: Channel, stamp: Stamp) -> Adapter:
        adapter = self._build(row, stamp.share)
        with self._lock:
            self._kept[row.id] = (stamp, adapter)
            self._kept.move_to_end(row.id)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return adapter

    def _try(self, row: Channel, stamp: Stamp) -> Adapter | Exception:
        try:
            return self._make(row, stamp)
        except Exception as problem:  # noqa: BLE001 - a broken setting holds its own channel, not the others
            return problem

    def _build(self, row: Channel, share: Share) -> Adapter:
        kind = adapter_class(row.kind)
        given = self.plain_settings(row)
        supplies = Supplies(
            files=self._files,
            folder=self._home.work(share.code, f"{row.id}-{row.kind}"),
            vault=self.vault(row.account) if row.account else None,
        )
        built: Adapter = kind(
            **read_settings(kind, given), **_given_by_the_commune(kind, share), supplies=supplies
        )
        return built

    def plain_settings(self, row: Channel) -> dict[str, str]:
        """Return the settings of a channel and its account as text, secrets read."""
        return (self.own_settings(row.account) if row.account else {}) | self.own_settings(row)

    def own_settings(self, row: Account | Channel) -> dict[str, str]:
        """Return what one row holds as text, secrets read."""
        plain = {name: str(value) for name, value in row.settings.items()}
        return plain | {name: self._box.read(sealed) for name, sealed in row.secrets.items()}

    def vault(self, account: Account) -> AccountVault:
        """Return the tokens of an account."""
        names = [
            each.name for each in settings_of(adapter_class(account.kind)) if each.name.endswith("_token")
        ]
        initial = {name: self._box.read(account.secrets[name]) for name in names if name in account.secrets}
        return AccountVault(
            engine=self._engine,
            account_id=account.id,
            box=self._box,
            side_folder=self._home.folder / "tokens",
            initial=initial,
        )


def _given_by_the_commune(kind: type, share: Share) -> dict[str, Any]:
    """Return what an adapter may take that is the commune's, not the channel's: words, dialect, names."""
    offered = {"entries": share.entries, "commune": share.name, "province": share.province}
    declared = {each.name for each in settings_of(kind)}
    wanted = {each.name for each in fields(kind)} - declared
    return {name: value for name, value in offered.items() if name in wanted}
