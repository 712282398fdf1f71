"""One at a time among all workers of one PostgreSQL; on SQLite only one process publishes anyway.

The locks fall with their transaction, so that they also work behind a pooler of transactions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from sqlalchemy import Connection, Engine, func, select


class Turn(IntEnum):
    """What workers do one after the other, by PostgreSQL's lock keys."""

    CLAIM = 57_2027  # taking what is due
    PLAN = 57_2028  # planning what has come within the horizon
    CASES = 57_2029  # putting right what was corrected or withdrawn
    AFTERWARDS = 57_2030  # asking about what was sent
    HANDOVERS = 57_2031  # reminding people of what they are to send


def wait_for(connection: Connection, turn: Turn) -> None:
    """Let this transaction wait until it is the only one at this."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int(turn))))


@contextmanager
def only_one(engine: Engine, turn: Turn) -> Iterator[bool]:
    """Say whether this worker may do it now; False while another does. Nothing is written in between."""
    if engine.dialect.name != "postgresql":
        yield True
        return
    with engine.begin() as connection:
        yield bool(connection.scalar(select(func.pg_try_advisory_xact_lock(int(turn)))))
