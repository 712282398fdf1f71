"""Communes, what they are made of, and the people who work there."""

from publisher.migrations.shapes import document, number, owner, pairs, points, table, truth, words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Move forward."""
    commune()
    table("unit", words("name"), owner(), unique=["commune_id name"])
    table("hamlet", words("name"), number("households", empty=True), owner(), unique=["commune_id name"])
    table("zone", words("name"), owner(), unique=["commune_id name"])
    pairs("zone_hamlet", "zone", "hamlet")
    table("topic", words("code"), words("name"), owner(), unique=["commune_id code"])
    user_account()


def commune() -> None:
    """Create the communes."""
    table(
        "commune",
        words("code"),
        words("name"),
        words("province"),
        words("prefix"),
        words("time_zone"),
        document("settings"),
        number("reference_year"),
        number("reference_number"),
        unique=["code", "prefix"],
    )


def user_account() -> None:
    """Create the people."""
    table(
        "user_account",
        words("name"),
        words("full_name"),
        words("office"),
        words("role"),
        points("unit_id", "unit", empty=True),
        truth("active"),
        owner(),
        unique=["commune_id name"],
    )
