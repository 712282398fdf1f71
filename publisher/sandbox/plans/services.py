"""Whom a fault strikes: the stand-in services, their calls, and how each says what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.sandbox.faults import OWNER
from publisher.sandbox.graph.complaints import error_body
from publisher.sandbox.zalo_office import WORDS

Fields = Mapping[str, Any]  # of a Fault

SEND, UPLOAD, READ_BACK, TOKEN, ANY = "send", "upload", "read-back", "token", "any"
RATE_CODE, TOKEN_CODE, EXPIRED, BROKEN_CODE = 32, 190, 463, 2  # of Graph
LIMIT = 100  # calls a minute in Zalo's growth package


@dataclass(frozen=True, kw_only=True)
class Service:
    """One stand-in: its calls as (method, pieces of the path), and its own words for three troubles."""

    name: str
    calls: Mapping[str, tuple[str, str]]
    broken: Fields
    token_dead: Fields
    rate_limited: Callable[[float], Fields]  # for so many seconds

    def pieces(self) -> list[str]:
        """Return every piece of a path by which its calls are told."""
        return [piece for _, pieces in self.calls.values() for piece in pieces.split("|")]


def _zalo_says(code: int) -> Fields:
    return {"error": code, "message": WORDS[code]}


def _bot_says(code: int, words: str) -> Fields:
    return {"status": code, "body": {"ok": False, "error_code": code, "description": words}}


def _graph_limit(seconds: float) -> Fields:
    used = {"call_count": 100, "total_cputime": 25, "total_time": 25}
    row = {"type": "pages", **used, "estimated_time_to_regain_access": math.ceil(seconds / 60)}
    headers = {
        "Retry-After": f"{seconds:.0f}",
        "X-App-Usage": json.dumps(used),
        "X-Business-Use-Case-Usage": json.dumps({OWNER: [row]}),
    }
    words = "(#32) Page request limit reached"
    return {"status": 429, "body": error_body(RATE_CODE, message=words), "headers": headers}


def _zalo_limit(seconds: float) -> Fields:
    left = {"X-RateLimit-Limit": str(LIMIT), "X-RateLimit-Remain": "0"}
    return {"status": 429, "body": _zalo_says(-32), "headers": {"Retry-After": f"{seconds:.0f}", **left}}


def _bot_limit(seconds: float) -> Fields:
    return {**_bot_says(429, "Too Many Requests"), "headers": {"Retry-After": f"{seconds:.0f}"}}


GRAPH = Service(
    name="graph",
    calls={
        SEND: ("POST", "/feed|/photos|/videos"),
        UPLOAD: ("POST", "/photos"),
        READ_BACK: ("GET", "/published_posts|/feed|/videos"),
        TOKEN: ("GET", "/debug_token"),
        ANY: ("", "/graph/"),
    },
    broken={"status": 500, "body": error_body(BROKEN_CODE, message="Service temporarily unavailable")},
    token_dead={
        "status": 400,
        "body": error_body(TOKEN_CODE, EXPIRED, "Error validating access token: Session has expired"),
    },
    rate_limited=_graph_limit,
)
ZALO_BOT = Service(
    name="zalo_bot",
    calls={SEND: ("", "/sendMessage|/sendPhoto"), ANY: ("", "/zalo/bot")},
    broken=_bot_says(500, "Internal Server Error"),
    token_dead=_bot_says(401, "Unauthorized"),
    rate_limited=_bot_limit,
)
ZALO = Service(
    name="zalo",
    calls={
        SEND: ("POST", "/group/message"),
        UPLOAD: ("POST", "/oa/upload/"),
        READ_BACK: ("GET", "/group/conversation"),
        TOKEN: ("POST", "/oa/access_token"),
        ANY: ("", "/zalo/v2.0/|/zalo/v3.0/"),  # all that carry the access token
    },
    broken={"status": 500, "body": _zalo_says(-200)},
    token_dead={"body": _zalo_says(-216)},
    rate_limited=_zalo_limit,
)
WORDPRESS = Service(
    name="wordpress",
    calls={
        SEND: ("POST", "/wp-json/wp/v2/posts"),
        UPLOAD: ("POST", "/wp-json/wp/v2/media"),
        READ_BACK: ("GET", "/wp-json/wp/v2/posts"),
        ANY: ("", "/wordpress/"),
    },
    broken={"status": 500, "body": {"code": "internal_server_error", "message": "", "data": {"status": 500}}},
    token_dead={
        "status": 401,
        "body": {"code": "rest_cannot_create", "message": "", "data": {"status": 401}},
    },
    rate_limited=lambda seconds: {"status": 429, "headers": {"Retry-After": f"{seconds:.0f}"}},
)
PORTAL = Service(
    name="portal",
    calls={
        SEND: ("POST", "/portal/tin|/portal/api.php"),
        READ_BACK: ("GET", "/portal/tin"),
        ANY: ("", "/portal/"),
    },
    broken={"status": 500, "body": {"error": "internal error"}},
    token_dead={"status": 401, "body": {"error": "unauthorized"}},
    rate_limited=lambda seconds: {"status": 429, "headers": {"Retry-After": f"{seconds:.0f}"}},
)
SERVICES: Mapping[str, Service] = {each.name: each for each in (GRAPH, ZALO, ZALO_BOT, WORDPRESS, PORTAL)}


def service_at(path: str) -> Service | None:
    """Return whose call a piece of a path means, None when it tells no service."""
    order = (GRAPH, ZALO_BOT, ZALO, WORDPRESS, PORTAL)
    found = next((each for each in order if any(piece in path for piece in each.pieces())), None)
    starts = {"/zalo": ZALO, "/graph": GRAPH, "/wordpress": WORDPRESS, "/portal": PORTAL}
    return found or next((each for start, each in starts.items() if path.startswith(start)), None)
