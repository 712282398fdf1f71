"""A channel that posts its text to the sink: the smallest real adapter, through channels.http like all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels import http
from channels.base import (
    Capabilities,
    ChannelUnavailable,
    Content,
    Facts,
    Medium,
    Progress,
    Receipt,
    Rendition,
    Supplies,
)
from channels.settings import setting, supplied

HEADERS = {"Content-Type": "text/plain; charset=utf-8"}
TOO_MANY = 429
REST = timedelta(minutes=1)  # asked for by a receiver that limits us
LOOKS = (timedelta(0), timedelta(seconds=1))


@dataclass(frozen=True, kw_only=True)
class PostChannel:
    """Posts the text under its reference and the channel's own name."""

    base: str = setting("Sink")
    board: str = setting("Name at the sink")
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return the abilities of a fanpage."""
        return Capabilities(medium=Medium.FACEBOOK, lookups=LOOKS)

    def check(self) -> Sequence[str]:
        """Return no problem."""
        return ()

    def render(self, content: Content) -> Rendition:
        """Return title and body as one text."""
        text = f"{content.title}\n\n{content.body}"
        return Rendition(medium=Medium.FACEBOOK, title=content.title, parts=(text,))

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Post once."""
        url = address(self.base, self.board, key)
        answer = http.call("POST", url, creates=True, data=rendition.parts[0].encode(), headers=HEADERS)
        if answer.status == TOO_MANY:
            raise ChannelUnavailable("Nơi nhận đang giới hạn.", retry_after=REST, hold=True)
        return Receipt(external_id=answer.data["id"], url=url)

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Ask the sink whether it has it."""
        came = http.call("GET", f"{self.base}/seen/{self.board}-{key}").data["seen"]
        url = address(self.base, self.board, key)
        return Receipt(external_id=f"{self.board}-{key}", url=url) if came else None


def address(base: str, board: str, key: str) -> str:
    """Return where a delivery is posted."""
    return f"{base}/d/{board}-{key}"
