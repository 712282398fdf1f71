"""One commune's rows, made by the project's own services, become those of many by INSERT … SELECT.

Copies keep whatever the seed has; ids move by a stride, codes and references get a number, so that all
relations and unique keys hold. `content_queue.invariants` finds nothing to say about the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    true,
)

from content_queue.models import Approval, Attempt, Channel, Commune, Delivery, Message, RenditionRow

Changed = Callable[[ColumnElement[Any], ColumnElement[int]], ColumnElement[Any]]
OWNED = (Commune, Channel, Message, RenditionRow, Approval, Delivery)
PAST = (Message, RenditionRow, Approval, Delivery, Attempt)


def multiply_communes(connection: Connection, copies: int) -> None:
    """Add so many communes with channels, messages and deliveries like those there are."""
    _multiply(connection, [each.__table__ for each in OWNED], copies)


def multiply_messages(connection: Connection, copies: int) -> None:
    """Add so many copies of each message with its deliveries and attempts, in the same commune."""
    _multiply(connection, [each.__table__ for each in PAST], copies)


def _multiply(connection: Connection, tables: Sequence[Any], copies: int) -> None:
    stride = 1 + max(connection.scalar(select(func.coalesce(func.max(each.c.id), 0))) or 0 for each in tables)
    copied = {each.name for each in tables}
    for table in tables:
        number = _numbers(copies)
        columns = {column.name: _copied(column, number.c.number, stride, copied) for column in table.c}
        rows = select(*columns.values()).select_from(table.join(number, true()))
        connection.execute(insert(table).from_select(list(columns), rows))
        if connection.dialect.name == "postgresql":
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
    connection.exec_driver_sql("ANALYZE")  # as a server does by itself after such a change


def _numbers(copies: int) -> CTE:
    first = select(literal(1).label("number")).cte("copies", recursive=True)
    return first.union_all(select(first.c.number + 1).where(first.c.number < copies))


def _copied(column: Any, number: ColumnElement[int], stride: int, copied: set[str]) -> ColumnElement[Any]:
    """Return what a copy has in this column: moved where it points at something copied too."""
    points_at = {key.column.table.name for key in column.foreign_keys}
    if column.name == "id" or points_at & copied:
        return column + number * stride
    change = _CHANGED.get(column.name)
    return change(column, number) if change else column


def _numbered(column: ColumnElement[Any], number: ColumnElement[int]) -> ColumnElement[Any]:
    return column + literal(".") + cast(number, Text)


_CHANGED: Mapping[str, Changed] = {
    "code": _numbered,
    "prefix": _numbered,
    "reference": _numbered,
    "import_key": _numbered,
}


def count_of(connection: Connection, table: Table | Any) -> int:
    """Return how many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0
