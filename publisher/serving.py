"""What a publisher does while it stays up: dispatch, extend plans, make recordings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select

from content_queue.db import open_session
from content_queue.models import Commune
from content_queue.settling import Settled
from publisher.app import App

EXTEND_EVERY = timedelta(days=1)
RECORD_EVERY = timedelta(seconds=5)


@contextmanager
def publishing(app: App, *, watch: Callable[[Settled], None] = lambda settled: None) -> Iterator[None]:
    """Publish in the background while the block runs; at its end what is on its way is settled.

    On SQLite the caller holds the home's lock.
    """
    from schedules.ticker import Tick, Ticker

    dispatcher = app.dispatcher(watch=watch)
    if app.home.on_sqlite:
        dispatcher.adopt()
    ticker = Ticker(
        ticks=(
            Tick(name="extend-plans", every=EXTEND_EVERY, act=lambda: extend_plans(app)),
            Tick(name="record", every=RECORD_EVERY, act=app.recorder().run),
        )
    )
    sender = threading.Thread(target=dispatcher.run, name="dispatch")
    extend_plans(app)
    ticker.start()
    sender.start()
    try:
        yield
    finally:
        dispatcher.stop.set()
        ticker.stop()
        sender.join()


def extend_plans(app: App) -> int:
    """Plan what has come within the horizon, in every commune; return how many deliveries are new."""
    with open_session(app.engine, reading=True) as session:
        communes = session.scalars(select(Commune).order_by(Commune.id)).all()
    planned = 0
    for commune in communes:
        with app.writing(commune) as session:
            planned += app.planner(session).extend(session, app.clock())
    return planned
