"""Staying up after the first publishing: console and site on one port, publishing in the background."""

from __future__ import annotations

from publisher.app import App
from publisher.demo.commune import APPROVER, OPERATOR, PASSWORD
from publisher.demo.display import Display
from publisher.demo.stage import Stage
from publisher.running import publishing, stopped_by_signal
from publisher.web import create_app, listening

PEOPLE = {"password": PASSWORD, "approver": APPROVER, "operator": OPERATOR}


def stay(app: App, stage: Stage, display: Display) -> None:
    """Serve until Ctrl-C or SIGTERM; what is on its way is settled before it returns."""
    server = listening(create_app(app, sandbox=stage.sandbox), "127.0.0.1", stage.console_port)
    with stopped_by_signal(), publishing(app):
        for phrase in ("serving", "serving people", "serving site", "serving sandbox", "stop"):
            display.say(phrase, console=stage.console, sandbox=stage.sandbox, **PEOPLE)
        server.run()
    display.say("stopped")
