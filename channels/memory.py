"""The shipped fake: keeps what it is given; for tests, dry runs and rehearsals.

Promise: once, reconciled (it can be searched).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels import text
from channels.base import (
    Capabilities,
    Content,
    Facts,
    Medium,
    Progress,
    Receipt,
    Rendition,
    Supplies,
    leave,
)
from channels.markdown import to_plain
from channels.settings import setting, supplied


@dataclass(frozen=True, kw_only=True)
class Published:
    """One publication a memory channel received."""

    key: str
    rendition: Rendition
    facts: Facts


@dataclass
class Board:
    """What the memory channels of one name have published, in order; shared by name within a process."""

    published: list[Published] = field(default_factory=list)
    before: Callable[[str], None] | None = None  # raises to refuse: nothing is published
    after: Callable[[str], None] | None = None  # raises once it is published: the answer is lost
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, entry: Published) -> int:
        """Keep an entry and return its number."""
        with self.lock:
            self.published.append(entry)
            return len(self.published)


BOARDS: dict[str, Board] = {}


@dataclass(frozen=True, kw_only=True)
class Memory:
    """A channel of any medium that publishes into this process's memory."""

    board: str = setting("Tên bảng nhớ", default="main")
    medium: str = setting(
        "Phương tiện", default=Medium.FACEBOOK.value, choices=tuple(each.value for each in Medium)
    )
    lookups: tuple[float, ...] = setting("Giây giữa các lần tìm lại", default=(0.0, 0.05))
    supplies: Supplies = supplied()

    @property
    def capabilities(self) -> Capabilities:
        """Return the abilities of a plain text channel without a limit."""
        return Capabilities(
            medium=Medium(self.medium),
            lookups=tuple(timedelta(seconds=each) for each in self.lookups),
            disturbs=self.medium in {Medium.FACEBOOK, Medium.ZALO},
        )

    def check(self) -> Sequence[str]:
        """Return no problem: memory is always there."""
        return ()

    def render(self, content: Content) -> Rendition:
        """Return title and plain text as one part."""
        body = f"{content.title}\n\n{to_plain(content.body)}"
        return Rendition(
            medium=Medium(self.medium),
            title=content.title,
            parts=(body,),
            signature=text.SIGNATURE,
            files=content.images,
        )

    def send(self, rendition: Rendition, *, key: str, facts: Facts, progress: Progress) -> Receipt:
        """Put the rendition on the board; the board's hooks may misbehave."""
        board = self._board()
        if board.before:
            board.before(key)
        leave()
        number = board.add(Published(key=key, rendition=rendition, facts=facts))
        if board.after:
            board.after(key)
        return Receipt(external_id=str(number), url=f"memory://{self.board}/{number}")

    def find(self, rendition: Rendition, *, key: str, since: datetime) -> Receipt | None:
        """Look on the board for the key."""
        for number, entry in enumerate(self._board().published, 1):
            if entry.key == key:
                return Receipt(external_id=str(number), url=f"memory://{self.board}/{number}")
        return None

    def retract(self, receipt: Receipt) -> None:
        """Take the entry off the board's reckoning; numbers of the others stay."""
        board = self._board()
        with board.lock:
            at = int(receipt.external_id) - 1
            if at < len(board.published):
                taken = board.published[at]
                board.published[at] = Published(
                    key=f"-{taken.key}", rendition=taken.rendition, facts=taken.facts
                )

    def _board(self) -> Board:
        return BOARDS.setdefault(self.board, Board())
