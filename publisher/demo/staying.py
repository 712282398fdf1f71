"""Staying up after the first publishing: console and site on one port, publishing in the background."""

from __future__ import annotations

import signal
from types import FrameType

from publisher.app import App
from publisher.demo.display import Display
from publisher.demo.stage import Stage
from publisher.serving import publishing
from publisher.web import create_app, listening


def stay(app: App, stage: Stage, display: Display) -> None:
    """Serve until Ctrl-C or SIGTERM; what is on its way is settled before it returns."""
    server = listening(create_app(app, sandbox=stage.sandbox), "127.0.0.1", stage.console_port)
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        with publishing(app):
            for phrase in ("serving", "serving site", "serving sandbox", "stop"):
                display.say(phrase, console=stage.console, sandbox=stage.sandbox)
            server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        signal.signal(signal.SIGTERM, before)
    display.say("stopped")


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit
