"""Where the built-in website of a commune lies on this machine."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from content_queue.models import Channel, Commune
from publisher.app import App


def site_folder(app: App, commune: Commune) -> Path | None:
    """Return the folder of the commune's built-in site, None when it has no such channel."""
    with app.reading(commune) as session:
        row = session.scalar(select(Channel).where(Channel.kind == "website").order_by(Channel.id))
        if row is None:
            return None
        root: Path = app.book.of(session, row).root  # type: ignore[attr-defined]
        return root.absolute()
