"""A web hook: the notice as JSON, with an HMAC over its body when a key is set."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.settings import setting
from publisher.telling.digest import Digest
from publisher.telling.ways import LANGUAGES, NotTold

SIGNATURE = "X-Publisher-Signature"


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Web hook: POST of JSON to an address, signed when a key is set."""

    url: str = setting("Địa chỉ nhận tin báo (https://…)", secret=True)
    key: str = setting("Khóa để ký tin báo (HMAC-SHA256)", default="", secret=True)
    language: str = setting("Ngôn ngữ của tin báo", default="vi", choices=LANGUAGES)

    @property
    def addresses(self) -> Sequence[str]:
        """Return where it goes."""
        return (self.url,)

    def problems(self) -> Sequence[str]:
        """Return what is wrong with the settings."""
        from channels.http import base_problem

        problem = base_problem(self.url)
        return (problem,) if problem else ()

    def tell(self, digest: Digest) -> None:
        """POST one notice; any answer below 300 counts."""
        from channels.http import call

        body = json.dumps(digest.document(self.language), ensure_ascii=False).encode("utf-8")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.key:
            headers[SIGNATURE] = f"sha256={signature(body, self.key)}"
        status = call("POST", self.url, data=body, headers=headers).status
        if status >= 300:
            raise NotTold(f"{urlsplit(self.url).hostname} trả lời {status}.")


def signature(body: bytes, key: str) -> str:
    """Return HMAC-SHA256 of the body under the key, in lower-case hex."""
    return hmac.new(key.encode("utf-8"), body, hashlib.sha256).hexdigest()
