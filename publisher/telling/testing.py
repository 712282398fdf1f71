"""Builders for tests: a web hook on this machine that remembers what it was told, contacts that call it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy.orm import Session

from content_queue import alerts
from content_queue.models import Contact, Message
from publisher.telling.contacts import add_contact
from publisher.testing import Village


@dataclass
class Hook:
    """A web hook; `status` is what it answers, `heard` what it accepted or refused."""

    url: str = ""
    status: int = 204
    requests: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)

    @property
    def notices(self) -> list[dict[str, Any]]:
        """Return the notices as documents."""
        return [json.loads(body) for _, body in self.requests]

    @property
    def sentences(self) -> list[str]:
        """Return the sentences of all notices."""
        return [each["sentence"] for notice in self.notices for each in notice["alerts"]]


@contextmanager
def listening_hook() -> Iterator[Hook]:
    """Run a web hook on a free loopback port while the block runs."""
    hook = Hook()

    class Hearing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.requests.append((dict(self.headers), body))
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hearing)
    server.daemon_threads = True
    hook.url = f"http://127.0.0.1:{server.server_port}/báo?khóa=K1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def contact(village: Village, hook: Hook, name: str = "Trực ban", **limits: Any) -> Contact:
    """Add a contact that is told by the web hook."""
    limits = {"hears_installation": False, "most_per_hour": 10, **limits}
    with village.app.writing(village.commune) as session:
        return add_contact(
            session,
            "webhook",
            name,
            {"url": hook.url, "key": "chìa-khóa"},
            box=village.app.box,
            actor=village.user(session, "admin"),
            now=village.clock(),
            **limits,
        )


def alert(
    village: Village, message: Message, sentence: str = "PT-2026-0001: hết chỗ.", kind: str = "failed"
) -> None:
    """Open an alert about a message."""
    with village.app.writing(village.commune) as session:
        open_in(session, village, message, sentence, kind)


def open_in(session: Session, village: Village, message: Message, sentence: str, kind: str) -> None:
    """Open an alert within a session."""
    alerts.open_alert(session, kind, message, sentence, now=village.clock())
