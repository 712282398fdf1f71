"""Deputies, links to decide by, tokens of programs, a second factor, and contacts that are persons."""

import sqlalchemy as sa
from alembic import op

from publisher.migrations.shapes import document, moment, owner, points, table, words

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Move forward."""
    op.add_column("user_account", words("second_factor", empty=True))
    op.add_column("user_account", sa.Column("factor_used", sa.Integer(), nullable=True))
    op.add_column("sign_in", sa.Column("step", sa.String(), nullable=False, server_default=""))
    op.add_column("contact", sa.Column("user_id", sa.Integer(), nullable=True))
    table(
        "deputy",
        owner(),
        points("approver_id", "user_account", index=True),
        points("deputy_id", "user_account", index=True),
        moment("since"),
        moment("until"),
    )
    table(
        "approval_link",
        owner(),
        points("message_id", "message", index=True),
        points("user_id", "user_account"),
        words("digest", unique=True),
        words("seal"),
        moment("made_at"),
        moment("ends_at"),
        moment("used_at", empty=True),
    )
    table(
        "api_token",
        owner(),
        points("user_id", "user_account", index=True),
        words("name"),
        words("digest", unique=True),
        document("scopes"),
        moment("made_at"),
        moment("ends_at"),
        moment("used_at", empty=True),
    )
