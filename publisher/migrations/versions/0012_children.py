"""The children a message names, as its editor marked them."""

from alembic import op

from publisher.migrations.shapes import document

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Move forward."""
    op.add_column("message", document("children", empty=True))
