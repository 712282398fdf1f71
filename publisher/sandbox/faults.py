"""Misbehaviour on demand: each fault says which calls it strikes and what the caller then sees.

Set in process (`plan_of(app).set(Fault(...))`) or by `POST /faults` with a JSON list of the same fields.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from waitress.channel import ClientDisconnected

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HTML_ERROR = "<!doctype html><html><body><h1>Bad Gateway</h1></body></html>"
HIDE = "sandbox.hide"  # in the WSGI environment: seconds and calls a publication stays out of read-backs
WITHOUT_TYPE = "none"


class Cut(ClientDisconnected, ConnectionError):  # type: ignore[misc]
    """Close the connection with no answer: understood by waitress and by werkzeug."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One misbehaviour, used up after `times` calls it strikes.

    >>> Fault(method="POST", path="/feed", drop=True)                      # accepted, answer lost
    >>> Fault(method="POST", status=502)                                   # accepted, HTML answer
    >>> Fault(before=True, status=503)                                     # refused unread
    >>> Fault(path="/feed", skip=1, before=True, status=400, body={...})   # error on the second call
    >>> Fault(path="/feed", hide_seconds=8)                                # seen in read-backs 8 s later
    """

    method: str = ""  # empty: any
    path: str = ""  # a piece of the path; empty: any
    skip: int = 0  # struck calls let through first
    times: int = 1
    share: float = 1.0  # part of the matching calls that is struck, by chance
    before: bool = False  # the service never sees the call
    drop: bool = False  # close the connection without an answer
    status: int | None = None  # answer this status, by default with an HTML page
    body: Any = None  # answer this text, or this object as JSON
    content_type: str | None = None  # "none": no such header
    seconds: float = 0.0  # wait before answering
    drip: float = 0.0  # seconds between pieces of the answer
    hide_seconds: float = 0.0
    hide_calls: int = 0

    def strikes(self, method: str, path: str) -> bool:
        """Say whether a call is meant by this fault."""
        return self.method in {"", method} and self.path in path


class FaultPlan:
    """The faults still to come, in order; one call takes at most one."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._chance = random.Random(57)

    def set(self, *faults: Fault) -> None:
        """Replace the plan; nothing given: behave well again."""
        with self._lock:
            self._faults = list(faults)

    def left(self) -> list[Fault]:
        """Return what has not struck yet."""
        with self._lock:
            return list(self._faults)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that strikes this call, and use it up."""
        with self._lock:
            for at, fault in enumerate(self._faults):
                if not fault.strikes(method, path) or self._chance.random() >= fault.share:
                    continue
                if fault.skip:
                    self._faults[at] = replace(fault, skip=fault.skip - 1)
                    continue
                self._faults[at : at + 1] = [replace(fault, times=fault.times - 1)] * (fault.times > 1)
                return fault
        return None


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
        answer = _spoiled(answer, fault)
        start_response(answer.status, answer.headers)
        return _dripping(answer.body, fault.drip) if fault.drip else [answer.body]


SPARED = frozenset({"/faults", "/ledger", "/health"})


@dataclass(frozen=True, kw_only=True)
class _Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes


def _run(app: WSGIApplication, environ: WSGIEnvironment) -> _Answer:
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        started.extend((status, headers))
        return lambda piece: None

    body = b"".join(app(environ, start))
    return _Answer(status=started[0], headers=started[1], body=body)


def _spoiled(answer: _Answer, fault: Fault) -> _Answer:
    kept = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    status, body, kind = answer.status, answer.body, fault.content_type
    if fault.status is not None or fault.body is not None:
        status = f"{fault.status} {HTTPStatus(fault.status).phrase}" if fault.status else status
        body = _text(fault.body)
        kind = kind or ("text/html" if body.startswith(b"<") else "application/json")
    if kind:
        kept = [(name, value) for name, value in kept if name.lower() != "content-type"]
        kept += [("Content-Type", kind)] if kind != WITHOUT_TYPE else []
    return _Answer(status=status, headers=[*kept, ("Content-Length", str(len(body)))], body=body)


def _text(body: Any) -> bytes:
    if body is None:
        return HTML_ERROR.encode()
    return (body if isinstance(body, str) else json.dumps(body)).encode()


def _dripping(body: bytes, seconds: float) -> Iterator[bytes]:
    for at in range(0, len(body), 16):
        time.sleep(seconds)
        yield body[at : at + 16]
