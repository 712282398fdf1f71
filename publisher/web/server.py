"""Serving the console with waitress."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from flask import Flask

from publisher.app import App
from publisher.web.factory import create_app

if TYPE_CHECKING:
    from waitress.server import TcpWSGIServer

THREADS = 4


def serve(app: App, host: str = "127.0.0.1", port: int = 8757, *, commune: str = "") -> None:
    """Serve the console of a commune until stopped; OSError when the port is taken."""
    listening(create_app(app, commune=commune), host, port).run()


def listening(console: Flask, host: str, port: int) -> TcpWSGIServer:
    """Return a server that listens already and answers once it is run; OSError when the port is taken."""
    import waitress

    return waitress.create_server(console, host=host, port=port, threads=THREADS, ident="", **_trust())


def _trust() -> dict[str, Any]:
    """Return what to believe of a web server before this one on the same machine, when there is one."""
    if os.environ.get("PUBLISHER_BEHIND_PROXY") != "1":
        return {}
    headers = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}
    return {"trusted_proxy": "127.0.0.1", "trusted_proxy_count": 1, "trusted_proxy_headers": headers}
