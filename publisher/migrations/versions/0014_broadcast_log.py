"""Night orders, and the broadcast log that nobody can change."""

from publisher.migrations.shapes import (
    append_only,
    document,
    moment,
    number,
    owner,
    points,
    table,
    truth,
    words,
)

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Move forward."""
    table(
        "night_order",
        owner(),
        points("message_id", "message", index=True),
        words("person"),
        words("reason"),
        points("asked_by_id", "user_account"),
        moment("asked_at"),
        points("confirmed_by_id", "user_account", empty=True),
        moment("confirmed_at", empty=True),
    )
    table(
        "broadcast_log",
        owner(),
        points("channel_id", "channel"),
        words("zone"),
        words("slot"),
        moment("airs_at", index=True),
        number("seconds"),
        truth("played"),
        moment("began_at", empty=True),
        words("person"),
        words("note"),
        document("items"),
        points("noted_by_id", "user_account"),
        moment("noted_at"),
    )
    append_only("broadcast_log")
