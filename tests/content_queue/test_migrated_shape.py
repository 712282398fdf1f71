"""The migrations lead to exactly the tables that the program uses."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import schedules.models  # noqa: F401 - its tables belong to the same metadata
from content_queue.db import Base, make_engine
from publisher.database import migrate, newest_revision, present_revision


def test_the_migrated_database_is_what_the_models_say(empty_database):
    engine = make_engine(empty_database)
    migrate(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
        revision = present_revision(connection)

    engine.dispose()
    assert differences == []
    assert revision == newest_revision()


def test_every_key_has_the_name_the_models_give_it(empty_database):
    engine = make_engine(empty_database)
    migrate(engine)
    migrated = names_in(inspect(engine))
    engine.dispose()

    given = {
        (name, constraint.name)
        for name, table in Base.metadata.tables.items()
        for constraint in (*table.constraints, *table.indexes)
        if constraint.name
    }

    assert migrated == given


def test_migrating_twice_changes_nothing(empty_database):
    engine = make_engine(empty_database)
    migrate(engine)

    migrate(engine)

    with engine.connect() as connection:
        assert present_revision(connection) == newest_revision()
    engine.dispose()


def names_in(found):
    """Return the names of all keys and indexes, each with its table's."""
    names = set()
    for table in set(found.get_table_names()) - {"alembic_version"}:
        names.add((table, found.get_pk_constraint(table)["name"]))
        kinds = (found.get_unique_constraints, found.get_foreign_keys, found.get_indexes)
        names |= {(table, each["name"]) for kind in kinds for each in kind(table)}
    return names
