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
        of_some(f"ix_{held}_held_until", held, ["held_until"], "held_until IS NOT NULL")
    of_some("ix_message_stopped_at", "message", ["stopped_at"], "stopped_at IS NOT NULL")
    op.create_index("ix_alert_subject", "alert", ["subject", "subject_id"])
    op.drop_index("ix_delivery_wake", "delivery")
    waiting = "state IN ('planned', 'retrying')"
    of_some("ix_delivery_due", "delivery", ["urgency", "wake_at", "id"], waiting)
    of_some("ix_delivery_stale", "delivery", ["not_after"], waiting)
    of_some("ix_delivery_sending", "delivery", ["channel_id", "owner"], "state = 'sending'")
    of_some("ix_delivery_doubt", "delivery", ["wake_at"], "state = 'uncertain'")
    # A lease is the worker's, for all that it holds. Not in batch mode: rows elsewhere point to this table.
    op.execute("ALTER TABLE delivery DROP COLUMN lease_until")


def of_some(name: str, of: str, columns: list[str], rows: str) -> None:
    """Create an index of some rows of a table."""
    where = sa.text(rows)
    op.create_index(name, of, columns, sqlite_where=where, postgresql_where=where)
