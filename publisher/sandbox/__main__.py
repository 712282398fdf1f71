"""`python -m publisher.sandbox`: the stand-in services as a process, on the publisher's clock."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from publisher.lock import AlreadyHeld
from publisher.sandbox.server import serve


def main() -> int:
    """Serve until stopped; return 1 when the port or the folder is taken."""
    parser = argparse.ArgumentParser(prog="publisher.sandbox")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    try:
        serve(options.folder, port=options.port)
    except (OSError, AlreadyHeld) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
