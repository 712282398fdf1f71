"""The WSGI layer that carries a fault out: the call may reach its service, the answer may be spoiled."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from waitress.channel import ClientDisconnected

from publisher.sandbox.faults import HIDE, OWNER, WITHOUT_TYPE, Fault, FaultPlan

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HTML_ERROR = "<!doctype html><html><body><h1>Bad Gateway</h1></body></html>"
SPARED = frozenset({"/faults", "/ledger", "/health"})
Headers = list[tuple[str, str]]


class Cut(ClientDisconnected, ConnectionError):  # type: ignore[misc]
    """Close the connection with no answer: understood by waitress and by werkzeug."""


class Misbehaving:
    """A WSGI layer that lets the plan spoil calls to a service; the plan's own address is spared."""

    def __init__(self, app: WSGIApplication, plan: FaultPlan) -> None:
        self._app = app
        self._plan = plan

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        fault = None if path in SPARED else self._plan.take(environ["REQUEST_METHOD"], path)
        if fault is None:
            return self._app(environ, start_response)
        return self._spoil(fault, environ, start_response)

    def _spoil(
        self, fault: Fault, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        environ[HIDE] = (fault.hide_seconds, fault.hide_calls)
        answer = _Answer(status="200 OK", headers=[], body=b"")
        if not fault.before:
            answer = _run(self._app, environ)
        time.sleep(fault.seconds)
        if fault.drop:
            raise Cut
        answer = _spoiled(answer, fault, owner=_owner_in(environ["PATH_INFO"]))
        start_response(answer.status, answer.headers)
        return _dripping(answer.body, fault.drip) if fault.drip else [answer.body]


@dataclass(frozen=True, kw_only=True)
class _Answer:
    status: str
    headers: Headers
    body: bytes


def _run(app: WSGIApplication, environ: WSGIEnvironment) -> _Answer:
    started: list[Any] = []

    def start(status: str, headers: Headers, *_: Any) -> Callable[[bytes], object]:
        started.extend((status, headers))
        return lambda piece: None

    body = b"".join(app(environ, start))
    return _Answer(status=started[0], headers=started[1], body=body)


def _spoiled(answer: _Answer, fault: Fault, *, owner: str) -> _Answer:
    status, body, kind = answer.status, answer.body, fault.content_type
    if fault.status is not None or fault.body is not None:
        status = f"{fault.status} {HTTPStatus(fault.status).phrase}" if fault.status else status
        body = _text(fault.body)
        kind = kind or ("text/html" if body.startswith(b"<") else "application/json")
    if fault.truncate:
        body = body[: len(body) // 2]
    told = {name: value.replace(OWNER, owner) for name, value in fault.headers.items()}
    told["Content-Length"] = str(len(body))
    if kind:
        told["Content-Type"] = kind
    return _Answer(status=status, headers=_with(answer.headers, told), body=body)


def _with(headers: Headers, told: Mapping[str, str]) -> Headers:
    """Return the headers with these in place of others of their name."""
    names = {name.lower() for name in told}
    kept = [(name, value) for name, value in headers if name.lower() not in names]
    return [*kept, *((name, value) for name, value in told.items() if value != WITHOUT_TYPE)]


def _owner_in(path: str) -> str:
    """Return the page whose call this is: the third piece of Graph's paths."""
    pieces = path.split("/")
    return pieces[3].partition("_")[0] if len(pieces) > 3 else ""


def _text(body: Any) -> bytes:
    if body is None:
        return HTML_ERROR.encode()
    return (body if isinstance(body, str) else json.dumps(body)).encode()


def _dripping(body: bytes, seconds: float) -> Iterator[bytes]:
    for at in range(0, len(body), 16):
        time.sleep(seconds)
        yield body[at : at + 16]
