"""${message}."""

import sqlalchemy as sa
from alembic import op

import content_queue.db

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Move forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Move back."""
    ${downgrades if downgrades else "pass"}
