"""Publishing processes with their leases; indexes that claims walk in order."""

import sqlalchemy as sa
from alembic import op

from publisher.migrations.shapes import document, moment, table, words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Move forward."""
    table(
        "worker",
        words("name"),
        document("kinds"),
        moment("started_at"),
        moment("seen_at"),
        moment("sure_at"),
        moment("lease_until", empty=True),
        moment("ended_at", empty=True),
        moment("confirmed_at", empty=True),
        words("trouble"),
        unique=["name"],
    )
    op.create_index("ix_worker_ended_at", "worker", ["ended_at"])
    for held in ("account", "channel"):
        some = sa.text("held_until IS NOT NULL")
        op.create_index(
            f"ix_{held}_held_until", held, ["held_until"], sqlite_where=some, postgresql_where=some
        )
    for name, columns, rows in (
        (
            "ix_delivery_due",
            ["urgency", "wake_at"],
            "wake_at IS NOT NULL AND state IN ('planned', 'retrying')",
        ),
        ("ix_delivery_sending", ["channel_id", "owner"], "state = 'sending'"),
    ):
        where = sa.text(rows)
        op.create_index(name, "delivery", columns, sqlite_where=where, postgresql_where=where)
    # A lease is the worker's, for all that it holds. Not in batch mode: rows elsewhere point to this table.
    op.execute("ALTER TABLE delivery DROP COLUMN lease_until")
