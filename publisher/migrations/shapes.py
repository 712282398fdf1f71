"""Columns as migrations write them; names of keys and indexes follow the convention of content_queue.db.

Released revisions use these words: never change what one of them makes, add a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from content_queue.db import Instant


def table(name: str, *columns: sa.Column[Any], unique: Sequence[str] = ()) -> None:
    """Create a table with its number and columns; each of `unique` names the columns of a unique key."""
    keys = [sa.UniqueConstraint(*key.split()) for key in unique]
    op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), *columns, *keys)


def pairs(name: str, one: str, other: str) -> None:
    """Create a table that only joins two others."""
    op.create_table(
        name,
        sa.Column(f"{one}_id", sa.Integer(), sa.ForeignKey(f"{one}.id"), primary_key=True),
        sa.Column(f"{other}_id", sa.Integer(), sa.ForeignKey(f"{other}.id"), primary_key=True),
    )


def owner() -> sa.Column[Any]:
    """Return the column that says whose row it is."""
    return points("commune_id", "commune", index=True)


def points(name: str, to: str, *, index: bool = False, empty: bool = False) -> sa.Column[Any]:
    """Return a column that names a row of another table."""
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{to}.id"), nullable=empty, index=index)


def words(name: str, *, unique: bool = False, empty: bool = False) -> sa.Column[Any]:
    """Return a column of text."""
    return sa.Column(name, sa.String(), nullable=empty, unique=unique)


def number(name: str, *, empty: bool = False) -> sa.Column[Any]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=empty)


def share(name: str) -> sa.Column[Any]:
    """Return a column of fractions."""
    return sa.Column(name, sa.Double(), nullable=False)


def truth(name: str) -> sa.Column[Any]:
    """Return a column of yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def moment(name: str, *, empty: bool = False, index: bool = False) -> sa.Column[Any]:
    """Return a column of instants, kept in UTC."""
    return sa.Column(name, Instant(), nullable=empty, index=index)


def document(name: str, *, empty: bool = False) -> sa.Column[Any]:
    """Return a column of JSON."""
    return sa.Column(name, sa.JSON(), nullable=empty)


def partial(name: str, table: str, columns: str, rows: str, *, unique: bool = False) -> None:
    """Create an index on some of the rows."""
    where = sa.text(rows)
    op.create_index(name, table, columns.split(), unique=unique, sqlite_where=where, postgresql_where=where)


def append_only(table: str) -> None:
    """Let the database refuse every change and removal of a row."""
    refusal = f"{table}: rows are only added"
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_kept()"
    )
