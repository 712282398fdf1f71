"""Many rows in one statement: the values of all of them travel as one JSON text, however many they are.

So a statement has one wording: it is compiled once, prepared once, and goes to the database once for a group.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, FromClause, Text, bindparam, cast, column, func, select
from sqlalchemy.types import TypeEngine

ROWS = "given_rows"  # the parameter that holds them


def given(dialect: str, **columns: TypeEngine[Any]) -> FromClause:
    """Return the rows of the parameter as a table with these columns."""
    text = bindparam(ROWS, type_=Text())
    if dialect == "postgresql":
        typed = [column(name, kind) for name, kind in columns.items()]
        records = func.json_to_recordset(cast(text, JSON)).table_valued(*typed, name="given")
        return records.render_derived(with_types=True)
    each = func.json_each(text).table_valued("value", name="each_row")
    values = (
        func.json_extract(each.c.value, f"$.{name}", type_=kind).label(name) for name, kind in columns.items()
    )
    return select(*values).subquery("given")


def as_rows(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the parameter that holds these rows."""
    stored = _stored_by_sqlite if connection.dialect.name == "sqlite" else datetime.isoformat
    return {ROWS: json.dumps([*rows], ensure_ascii=False, default=stored)}


def _stored_by_sqlite(moment: datetime) -> str:
    """Return a moment as SQLAlchemy writes it: SQLite has no type of its own for it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
