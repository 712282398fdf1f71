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
SPARING = 75.0  # from here on only what must be is asked: figures wait
HOLD = timedelta(minutes=60)  # when Graph does not say how long

_SHARES = ("call_count", "total_time", "total_cputime")
_used: dict[str, tuple[float, float]] = {}  # account → per cent used, monotonic second when that is over


@dataclass(frozen=True, kw_only=True)
class Usage:
    """The highest percentage in use, and how long until calls are allowed again when Graph says so."""

    percent: float = 0.0
    regain: timedelta | None = None


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
    """Remember that an account must rest wholly, or from what can wait, when much of its calls is used."""
    until = time.monotonic() + (usage.regain or HOLD).total_seconds()
    if usage.percent >= SPARING:
        _used[account] = (usage.percent, until)


def let_rest(account: str, *, share: float = FULL) -> None:
    """Raise ChannelUnavailable, holding the account, while more than `share` of its calls is used up."""
    percent, until = _used.get(account, (0.0, 0.0))
    left = until - time.monotonic()
    if left <= 0:
        _used.pop(account, None)
        return
    if percent < share:
        return
    raise ChannelUnavailable(
        f"Fanpage gần hết lượt gọi Facebook; nghỉ {max(1, round(left / 60))} phút rồi tự gửi tiếp.",
        retry_after=timedelta(seconds=left),
        hold=percent >= FULL,
        code="usage",
    )
