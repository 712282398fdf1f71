"""The console: pages for staff, drawn by the server, readable without JavaScript."""

from __future__ import annotations

from publisher.web.factory import create_app
from publisher.web.server import listening, serve

__all__ = ["create_app", "listening", "serve"]
