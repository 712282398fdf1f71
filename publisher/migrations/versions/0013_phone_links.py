"""Addresses that let a person without a login settle one hand-over."""

from publisher.migrations.shapes import moment, owner, partial, points, table, words

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Move forward."""
    table(
        "phone_link",
        owner(),
        points("delivery_id", "delivery"),
        words("digest", unique=True),
        words("person"),
        moment("made_at"),
        moment("ends_at"),
        unique=["delivery_id"],
    )
    partial("ix_delivery_by_hand", "delivery", "due_at", "state = 'awaiting_person'")
