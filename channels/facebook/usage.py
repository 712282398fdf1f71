"""How much of the allowed calls is used up, as Graph's headers tell, and the rest it asks for.

`X-App-Usage` and `X-Business-Use-Case-Usage` carry percentages, the latter also the minutes until calls
are allowed again. They come only once there is enough use.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from channels.base import ChannelUnavailable

FULL = 95.0  # per cent: from here on the channel rests
HOLD = timedelta(minutes=60)  # when Graph does not say how long

_SHARES = ("call_count", "total_time", "total_cputime")
_resting: dict[str, float] = {}  # account → monotonic second when its rest ends; of this process only


@dataclass(frozen=True, kw_only=True)
class Usage:
    """The highest percentage in use, and how long until calls are allowed again when Graph says so."""

    percent: float = 0.0
    regain: timedelta | None = None

    @property
    def is_full(self) -> bool:
        """Say whether the channel should rest before it is stopped."""
        return self.percent >= FULL


def usage_in(headers: Mapping[str, str]) -> Usage:
    """Read the usage headers of an answer; unreadable ones count as none."""
    rows = list(_rows(headers))
    minutes = max((_float(row.get("estimated_time_to_regain_access")) for row in rows), default=0.0)
    percent = max((_float(row.get(name)) for row in rows for name in _SHARES), default=0.0)
    return Usage(percent=percent, regain=timedelta(minutes=minutes) if minutes > 0 else None)


def _rows(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    app = _parsed(headers.get("X-App-Usage"))
    if isinstance(app, Mapping):
        yield app
    business = _parsed(headers.get("X-Business-Use-Case-Usage"))
    for rows in business.values() if isinstance(business, Mapping) else ():
        if isinstance(rows, list):
            yield from (row for row in rows if isinstance(row, Mapping))


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


def _float(given: Any) -> float:
    return float(given) if isinstance(given, int | float) else 0.0


def note(account: str, usage: Usage) -> None:
    """Remember that an account must rest, when its usage is full."""
    if usage.is_full:
        _resting[account] = time.monotonic() + (usage.regain or HOLD).total_seconds()


def let_rest(account: str) -> None:
    """Raise ChannelUnavailable, holding the account, while it must rest."""
    left = _resting.get(account, 0.0) - time.monotonic()
    if left <= 0:
        _resting.pop(account, None)
        return
    raise ChannelUnavailable(
        f"Fanpage gần hết lượt gọi Facebook; nghỉ {max(1, round(left / 60))} phút rồi tự gửi tiếp.",
        retry_after=timedelta(seconds=left),
        hold=True,
        code="usage",
    )
