"""Who hears of alerts, what they were told, incidents of the installation; when tokens end."""

from alembic import op

from publisher.migrations.shapes import document, moment, number, owner, partial, points, table, truth, words

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Move forward."""
    contact()
    notice()
    table(
        "incident",
        words("key"),
        words("sentence"),
        moment("opened_at"),
        moment("seen_at"),
        moment("closed_at", empty=True),
    )
    partial("ix_incident_open", "incident", "key", "closed_at IS NULL", unique=True)
    for name in ("token_ends_at", "token_asked_at"):
        op.add_column("account", moment(name, empty=True))


def contact() -> None:
    """Create the addresses that hear of alerts."""
    table(
        "contact",
        words("name"),
        words("kind"),
        document("settings"),
        document("secrets"),
        truth("hears_installation"),
        number("most_per_hour"),
        number("tries"),
        moment("next_try_at", empty=True),
        words("problem"),
        owner(),
        unique=["commune_id name"],
    )


def notice() -> None:
    """Create what each of them was told."""
    table(
        "notice",
        points("contact_id", "contact"),
        words("about"),
        number("about_id"),
        moment("noticed_at"),
        moment("told_at", empty=True),
        moment("over_at", empty=True),
        owner(),
        unique=["contact_id about about_id"],
    )
    op.create_index("ix_notice_told", "notice", ["contact_id", "told_at"])
    partial("ix_notice_open", "notice", "contact_id told_at", "over_at IS NULL")
