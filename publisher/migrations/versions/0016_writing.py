"""Words of their own for a medium or a channel, forms not saved yet, and words to search for."""

import sqlalchemy as sa
from alembic import op

from content_queue.finding import words_in
from publisher.migrations.shapes import document, moment, number, owner, points, table, words

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Move forward."""
    op.add_column("message", document("versions", empty=True))
    table(
        "unsaved",
        owner(),
        points("user_id", "user_account"),
        words("place"),
        number("based_on"),
        document("form"),
        moment("at"),
        unique=["user_id place"],
    )
    op.create_table(
        "message_word",
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("message.id"), primary_key=True),
        sa.Column("word", sa.String(), primary_key=True),
        owner(),
    )
    op.create_index("ix_message_word_word", "message_word", ["commune_id", "word", "message_id"])
    _note_words()


def _note_words() -> None:
    """Note the words of the messages there are."""
    connection = op.get_bind()
    message = sa.table(
        "message", sa.column("id"), sa.column("commune_id"), sa.column("title"), sa.column("reference")
    )
    kept = sa.table("message_word", sa.column("commune_id"), sa.column("message_id"), sa.column("word"))
    for number_, commune_id, title, reference in connection.execute(sa.select(message)).all():
        rows = [
            {"commune_id": commune_id, "message_id": number_, "word": each}
            for each in words_in(f"{title} {reference}")
        ]
        connection.execute(kept.insert(), rows)
