"""Named points at which a rehearsal may kill this process, as a power cut would.

`PUBLISHER_KILL_AT=sent:3` kills the process the third time it reaches the point `sent`.
"""

from __future__ import annotations

import os
import signal

POINTS = (
    "claiming",  # rows marked, not committed
    "claimed",  # the intent is durable, nothing has left
    "leaving",  # right before the adapter sends
    "part-begun",  # the intent of one part is durable
    "part-done",  # the part was sent, its receipt not kept
    "part-kept",  # the part's receipt is durable
    "sent",  # published, the result not settled
    "settling",  # result written, not committed
    "settled",  # all is durable
    "found",  # a look-up found it, not settled
)

OF_RECORDING = (
    "recording",  # the lease is durable, nothing is made
    "reported",  # under way, its progress is durable
    "recorded",  # made and its files stored, not sealed
    "sealing",  # the seal written, not committed
)

_wanted, _left = "", 0
_by: int = signal.SIGTERM


def arm(order: str, *, by: int | None = None) -> None:
    """Make this process die as ordered: `point` or `point:n`; an empty order disarms it.

    `by` is another signal than SIGKILL: SIGSTOP freezes it there.
    """
    global _wanted, _left, _by
    _by = by if by is not None else getattr(signal, "SIGKILL", signal.SIGTERM)
    _wanted, _, count = order.partition(":")
    _left = int(count or 1)


def reach(point: str) -> None:
    """Die here when it was ordered; otherwise nothing."""
    global _left
    if point != _wanted:
        return
    _left -= 1
    if _left <= 0:
        _left = 1 << 30  # whoever goes on after it was frozen is not frozen again
        os.kill(os.getpid(), _by)


arm(os.environ.get("PUBLISHER_KILL_AT", ""))
