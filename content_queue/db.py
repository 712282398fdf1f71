"""Engine, session for one commune, and the column types; SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, ForeignKey, MetaData, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 15_000
IDLE_MILLISECONDS = 30_000  # a transaction in which nothing is said: its machine is frozen or cut off

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into UTC; SQLite keeps it without its offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value}: times come in aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The one metadata of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[str]: JSON, list[int]: JSON}  # noqa: RUF012


class CommuneOwned:
    """A row that belongs to one commune; a session opened for a commune sees only its own."""

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)


class CommuneItself:
    """The row of a commune: a session opened for one commune sees no other."""

    id: Mapped[int] = mapped_column(primary_key=True)


def make_engine(url: str, **options: Any) -> Engine:
    """Return an engine; on SQLite with WAL, FULL durability, foreign keys and a busy timeout."""
    engine = create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "engine_connect", _read_without_transaction)
    return engine


def _prepare_postgresql(connection: Any, record: Any) -> None:
    """Let the server end a silent transaction: the locks of a frozen machine would hold up all the others."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_MILLISECONDS}")
    connection.commit()


def _read_without_transaction(connection: Connection) -> None:
    """Spare a reader the two ways to the server that begin and end a transaction around each question."""
    if connection.get_execution_options().get("reading", False):
        connection.execution_options(isolation_level="AUTOCOMMIT")


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # an intent forgotten at a power cut is a doubled post
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Begin immediately where writing is likely, so that a reader never fails on upgrading its lock."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def is_away(problem: Exception) -> bool:
    """Say whether the database did not answer, or ended the session: trying again may help."""
    if isinstance(problem, DBAPIError) and not isinstance(problem, OperationalError):
        return problem.connection_invalidated
    return isinstance(problem, OperationalError | TimeoutError)


def open_session(engine: Engine, *, commune_id: int | None = None, reading: bool = False) -> Session:
    """Return a session that sees one commune only; None sees all (the dispatcher, setting up).

    `reading` promises that nothing is written: on SQLite it then never waits for a writer.
    """
    session = Session(engine.execution_options(reading=True) if reading else engine, expire_on_commit=False)
    if commune_id is not None:
        session.info["commune_id"] = commune_id
        event.listen(session, "do_orm_execute", _only_own)
        event.listen(session, "before_flush", _stamp_own)
    return session


def _only_own(state: ORMExecuteState) -> None:
    commune_id = state.session.info["commune_id"]
    if not state.is_column_load:
        state.statement = state.statement.options(
            with_loader_criteria(
                CommuneOwned, lambda table: table.commune_id == commune_id, include_aliases=True
            ),
            with_loader_criteria(CommuneItself, lambda table: table.id == commune_id, include_aliases=True),
        )


def _stamp_own(session: Session, context: Any, instances: Any) -> None:
    commune_id = session.info["commune_id"]
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, CommuneOwned):
            owner: int | None = row.commune_id
            if owner is None:
                row.commune_id = commune_id
            elif owner != commune_id:
                raise PermissionError("a row of another commune in this commune's session")
