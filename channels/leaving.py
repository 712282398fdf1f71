"""The last word before a request leaves: whoever sends may still forbid it.

A worker that was frozen, or whose line was down, may wake up after another has taken its work over. So the
right to publish is asked for once more right before a publishing request is written, not when it was claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


def _nobody_forbids() -> None:
    """Let it leave: outside the dispatcher nobody else could be sending the same."""


_last_word: ContextVar[Callable[[], None]] = ContextVar("last_word", default=_nobody_forbids)


@contextmanager
def last_word(forbid: Callable[[], None]) -> Iterator[None]:
    """Let `forbid` raise ChannelUnavailable for what would leave while the block runs, in this thread."""
    before = _last_word.set(forbid)
    try:
        yield
    finally:
        _last_word.reset(before)


def leave() -> None:
    """Ask for the last word; call it right before a request that publishes is written."""
    _last_word.get()()
