"""Run the sandbox: for people (`publisher sandbox`) and inside a test's own process."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import make_server

from publisher.clock import make_clock
from publisher.lock import held_by_one
from publisher.sandbox.app import Clock, create_app
from publisher.sandbox.faults import Fault
from publisher.sandbox.identity import mark_of
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.plans import Plan
from publisher.sandbox.underscored import UnderscoredChannel, UnderscoredRequests

if TYPE_CHECKING:
    from waitress.server import TcpWSGIServer

THREADS = 8


def ledger_in(folder: Path) -> Ledger:
    """Return the ledger of a sandbox folder."""
    return Ledger(folder / "ledger.jsonl")


def serve(folder: Path, *, host: str = "127.0.0.1", port: int = 8808, plan: Plan | None = None) -> None:
    """Serve the sandbox kept in `folder` until stopped, on the publisher's clock, perhaps with faults.

    Raises OSError when the port is taken, AlreadyHeld when another sandbox keeps this folder's ledger.
    """
    taken = f"Sân tập của thư mục {folder} đang chạy rồi; hãy dừng nó trước."
    with held_by_one(folder / "sandbox.lock", taken):
        clock = make_clock()
        listening(folder, host=host, port=port, clock=lambda: clock().timestamp(), plan=plan).run()


def listening(
    folder: Path, *, host: str, port: int, clock: Clock = time.time, plan: Plan | None = None
) -> TcpWSGIServer:
    """Return the server that listens already and answers once it is run; port 0: a free one."""
    import waitress

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(ledger_in(folder), clock=clock)
    app.config.update(names=names_in(folder), identity={"pid": os.getpid(), "folder": mark_of(folder)})
    if plan is not None:
        app.config["faults"].set(*plan.faults, seed=plan.seed)
    server = waitress.create_server(app, host=host, port=port, threads=THREADS)
    server.channel_class = UnderscoredChannel
    return server


def names_in(folder: Path) -> Mapping[str, str]:
    """Return what people call the pages and groups, by id: the file names.json, when there is one."""
    try:
        names: Mapping[str, str] = json.loads((folder / "names.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return names


@dataclass(frozen=True, kw_only=True)
class Running:
    """A sandbox that answers at `url` (no slash at its end)."""

    url: str
    app: Flask
    ledger: Ledger

    def misbehave(self, *faults: Fault) -> None:
        """Replace the plan of faults; none: behave well again."""
        self.app.config["faults"].set(*faults)

    def rehearse(self, plan: Plan) -> None:
        """Misbehave by a plan from now on."""
        self.app.config["faults"].set(*plan.faults, seed=plan.seed)


class _Quiet(UnderscoredRequests):
    """Logs nothing, leaves the Date header to the app, and closes at once when told to cut."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass

    def send_response(self, code: int, message: str | None = None) -> None:
        self.send_response_only(code, message)

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:
        self.close_connection = True


@contextmanager
def running(ledger: Ledger | None = None, *, clock: Clock = time.time) -> Iterator[Running]:
    """Run a sandbox in a thread on a free loopback port; by default its ledger is in memory."""
    ledger = ledger or Ledger(None)
    app = create_app(ledger, clock=clock)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Running(url=f"http://127.0.0.1:{server.server_port}", app=app, ledger=ledger)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
