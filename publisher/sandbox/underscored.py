"""Header names with an underscore, which Zalo demands (`access_token`) and web servers drop for safety.

Harmless here: the stand-ins answer on loopback and trust no header that a proxy might set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from werkzeug.serving import WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_NAME = re.compile(rb"(?m)^[A-Za-z0-9-]*_[A-Za-z0-9_-]*(?=:)")


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(_NAME.sub(lambda name: name[0].replace(b"_", b"-"), header_plus))


class UnderscoredChannel(HTTPChannel):  # type: ignore[misc]
    """A waitress channel that keeps such headers."""

    parser_class = _Parser


class UnderscoredRequests(WSGIRequestHandler):
    """A werkzeug request handler that keeps such headers."""

    def make_environ(self) -> WSGIEnvironment:
        """Add what werkzeug left out."""
        environ = super().make_environ()
        environ.update({f"HTTP_{name.upper()}": self.headers[name] for name in self.headers if "_" in name})
        return environ
