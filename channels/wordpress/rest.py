"""Calls of one WordPress site's REST API: address, password, errors by the table."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from channels.base import ChannelError
from channels.http import Answer, call
from channels.wordpress.errors import code_of, error_in, is_gone

POSTS, MEDIA, CATEGORIES, TAGS, ME = "posts", "media", "categories", "tags", "users/me"


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The REST API of a site, as one of its users; `plain`: without pretty links (`/?rest_route=`)."""

    base_url: str
    username: str
    password: str = field(repr=False)
    plain: bool = False

    def get(self, path: str, *, known: bool = True, **query: str | int) -> Answer:
        """Ask something, as our user unless `known` is False; raises a channel error."""
        return self._checked(self._call("GET", path, query=query, known=known), creates=False)

    def post(self, path: str, fields: Mapping[str, Any], *, creates: bool = False) -> Answer:
        """Write something; `creates` says that it publishes: a lost answer is then OutcomeUnknown."""
        return self._checked(self._call("POST", path, creates=creates, json=dict(fields)), creates=creates)

    def upload(self, name: str, content: bytes, media_type: str, **fields: str) -> Answer:
        """Upload a file into the media library; no post shows it yet."""
        files = {"file": (name, content, media_type)}
        return self._checked(self._call("POST", MEDIA, files=files, data=fields), creates=False)

    def term(self, path: str, name: str) -> int:
        """Return the id of a category or tag of this name, made when it is not there."""
        answer = self._call("POST", path, json={"name": name})
        if code_of(answer) == "term_exists":
            return int(answer.data["data"]["term_id"])
        return int(self._checked(answer, creates=False).data["id"])

    def delete(self, path: str, **query: str) -> None:
        """Move something to the trash, with `force` remove it; already there or gone counts as done."""
        answer = self._call("DELETE", path, query=query)
        if not is_gone(answer):
            self._checked(answer, creates=False)

    def ask(self, path: str, *, known: bool = True) -> Answer:
        """Ask something and return the answer whatever it says; raises only when nobody answers."""
        return self._call("GET", path, known=known)

    def root(self) -> Answer:
        """Return what the site tells about its API to anybody."""
        return call("GET", self._url("", {}, namespace=""))

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        known: bool = True,
        creates: bool = False,
        **options: Any,
    ) -> Answer:
        headers = {"Authorization": f"Basic {self._credential()}"} if known else {}
        return call(method, self._url(path, query or {}), creates=creates, headers=headers, **options)

    def _url(self, path: str, query: Mapping[str, str | int], *, namespace: str = "wp/v2/") -> str:
        base = self.base_url.rstrip("/")
        if self.plain:
            return f"{base}/?{urlencode({'rest_route': f'/{namespace}{path}', **query})}"
        return f"{base}/wp-json/{namespace}{path}" + (f"?{urlencode(query)}" if query else "")

    def _credential(self) -> str:
        """Return user and application password as Basic wants them; WordPress ignores the blanks."""
        return base64.b64encode(f"{self.username}:{''.join(self.password.split())}".encode()).decode()

    def _checked(self, answer: Answer, *, creates: bool) -> Answer:
        error = error_in(answer, creates=creates)
        if error is not None:
            raise self._without_secret(error)
        return answer

    def _without_secret(self, error: ChannelError) -> ChannelError:
        """Blot out the password should the site ever repeat it in its reason."""
        for secret in {self.password, "".join(self.password.split())}:
            if len(secret) >= 4:
                error.sentence = error.sentence.replace(secret, "…")
        error.args = (error.sentence,)
        return error
