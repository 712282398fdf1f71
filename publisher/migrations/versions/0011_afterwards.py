"""What is asked of a delivery after it was sent, and the figures that came of it."""

from publisher.migrations.shapes import document, moment, number, owner, points, table, words

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Move forward."""
    table(
        "question",
        owner(),
        points("delivery_id", "delivery"),
        words("about"),
        number("asked"),
        moment("next_at", index=True),
        unique=["delivery_id about"],
    )
    table(
        "figures",
        owner(),
        points("delivery_id", "delivery", index=True),
        moment("taken_at"),
        number("people", empty=True),
        document("figures"),
    )
