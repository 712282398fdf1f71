"""Alembic's door: upgrades through the connection that publisher.database gives."""

from alembic import context

import schedules.models  # noqa: F401 - its tables belong to the same metadata
from content_queue.db import Base
from content_queue.models import Message  # noqa: F401 - loads all tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
