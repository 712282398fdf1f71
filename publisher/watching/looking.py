"""One look from outside: at the database, with its own driver and nothing above it, or at a /health address.

It only reads. A SQLite file is never made where there is none, and each look opens it anew, so that a file
moved away is missed.
"""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from publisher.home import Home

SECONDS = 10
SIGNS = (
    "SELECT seen_at FROM worker WHERE ended_at IS NULL UNION ALL SELECT ended_at FROM "
    "(SELECT ended_at FROM worker WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1) AS newest"
)
CONTACTS = "SELECT id, kind, settings, secrets FROM contact WHERE hears_installation ORDER BY id"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What is wrong: a sort that `publisher.telling.steps` knows, and a sentence for people."""

    sort: str
    sentence: str
    is_sure: bool = True  # False: it may be over in a moment, look once more


@dataclass(frozen=True, kw_only=True)
class ContactRow:
    """Somebody who hears of the installation, as the database keeps them: secrets sealed."""

    id: int
    kind: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a look at the database showed; `failed` when it did not answer."""

    signs: Sequence[datetime] = ()
    contacts: Sequence[ContactRow] | None = None
    failed: bool = False


def look_at_database(home: Home) -> Seen:
    """Ask for signs of life and for who must hear; never raises for a database that is away."""
    try:
        signs, contacts = _asked(home, SIGNS, CONTACTS)
    except (sqlite3.Error, OSError, ConnectionError):
        return Seen(failed=True)
    return Seen(
        signs=[_moment(row[0]) for row in signs],
        contacts=[
            ContactRow(id=row[0], kind=row[1], settings=_document(row[2]), secrets=_document(row[3]))
            for row in contacts
        ],
    )


def trouble_in(seen: Seen, *, now: datetime, after: timedelta) -> Trouble | None:
    """Say what is wrong; a sign of life counts whichever way the clocks differ."""
    if seen.failed:
        return Trouble(
            sort="database",
            sentence="Cơ sở dữ liệu không trả lời; chưa biết tin có đi không.",
            is_sure=False,
        )
    if not seen.signs:
        return Trouble(sort="tick", sentence="Chương trình gửi tin chưa từng chạy ở đây.", is_sure=False)
    silent = min(abs(now - sign) for sign in seen.signs)
    if silent <= after:
        return None
    minutes = max(1, round(silent.total_seconds() / 60))
    return Trouble(
        sort="tick", sentence=f"Chương trình gửi tin đã dừng: {minutes} phút không có dấu hiệu sống."
    )


def look_at_address(url: str) -> Trouble | None:
    """Ask a /health address; None when it is well."""
    host = urlsplit(url).hostname or url
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            answer.read()
        return None
    except urllib.error.HTTPError as refused:
        with refused:
            sorts = _wrong_in(refused.read())
        told = ", ".join(sorts) or str(refused.code)
        return Trouble(sort="health", sentence=f"/health ở {host} báo có việc: {told}.", is_sure=False)
    except (OSError, ValueError):
        return Trouble(sort="tick", sentence=f"Chương trình gửi tin ở {host} không trả lời.", is_sure=False)


def _asked(home: Home, *questions: str) -> list[Sequence[Any]]:
    if home.database_file is not None:
        address = f"{home.database_file.absolute().as_uri()}?mode=ro"  # a drive's letter and spaces, too
        with closing(sqlite3.connect(address, uri=True, timeout=SECONDS)) as connection:
            return [connection.execute(question).fetchall() for question in questions]
    import psycopg

    plain = home.database_url.replace("postgresql+psycopg", "postgresql", 1)
    limits = f"-c statement_timeout={SECONDS * 1000}"
    try:
        with psycopg.connect(plain, connect_timeout=SECONDS, options=limits) as connection:
            return [connection.execute(question).fetchall() for question in questions]
    except psycopg.Error:
        raise ConnectionError from None  # its words may hold the address and who connects


def _wrong_in(body: bytes) -> list[str]:
    try:
        found = json.loads(body)
        return [str(each) for each in found["wrong"]]
    except (ValueError, KeyError, TypeError):
        return []


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _document(value: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found
