"""Cases: what was corrected or withdrawn, and each place where it had gone out."""

from publisher.migrations.shapes import moment, number, owner, partial, points, table, words

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Move forward."""
    table(
        "message_case",
        owner(),
        points("message_id", "message", index=True),
        points("correction_id", "message", empty=True),
        words("act"),
        words("reason"),
        points("opened_by_id", "user_account"),
        moment("opened_at"),
        moment("closed_at", empty=True),
    )
    partial("ix_message_case_open", "message_case", "commune_id", "closed_at IS NULL")
    table(
        "case_step",
        owner(),
        points("case_id", "message_case"),
        points("delivery_id", "delivery", index=True),
        words("way"),
        words("told"),
        number("tries"),
        moment("next_try_at"),
        moment("settled_at", empty=True),
        points("settled_by_id", "user_account", empty=True),
        unique=["case_id delivery_id"],
    )
    partial("ix_case_step_open", "case_step", "next_try_at", "settled_at IS NULL")
