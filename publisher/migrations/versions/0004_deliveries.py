"""Deliveries with their parts and attempts."""

import sqlalchemy as sa
from alembic import op

from publisher.migrations.shapes import document, moment, number, owner, points, table, truth, words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Move forward."""
    delivery()
    delivery_indexes()
    tries()


def delivery() -> None:
    """Create the deliveries."""
    table(
        "delivery",
        points("message_id", "message", index=True),
        points("channel_id", "channel"),
        points("rendition_id", "rendition"),
        words("sealed_digest"),
        words("occurrence"),
        words("reference"),
        number("urgency"),
        moment("due_at"),
        moment("airs_at", empty=True),
        moment("not_after"),
        points("waits_for_id", "delivery", empty=True),
        moment("waits_until", empty=True),
        words("state"),
        moment("wake_at", empty=True),
        number("attempts"),
        number("looks"),
        moment("doubted_at", empty=True),
        truth("resent"),
        words("reason"),
        document("receipt", empty=True),
        moment("settled_at", empty=True),
        words("owner"),
        moment("lease_until", empty=True),
        owner(),
        unique=["commune_id message_id channel_id occurrence"],
    )


def delivery_indexes() -> None:
    """Let the due, a commune's day and a broadcast be found at once."""
    awake = sa.text("wake_at IS NOT NULL")
    op.create_index(
        "ix_delivery_wake", "delivery", ["wake_at", "state"], sqlite_where=awake, postgresql_where=awake
    )
    op.create_index("ix_delivery_commune_due", "delivery", ["commune_id", "due_at"])
    op.create_index("ix_delivery_airing", "delivery", ["channel_id", "airs_at"])


def tries() -> None:
    """Create the parts and attempts of deliveries."""
    table(
        "delivery_part",
        points("delivery_id", "delivery"),
        words("part"),
        moment("begun_at"),
        document("receipt", empty=True),
        owner(),
        unique=["delivery_id part"],
    )
    table(
        "attempt",
        points("delivery_id", "delivery", index=True),
        number("number"),
        words("owner"),
        moment("begun_at"),
        moment("ended_at", empty=True),
        words("outcome"),
        words("sentence"),
        owner(),
    )
