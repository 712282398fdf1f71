"""The record of acts, alerts, and the commune's dictionary."""

from alembic import op

from publisher.migrations.shapes import document, moment, number, owner, points, table, words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Move forward."""
    audit_entry()
    alert()
    table("dictionary_entry", words("written"), words("spoken"), owner(), unique=["commune_id written"])


def audit_entry() -> None:
    """Create the record of acts."""
    table(
        "audit_entry",
        moment("at"),
        points("actor_id", "user_account", empty=True),
        words("verb"),
        words("subject"),
        number("subject_id"),
        words("before"),
        words("after"),
        document("details", empty=True),
        owner(),
    )
    op.create_index("ix_audit_subject", "audit_entry", ["subject", "subject_id"])


def alert() -> None:
    """Create the alerts."""
    table(
        "alert",
        words("kind"),
        words("subject"),
        number("subject_id"),
        words("sentence"),
        moment("opened_at"),
        moment("closed_at", empty=True),
        owner(),
    )
    op.create_index("ix_alert_open", "alert", ["commune_id", "closed_at"])
