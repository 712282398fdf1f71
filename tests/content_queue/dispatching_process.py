"""A process that dispatches until idle, for tests that kill it; run as a script.

Each line on standard input is an order in JSON: {"folder", "kill", "since", "speed"}. For each a child is
forked, so that only the first start costs its imports; its process id and then how it ended are printed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import channels.facebook.page
import channels.website.site
import channels.zalo.group  # noqa: F401 - loaded once, before the forks
from content_queue import killpoints
from publisher.app import App
from publisher.home import Home
from publisher.lock import publishing_lock


def fast_clock(since: float, speed: float):
    """Return a clock that stood at noon at `since` (epoch seconds) and runs so many times faster."""
    noon = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    return lambda: noon + timedelta(seconds=(time.time() - since) * speed)


def dispatch(order: dict) -> None:
    """Do what `publisher dispatch --until-idle` does."""
    killpoints.arm(order["kill"])
    folder = Path(order["folder"])
    home = Home(folder=folder, database_url=f"sqlite:///{folder / 'publisher.db'}")
    app = App.open(home, fast_clock(order["since"], order["speed"]))
    with publishing_lock(home.lock_file):
        dispatcher = app.dispatcher()
        dispatcher.adopt()
        dispatcher.run(until_idle=True)


def main() -> None:
    """Obey until the input ends."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                dispatch(json.loads(line))
            except BaseException as problem:  # noqa: BLE001 - a child must not run on as its parent
                sys.stderr.write(f"{problem!r}\n")
                os._exit(1)
            os._exit(0)
        print(child, flush=True)  # noqa: T201
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
