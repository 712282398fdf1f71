"""Messages, their revisions, pictures, renditions, and what was decided on them."""

from alembic import op

from publisher.migrations.shapes import (
    document,
    moment,
    number,
    owner,
    pairs,
    points,
    share,
    table,
    truth,
    words,
)

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Move forward."""
    message()
    op.create_index("ix_message_commune_state", "message", ["commune_id", "state"])
    op.create_index("ix_message_plan_open", "message", ["plan_open"])
    pairs("message_hamlet", "message", "hamlet")
    written()
    rendition()
    approval()


def message() -> None:
    """Create the messages."""
    table(
        "message",
        words("reference"),
        words("import_key", empty=True),
        words("state"),
        number("revision"),
        words("title"),
        words("body"),
        points("topic_id", "topic"),
        points("unit_id", "unit"),
        words("urgency"),
        document("media"),
        document("times"),
        words("repeat"),
        moment("valid_until", empty=True),
        words("source"),
        words("link"),
        points("corrects_id", "message", empty=True),
        points("author_id", "user_account"),
        points("submitter_id", "user_account", empty=True),
        moment("created_at"),
        moment("changed_at"),
        truth("plan_open"),
        moment("stopped_at", empty=True),
        words("stopped_because"),
        owner(),
        unique=["commune_id reference", "commune_id import_key"],
    )


def written() -> None:
    """Create what an editor wrote and joined: revisions, attachments."""
    table(
        "revision",
        points("message_id", "message"),
        number("number"),
        document("words"),
        points("author_id", "user_account"),
        moment("at"),
        owner(),
        unique=["message_id number"],
    )
    table(
        "attachment",
        points("message_id", "message", index=True),
        words("digest"),
        words("name"),
        words("media_type"),
        number("size"),
        words("alt"),
        owner(),
    )


def rendition() -> None:
    """Create what goes out."""
    table(
        "rendition",
        points("message_id", "message", index=True),
        number("revision"),
        words("medium"),
        points("channel_id", "channel", empty=True),
        points("made_by_id", "channel"),
        words("document"),
        words("digest"),
        words("state"),
        words("problem"),
        share("progress"),
        words("owner"),
        moment("lease_until", empty=True),
        owner(),
        unique=["commune_id message_id revision medium channel_id"],
    )
    op.create_index("ix_rendition_state", "rendition", ["state"])


def approval() -> None:
    """Create the decisions."""
    table(
        "approval",
        points("message_id", "message", index=True),
        number("revision"),
        points("user_id", "user_account"),
        words("decision"),
        words("reason"),
        document("digests"),
        moment("at"),
        owner(),
    )
