"""What an adapter is made of, told cheaply: when none of it changed, the adapter made before still serves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from content_queue.models import Account, Channel, Commune, DictionaryEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """The commune's part in the adapters of its channels."""

    code: str
    name: str
    province: str
    settings: str
    entries: tuple[tuple[str, str], ...]  # how its loudspeakers say a word: written, spoken


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamp:
    """All that one channel's adapter depends on; equal stamps make equal adapters."""

    own: tuple[Any, ...] = field(repr=False)  # its row and its account's
    share: Share


# settings and secrets as they are stored: comparing needs no reading
_OWN = select(
    Channel.id,
    Channel.commune_id,
    cast(Channel.changed_at, Text).label("changed"),
    cast(Channel.settings, Text).label("settings"),
    cast(Channel.secrets, Text).label("secrets"),
    Account.id.label("account"),
    cast(Account.settings, Text).label("account_settings"),
    cast(Account.secrets, Text).label("account_secrets"),
).outerjoin(Account, Account.id == Channel.account_id)


def stamps_of(session: Session, channel_ids: Collection[int]) -> Mapping[int, Stamp]:
    """Return the stamps of channels by id."""
    rows = session.execute(_OWN.where(Channel.id.in_(channel_ids))).all()
    shares = _shares(session, {row[1] for row in rows})
    return {row[0]: Stamp(own=tuple(row), share=shares[row[1]]) for row in rows}


def _shares(session: Session, commune_ids: Collection[int]) -> Mapping[int, Share]:
    taught: dict[int, list[tuple[str, str]]] = {commune_id: [] for commune_id in commune_ids}
    words = select(DictionaryEntry.commune_id, DictionaryEntry.written, DictionaryEntry.spoken)
    words = words.where(DictionaryEntry.commune_id.in_(commune_ids)).order_by(DictionaryEntry.id)
    for commune_id, written, spoken in session.execute(words):
        taught[commune_id].append((written, spoken))
    communes = select(
        Commune.id,
        Commune.code,
        Commune.name,
        Commune.province,
        cast(Commune.settings, Text).label("settings"),
    ).where(Commune.id.in_(commune_ids))
    return {
        each: Share(code=code, name=name, province=province, settings=settings, entries=tuple(taught[each]))
        for each, code, name, province, settings in session.execute(communes)
    }
