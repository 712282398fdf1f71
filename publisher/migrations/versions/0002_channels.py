"""Accounts and channels."""

from publisher.migrations.shapes import document, moment, owner, pairs, points, table, truth, words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Move forward."""
    account()
    channel()
    pairs("channel_hamlet", "channel", "hamlet")


def account() -> None:
    """Create the accounts."""
    table(
        "account",
        words("name"),
        words("kind"),
        document("settings"),
        document("secrets"),
        words("tokens"),
        moment("held_until", empty=True),
        words("held_because"),
        owner(),
        unique=["commune_id name"],
    )


def channel() -> None:
    """Create the channels."""
    table(
        "channel",
        words("name"),
        words("kind"),
        words("medium"),
        points("account_id", "account", empty=True),
        points("zone_id", "zone", empty=True),
        document("settings"),
        document("secrets"),
        truth("paused"),
        moment("held_until", empty=True),
        words("held_because"),
        moment("changed_at"),
        owner(),
        unique=["commune_id name"],
    )
