"""Passwords, signed-in devices, invitations, and failed tries."""

from alembic import op

from publisher.migrations.shapes import moment, owner, points, table, words

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Move forward."""
    op.add_column("user_account", words("password", empty=True))
    table(
        "sign_in",
        owner(),
        points("user_id", "user_account", index=True),
        words("digest", unique=True),
        words("device"),
        moment("made_at"),
        moment("seen_at"),
        moment("ends_at"),
    )
    table(
        "invitation",
        owner(),
        points("user_id", "user_account"),
        words("digest", unique=True),
        moment("made_at"),
        moment("ends_at"),
        unique=["user_id"],
    )
    table("failed_try", owner(), words("name"), words("address"), moment("at", index=True))
    op.create_index("ix_failed_try_name", "failed_try", ["commune_id", "name", "at"])
