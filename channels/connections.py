"""Connections that ask for the last word right before they write, and forget what nobody acknowledges.

The last word is asked for once the line stands: looking up a name and shaking hands take long enough for a
machine to freeze in between, for another to take its work over, and for the first to send it after all.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from channels.base import leave

UNHEARD_SECONDS = 5.0  # shorter than the margin of a lease
_local = threading.local()


@contextmanager
def publishing() -> Iterator[None]:
    """Ask for the last word before this thread's next request is written."""
    _local.asks = True
    try:
        yield
    finally:
        _local.asks = False


def _ask_once(connection: Any) -> None:
    if not getattr(_local, "asks", False):
        return
    if connection.sock is None:
        connection.connect()
    _local.asks = False  # a body that is under way is not cut in the middle
    leave()


class _Http(HTTPConnection):
    def send(self, data: Any) -> None:
        """Write a piece of a request."""
        _ask_once(self)
        super().send(data)


class _Https(HTTPSConnection):
    def send(self, data: Any) -> None:
        """Write a piece of a request."""
        _ask_once(self)
        super().send(data)


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class Connections(HTTPAdapter):
    """Kept-alive connections of one thread.

    They forget what nobody has acknowledged for some seconds (Linux only): a system would otherwise keep a
    request for minutes while the line is cut, and deliver it when the line is back, long after another worker
    has looked for it, not found it and sent it again.
    """

    def init_poolmanager(self, *given: Any, **options: Any) -> None:
        """Make the connections' pool."""
        super().init_poolmanager(*given, **{**options, "socket_options": _socket_options()})
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pool of a proxy."""
        manager = super().proxy_manager_for(proxy, **{**options, "socket_options": _socket_options()})
        manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        return manager


def _socket_options() -> list[Any]:
    unheard = getattr(socket, "TCP_USER_TIMEOUT", None)
    ours = [] if unheard is None else [(socket.IPPROTO_TCP, unheard, int(UNHEARD_SECONDS * 1000))]
    return [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), *ours]
