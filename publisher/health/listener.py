"""A small loopback server for /health and /metrics, beside a publisher that has no console."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from publisher.app import App
from publisher.health.answer import health, written
from publisher.health.measuring import Lookout
from publisher.health.prometheus import TYPE, are_on, scraped

HOST = "127.0.0.1"

log = logging.getLogger("publisher.health")


@contextmanager
def listening(
    app: App,
    port: int,
    *,
    kinds: Collection[str] = (),
    ready: Callable[[str], None] = lambda url: None,
) -> Iterator[str]:
    """Answer on a loopback port (0: a free one) while the block runs; OSError when it is taken.

    `kinds` are the kinds of channel that this machine serves, none given: all.
    """
    lookout = Lookout(app, kinds=kinds)

    class Answering(_Answering):
        def answered(self) -> tuple[int, str, bytes]:
            return answer(lookout, self.path)

    server = ThreadingHTTPServer((HOST, port), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    url = f"http://{HOST}:{server.server_port}"
    ready(url)
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(lookout: Lookout, path: str) -> tuple[int, str, bytes]:
    """Return status, type and body for a path."""
    if path == "/health":
        status, body = health(lookout.figures())
        return status, "application/json; charset=utf-8", written(body)
    if path == "/metrics" and are_on():
        return 200, TYPE, scraped(lookout.figures())
    return 404, "text/plain; charset=utf-8", b"not found\n"


class _Answering(BaseHTTPRequestHandler):
    """Answers GET and writes nothing to standard error."""

    server_version, sys_version = "publisher", ""
    timeout = 30

    def answered(self) -> tuple[int, str, bytes]:
        """Return status, type and body."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer."""
        try:
            status, kind, body = self.answered()
        except Exception:
            log.exception("health could not be measured")
            status, kind, body = 500, "text/plain; charset=utf-8", b"not measured\n"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""
