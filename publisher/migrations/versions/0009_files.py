"""Files in the database, for workers elsewhere; how often a recording was tried."""

import sqlalchemy as sa
from alembic import op

from publisher.migrations.shapes import number, table, words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Move forward."""
    table(
        "stored_file",
        words("digest"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        number("chunk"),
        unique=["digest"],
    )
    op.create_table(
        "stored_chunk",
        sa.Column("file_id", sa.Integer(), sa.ForeignKey("stored_file.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.add_column("rendition", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
