"""Calls to the Graph API: facebook-sdk makes them, through a session of ours.

facebook-sdk 3.1.0 refuses every living version, waits for ever, follows redirects, writes tokens into
addresses and throws headers away. So it is built without a version, which is then set as an attribute, and
is given a `_Door` for its requests session: base URL, timeouts, proof, token and answers are the door's.
Under the door lies the connection pool of `channels.http`, one per thread.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from channels import http
from channels.base import ChannelError, ChannelUnavailable, NotAuthorized, OutcomeUnknown
from channels.facebook.errors import GraphRefusal, channel_error
from channels.facebook.usage import Usage, usage_in

_TOKEN_LIKE = re.compile(r"\bEAA[A-Za-z0-9]{8,}|(access_token|appsecret_proof|input_token)=[^\s&]+")


@cache
def _sdk() -> Any:
    """Import facebook-sdk at first use; its non-raw pattern warns when first compiled."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import facebook
    return facebook


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A good answer of Graph: its JSON, and what its headers tell."""

    document: Mapping[str, Any]
    usage: Usage
    version: str  # the Graph version that answered
    answer: http.Answer


class Refused(Exception):
    """Graph refused; `error` is what it means for the channel."""

    def __init__(self, refusal: GraphRefusal, error: ChannelError) -> None:
        super().__init__(str(error))
        self.refusal = refusal
        self.error = error


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The access of one page to the Graph API."""

    base_url: str
    version: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False, default="")
    timeout: float = http.READ_SECONDS

    def call(self, use: Callable[[Any], Any], *, creates: bool = False) -> Reply:
        """Let `use` make one call on facebook-sdk's GraphAPI and return what Graph answered.

        Raises Refused for an error answer, ChannelUnavailable or OutcomeUnknown when there is no usable
        answer; `creates` says that the call may have published something.
        """
        if problem := http.base_problem(self.base_url):
            raise NotAuthorized(problem, code="base_url")  # a token must not travel in the clear
        door = _Door(self, creates=creates)
        api = _sdk().GraphAPI(access_token=self.token, session=door)
        api.version = self.version
        try:
            document = use(api)
        except _sdk().GraphAPIError as mistake:
            raise self._refused(mistake.result, door, creates=creates) from None
        if not isinstance(document, Mapping) or door.answer is None:
            raise self.unreadable(creates=creates)
        return Reply(
            document=document,
            usage=usage_in(door.answer.headers),
            version=door.answer.headers.get("facebook-api-version", ""),
            answer=door.answer,
        )

    def _refused(self, document: Any, door: _Door, *, creates: bool) -> Refused:
        refusal = GraphRefusal.read(document)
        usage = usage_in(door.answer.headers) if door.answer else Usage()
        error = channel_error(refusal, creates=creates, regain=usage.regain, clean=self.clean)
        return Refused(refusal, error)

    def unreadable(self, *, creates: bool, status: int | None = None) -> ChannelError:
        """Return what an answer means that is not Graph's JSON (a proxy's page, a cut body)."""
        host = urlsplit(self.base_url).hostname
        said = f"{host} trả lời không đọc được" + (f" (HTTP {status})" if status else "")
        if creates:
            return OutcomeUnknown(f"{said}; chưa biết bài đã lên hay chưa.", code="unreadable")
        return ChannelUnavailable(f"{said}.", code="unreadable")

    def proof(self, token: str) -> str:
        """Return appsecret_proof: hex HMAC-SHA256 of the token under the app's secret."""
        return hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()

    def clean(self, words: str) -> str:
        """Return Facebook's words without any secret they may echo."""
        for secret in (self.token, self.app_secret):
            words = words.replace(secret, "…") if secret else words
        return _TOKEN_LIKE.sub("…", words)


class _Door:
    """What facebook-sdk uses as its requests session for one call."""

    def __init__(self, graph: Graph, *, creates: bool) -> None:
        self._graph = graph
        self._creates = creates
        self.answer: http.Answer | None = None

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        **_: Any,
    ) -> _Clean:
        """Make the call; the answer given back is always JSON with its type declared."""
        graph = self._graph
        asked, sent = _plain(params), _plain(data)
        token = sent.get("access_token") or asked.pop("access_token", "")
        if graph.app_secret and token == graph.token:
            (sent or asked)["appsecret_proof"] = graph.proof(token)
        self.answer = http.call(
            method,
            graph.base_url.rstrip("/") + "/" + url.removeprefix(_sdk().FACEBOOK_GRAPH_URL),
            creates=self._creates,
            timeout=(http.CONNECT_SECONDS, graph.timeout),
            params=asked,
            data=sent or None,
            files=files,
            headers={} if "access_token" in sent else {"Authorization": f"Bearer {token}"},
        )
        if not self.answer.is_json:
            raise graph.unreadable(creates=self._creates, status=self.answer.status)
        return _Clean(self.answer.data)


@dataclass(frozen=True)
class _Clean:
    """A JSON answer in the shape facebook-sdk reads."""

    document: Any
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    def json(self) -> Any:
        return self.document


def _plain(fields: Mapping[str, Any] | None) -> dict[str, str]:
    """Write booleans and lists as Graph reads them: true/false, JSON text."""
    return {
        name: each if isinstance(each, str) else json.dumps(each) for name, each in (fields or {}).items()
    }
