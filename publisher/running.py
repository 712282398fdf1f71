"""What a publisher does while it stays up: send what falls due, extend plans, record, mark corrections."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from types import FrameType
from typing import NoReturn

from content_queue import recordings
from content_queue.db import open_session
from content_queue.dispatcher import Dispatcher
from publisher.app import App
from publisher.lock import publishing_lock

EXTEND_EVERY = timedelta(days=1)
RECORD_EVERY = timedelta(seconds=5)
CASES_EVERY = timedelta(seconds=30)
ASK_EVERY = timedelta(minutes=1)
REMIND_EVERY = timedelta(minutes=1)
TELL_EVERY = timedelta(seconds=15)
REST = timedelta(seconds=5)
THREADS = 16
log = logging.getLogger("publisher.running")


def serving(app: App, *, host: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
    """Publish and serve the console until stopped; `ready` is called once it answers.

    Raises OSError when the port is taken, AlreadyPublishing when another process publishes from this home.
    """
    from publisher.web import create_app, listening

    with _alone(app), stopped_by_signal():
        server = listening(create_app(app), host, port)
        with publishing(app):
            ready()
            server.run()


def working(
    app: App,
    *,
    kinds: Collection[str] = (),
    threads: int = THREADS,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Publish until stopped, through channels of some kinds only (none given: all).

    AlreadyPublishing when another process publishes from this SQLite home.
    """
    with _alone(app), stopped_by_signal(), publishing(app, kinds=kinds, threads=threads):
        ready()
        threading.Event().wait()


@contextmanager
def publishing(app: App, *, kinds: Collection[str] = (), threads: int = THREADS) -> Iterator[None]:
    """Publish in the background while the block runs; at its end what is on its way is settled.

    On SQLite the caller holds the home's lock, so whatever an earlier run left half done is taken up.
    """
    from publisher.afterwards import ask_channels
    from publisher.cases.working import work_cases
    from publisher.handing_over import remind
    from publisher.telling.rounds import Teller
    from schedules.ticker import Tick, Ticker

    dispatcher = app.dispatcher(kinds=kinds, threads=threads, clock_watch=app.clock_watch())
    if app.home.on_sqlite:
        with open_session(app.engine) as session, session.begin():
            recordings.free(session)
    app.extend_plans()
    ticker = Ticker(
        ticks=(
            Tick(name="extend-plans", every=EXTEND_EVERY, act=app.extend_plans),
            Tick(name="record", every=RECORD_EVERY, act=app.recorder(kinds=kinds, stop=dispatcher.stop).run),
            Tick(name="work-cases", every=CASES_EVERY, act=lambda: work_cases(app, kinds)),
            Tick(name="ask-channels", every=ASK_EVERY, act=lambda: ask_channels(app, kinds)),
            Tick(name="remind", every=REMIND_EVERY, act=lambda: remind(app)),
            Tick(name="tell", every=TELL_EVERY, act=Teller(app, kinds=kinds).tell),
        )
    )
    sender = threading.Thread(target=keep_sending, args=(dispatcher,), name="dispatch")
    ticker.start()
    sender.start()
    try:
        yield
    finally:
        dispatcher.stop.set()
        ticker.stop()
        sender.join()


def keep_sending(dispatcher: Dispatcher) -> None:
    """Dispatch until stopped, also past a database that was away or a disk that was full."""
    while not dispatcher.stop.is_set():
        try:
            if not dispatcher.lease.shared:
                dispatcher.adopt()
            dispatcher.run()
        except Exception:
            log.exception("dispatching stopped, going on in %s", REST)
            dispatcher.stop.wait(REST.total_seconds())


@contextmanager
def stopped_by_signal() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the block quietly, so that what it holds is put in order."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _alone(app: App) -> AbstractContextManager[None]:
    return publishing_lock(app.home.lock_file) if app.home.on_sqlite else nullcontext()


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit
