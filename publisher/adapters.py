"""Channel rows become adapters here: settings, secrets, vault and folders put together once per change."""

from __future__ import annotations

import threading
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
from content_queue.models import Account, Channel, Commune, DictionaryEntry
from publisher.home import Home
from publisher.secrets import SecretBox
from publisher.vault import AccountVault


class AdapterBook:
    """Builds adapters and keeps them until their channel, account or dictionary changes."""

    def __init__(self, *, engine: Engine, home: Home, box: SecretBox, files: FileStore) -> None:
        self._engine, self._home, self._box, self._files = engine, home, box, files
        self._kept: dict[int, tuple[Any, Adapter]] = {}
        self._lock = threading.Lock()

    def many(self, channel_ids: Collection[int]) -> Mapping[int, Adapter | Exception]:
        """Return the adapters of channels, or for each that can't be built the reason."""
        query = select(Channel).where(Channel.id.in_(channel_ids)).options(joinedload(Channel.account))
        with open_session(self._engine, reading=True) as session:
            rows = session.scalars(query).all()
            stamps = _stamps(session, {row.commune_id for row in rows})
            return {row.id: self._try(session, row, stamps[row.commune_id]) for row in rows}

    def of(self, session: Session, row: Channel) -> Adapter:
        """Return the adapter of a channel row, built anew when something about it changed."""
        return self._of(session, row, _stamps(session, {row.commune_id})[row.commune_id])

    def _of(self, session: Session, row: Channel, of_commune: Any) -> Adapter:
        account = row.account
        of_account = (account.id, account.settings, account.secrets) if account else None
        of_channel = (row.changed_at, str(row.settings), str(row.secrets))
        stamp = (of_channel, of_account, of_commune)
        with self._lock:
            kept = self._kept.get(row.id)
            if kept is None or kept[0] != stamp:
                kept = (stamp, self._build(session, row))
                self._kept[row.id] = kept
            return kept[1]

    def _try(self, session: Session, row: Channel, of_commune: Any) -> Adapter | Exception:
        try:
            return self._of(session, row, of_commune)
        except Exception as problem:  # noqa: BLE001 - a broken setting holds its own channel, not the others
            return problem

    def _build(self, session: Session, row: Channel) -> Adapter:
        commune = session.get_one(Commune, row.commune_id)
        kind = adapter_class(row.kind)
        given = self.plain_settings(row)
        supplies = Supplies(
            files=self._files,
            folder=self._home.work(commune.code, f"{row.id}-{row.kind}"),
            vault=self._vault(row.account) if row.account else None,
        )
        built: Adapter = kind(
            **read_settings(kind, given),
            **_given_by_the_commune(session, kind, row, commune),
            supplies=supplies,
        )
        return built

    def plain_settings(self, row: Channel) -> dict[str, str]:
        """Return the settings of a channel and its account as text, secrets read."""
        given: dict[str, str] = {}
        for holder in (row.account, row):
            if holder is not None:
                given |= {name: str(value) for name, value in holder.settings.items()}
                given |= {name: self._box.read(sealed) for name, sealed in holder.secrets.items()}
        return given

    def _vault(self, account: Account) -> AccountVault:
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


def _stamps(session: Session, commune_ids: Collection[int]) -> Mapping[int, Any]:
    """Return for each commune what changes when an adapter's share of it does: name, settings, words."""
    words: dict[int, list[tuple[str, str]]] = {commune_id: [] for commune_id in commune_ids}
    taught = select(DictionaryEntry.commune_id, DictionaryEntry.written, DictionaryEntry.spoken)
    taught = taught.where(DictionaryEntry.commune_id.in_(commune_ids)).order_by(DictionaryEntry.id)
    for commune_id, written, spoken in session.execute(taught):
        words[commune_id].append((written, spoken))
    communes = session.scalars(select(Commune).where(Commune.id.in_(commune_ids)))
    return {row.id: (row.name, str(row.settings), tuple(words[row.id])) for row in communes}


def _given_by_the_commune(session: Session, kind: type, row: Channel, commune: Commune) -> dict[str, Any]:
    """Return what an adapter may take that is the commune's, not the channel's: words, dialect, names."""
    own = DictionaryEntry.commune_id == commune.id
    rows = session.scalars(select(DictionaryEntry).where(own).order_by(DictionaryEntry.id))
    offered = {
        "entries": tuple((entry.written, entry.spoken) for entry in rows),
        "commune": commune.name,
        "province": commune.province,
    }
    declared = {each.name for each in settings_of(kind)}
    wanted = {each.name for each in fields(kind)} - declared
    return {name: value for name, value in offered.items() if name in wanted}
