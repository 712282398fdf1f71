"""Slots, permitted windows, special days and campaign days."""

from publisher.migrations.shapes import document, number, owner, table, words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Move forward."""
    slot()
    table("broadcast_window", words("start"), words("end"), words("decision"), owner())
    table("special_day", words("day"), words("name"), document("slots"), owner(), unique=["commune_id day"])
    table("campaign", words("name"), number("month"), number("day"), owner(), unique=["commune_id name"])


def slot() -> None:
    """Create the broadcast slots."""
    table(
        "slot",
        words("name"),
        words("start"),
        number("minutes"),
        document("days"),
        document("zones"),
        owner(),
        unique=["commune_id name"],
    )
