"""A worker on PostgreSQL for tests that kill or freeze it; run as a script with one order in JSON.

{"folder", "url", "kill": "point:n", "freeze": "point:n", "lease": seconds, "since", "speed", "idle": true}
It says “ready” once it has begun, and ends by itself when idle, or when its standard input ends.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content_queue import db, killpoints
from content_queue.leases import Lease
from publisher.app import App
from publisher.home import Home
from publisher.lock import process_name


def main() -> None:
    """Obey."""
    order = json.loads(sys.argv[1])
    logging.disable(logging.CRITICAL)
    killpoints.arm(order.get("kill", ""))
    if order.get("freeze"):
        killpoints.arm(order["freeze"], by=signal.SIGSTOP)
    db.IDLE_MILLISECONDS = 3000  # in proportion to the short leases
    noon = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)

    def clock() -> datetime:
        return noon + timedelta(seconds=(time.time() - order["since"]) * order["speed"])

    app = App.open(Home(folder=Path(order["folder"]), database_url=order["url"]), clock)
    dispatcher = app.dispatcher(threads=4)
    length = timedelta(seconds=order["lease"])
    dispatcher.lease = Lease(app.engine, name=process_name(), clock=clock, length=length)
    print("ready", flush=True)  # noqa: T201
    if order.get("idle"):
        dispatcher.run(until_idle=True)
        return
    threading.Thread(target=dispatcher.run, daemon=True).start()
    sys.stdin.read()
    dispatcher.stop.set()


if __name__ == "__main__":
    main()
