"""Kept-alive connections for each thread; network failures become channel errors by phase.

Before the request left (no connection, name not found): ChannelUnavailable, nothing was published.
After it left (no answer, cut answer, unreadable body): OutcomeUnknown for a creating call.
Nothing of an address is ever shown but its host: tokens travel in paths and queries.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import socket
import threading
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import requests

from channels.base import ChannelUnavailable, OutcomeUnknown
from channels.connections import Connections, publishing

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
SLOWEST_UPLOAD = 64 * 1024  # bytes a second: a commune's line on a bad day
LAST_LOOK_SECONDS = 60
SOUND = ("audio/", "application/octet-stream")  # bodies that are no words
STRAY_BRACKETS = 20  # of a warning before the JSON
LOOK_BACK = timedelta(seconds=120)  # a look-up begins this much before the attempt

_HEADERS = dict(requests.utils.default_headers())
_BEGINS = re.compile(r"(?m)(?:^|>)\s*([{\[])")
_local = threading.local()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a service answered: status, headers, body text, and its JSON when it is JSON."""

    status: int
    headers: Mapping[str, str]
    text: str
    data: Any = None
    is_json: bool = False
    content: bytes = field(default=b"", repr=False)  # the body as it came
    heard_at: datetime | None = None  # this machine's clock, to measure how far the service's is off

    @property
    def said_at(self) -> datetime | None:
        """Return the service's own clock (Date header), aware in UTC, or None."""
        stamp = self.headers.get("Date")
        try:
            return parsedate_to_datetime(stamp).astimezone(UTC) if stamp else None
        except ValueError:
            return None

    def earliest(self, since: datetime) -> datetime | None:
        """Return the earliest time by the service's clock that something published since `since` can carry.

        A service clock that runs behind must not hide our own post. None: its clock has not even reached
        `since`, so times prove nothing and only the reference decides.
        """
        said = self.said_at
        if said is None or self.heard_at is None:
            return since - LOOK_BACK
        if said < since - timedelta(seconds=1):
            return None
        return since - LOOK_BACK + min(timedelta(0), said - self.heard_at)


def is_loopback(url: str) -> bool:
    """Say whether an address points at this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def base_problem(url: str) -> str | None:
    """Return a sentence when a base address may not be used: https is required unless loopback."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return f"“{parts.netloc or url}” không phải địa chỉ web đầy đủ (https://…)."
    if parts.scheme == "http" and not is_loopback(url):
        return f"Địa chỉ {parts.hostname} phải dùng https."
    if _is_no_service(parts.hostname):
        return f"Địa chỉ {parts.hostname} không thể là của một dịch vụ."
    return None


def _is_no_service(host: str) -> bool:
    """Say whether a host is written as a number no service has: link-local (a cloud's own data), any, many.

    Numbers are read as the system's resolver reads them, also in one piece or in hexadecimal.
    """
    try:
        number = ipaddress.ip_address(host if ":" in host else socket.inet_aton(host))
    except (OSError, ValueError):
        return False
    return number.is_link_local or number.is_unspecified or number.is_multicast


def lookups_problem(seconds: Sequence[float], url: str) -> str | None:
    """Return a sentence when a real service would be given too little time to show what it took.

    What is not seen at the last look is sent once more: what shows later would be doubled.
    """
    if not seconds or is_loopback(url) or max(seconds) >= LAST_LOOK_SECONDS:
        return None
    return (
        f"Lần tìm lại cuối (lookups) phải từ {LAST_LOOK_SECONDS} giây sau khi gửi trở đi, kẻo đăng hai lần."
    )


def call(
    method: str,
    url: str,
    *,
    creates: bool = False,
    timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    **options: Any,
) -> Answer:
    """Make one request and return its answer, whatever the status; redirects are not followed.

    `creates` says that a lost answer may hide a publication: then OutcomeUnknown, else ChannelUnavailable.
    `options` are those of requests (params, data, json, files, headers). Files get the time a slow line
    needs: the whole body must leave within what urllib3 takes for the time to connect.
    """
    timeout = (timeout[0] + _bytes_in(options.get("files")) / SLOWEST_UPLOAD, timeout[1])
    options["headers"] = {**_HEADERS, **(options.get("headers") or {})}
    try:
        request = requests.PreparedRequest()
        request.prepare(method=method, url=url, **options)
        origin = "/".join(url.split("/", 3)[:3])
        with publishing() if creates else nullcontext():
            reply = _connections().send(request, timeout=timeout, proxies=_proxies(origin))
        reply.content  # noqa: B018 - reads the body: a cut answer fails here
    except requests.RequestException as failure:
        raise network_error(failure, host=urlsplit(url).hostname or url, creates=creates) from None
    return read_answer(reply)


def _connections() -> Connections:
    """Return this thread's kept-alive connections.

    No session stands above them: it would keep cookies, read netrc, and cost a fifth more time.
    """
    kept: Connections | None = getattr(_local, "connections", None)
    if kept is None:
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # its DEBUG lines hold addresses
        kept = _local.connections = Connections(pool_maxsize=4, max_retries=0)
    return kept


@lru_cache(maxsize=64)
def _proxies(origin: str) -> dict[str, str]:
    return {} if is_loopback(origin) else urllib.request.getproxies()


def _bytes_in(files: Mapping[str, Any] | None) -> int:
    sources = (each[1] if isinstance(each, tuple) else each for each in (files or {}).values())
    return sum(requests.utils.super_len(each) for each in sources)  # type: ignore[no-untyped-call]


def read_answer(reply: requests.Response) -> Answer:
    """Turn a requests response into an Answer, reading JSON even behind a stray PHP warning."""
    if reply.headers.get("Content-Type", "").startswith(SOUND):
        return Answer(status=reply.status_code, headers=reply.headers, text="", content=reply.content)
    text = reply.text if reply.encoding else reply.content.decode("utf-8", "replace")
    data, is_json = _json_in(text)
    return Answer(
        status=reply.status_code,
        headers=reply.headers,
        text=text,
        data=data,
        is_json=is_json,
        content=reply.content,
        heard_at=machine_time(),
    )


def machine_time() -> datetime:
    """Return this machine's own clock, only ever used to measure how far a service's is off."""
    return datetime.fromtimestamp(time.time(), UTC)


def _json_in(text: str) -> tuple[Any, bool]:
    """Return the JSON a text is or ends with: a plugin's warning may be printed before it.

    It begins a line or follows a tag; what begins inside of it is a piece of JSON that was cut.
    """
    for found in islice(_BEGINS.finditer(text), STRAY_BRACKETS):
        try:
            return json.loads(text[found.start(1) :]), True
        except ValueError:
            continue
    return None, False


def network_error(failure: Exception, *, host: str, creates: bool) -> ChannelUnavailable | OutcomeUnknown:
    """Say what a failed request means: did it leave us, and may it have published something?"""
    if not left_us(failure) or not creates:
        return ChannelUnavailable(f"Không kết nối được với {host}.", code="network")
    return OutcomeUnknown(f"{host} không trả lời trọn vẹn; chưa biết đã đăng hay chưa.", code="no-answer")


def left_us(failure: Exception) -> bool:
    """Say whether the request may have reached the service before it failed."""
    if isinstance(failure, requests.ConnectTimeout | requests.exceptions.InvalidURL):
        return False
    if isinstance(failure, requests.exceptions.ProxyError | requests.exceptions.SSLError):
        return False
    cause = repr(failure)
    return not ("NewConnectionError" in cause or "NameResolutionError" in cause)
