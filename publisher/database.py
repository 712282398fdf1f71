"""The database's shape: made and moved forward by Alembic, checked at every start without loading it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

MIGRATIONS = Path(__file__).with_name("migrations")


class DatabaseOutdated(Exception):
    """The database is older or newer than this program."""


def newest_revision() -> str:
    """Return the newest migration's revision, which begins its file's name."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def present_revision(connection: Connection) -> str | None:
    """Return the database's revision, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    present: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return present


def require_current(engine: Engine) -> None:
    """Raise DatabaseOutdated unless the database has this program's shape."""
    with engine.execution_options(reading=True).connect() as connection:
        present = present_revision(connection)
    if present != newest_revision():
        raise DatabaseOutdated(
            "Cơ sở dữ liệu chưa khớp với phiên bản chương trình; hãy chạy `publisher init` để nâng cấp."
        )


def migrate(engine: Engine) -> None:
    """Bring the database to the newest shape; nothing happens when it has it."""
    with engine.begin() as connection:
        if present_revision(connection) == newest_revision():
            return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
