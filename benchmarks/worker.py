"""One publishing process as `publisher work` runs it, for benchmarks: python -m benchmarks.worker --help."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import installations
from content_queue.dispatcher import Dispatcher
from publisher.app import App
from publisher.clock import make_clock
from publisher.home import Home
from publisher.running import working

assert installations.KINDS["post"]  # importing it made the kind of channel that posts to the sink known


@dataclass(frozen=True)
class Worker(App):
    """An installation whose dispatcher has a given number of threads."""

    threads: int = 16

    def dispatcher(self, **given: Any) -> Dispatcher:
        """Return the engine that sends what is due."""
        return super().dispatcher(**{**given, "threads": self.threads})


def main() -> None:
    """Work until stopped; say when ready."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--database", required=True)
    options.add_argument("--threads", type=int, default=16)
    chosen = options.parse_args()
    home = Home(folder=chosen.home, database_url=chosen.database)
    working(Worker(home, make_clock(), chosen.threads), ready=lambda: print("ready", flush=True))


if __name__ == "__main__":
    main()
