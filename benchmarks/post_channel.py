"""A channel that posts its text to the sink: the smallest real adapter, through channels.http like all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels import http
from channels.base import Capabilities, Content, Facts, Medium, Progress, Receipt, Rendition, Supplies
from channels.settings import setting, supplied

HEADERS = {"Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, kw_only=True)
class PostChannel:
    """Posts the text under its reference and the channel's own name."""

    base: str = setting("Sink")
    board: str = setting("Name at the sink")
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return the abilities of a fanpage."""
        return Capabilities(medium=Medium.FACEBOOK)

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
        return Receipt(external_id=answer.data["id"], url=url)


def address(base: str, board: str, key: str) -> str:
    """Return where a delivery is posted."""
    return f"{base}/d/{board}-{key}"
