"""What a portal's answer means: taken, refused, try later, or look first.

======================================  ==============================================================
answer                                  outcome
======================================  ==============================================================
an expected status, `success` holds     sent
an expected status, `success` does not  the portal's own code (NukeViet), else ContentRejected
another 2xx                             OutcomeUnknown: look first
3xx, 401, 403, 404, 405, 410            NotAuthorized: address, token or right is wrong
409                                     OutcomeUnknown: it may have it already
408, 425, 429; 503 with Retry-After     ChannelUnavailable; the last two hold the channel
400, 411, 413, 414, 415, 422, other 4xx ContentRejected, with the portal's reason
other 5xx, no JSON where an id is due   OutcomeUnknown
======================================  ==============================================================

Sources: RFC 9110 (statuses), RFC 6585 (429), the codes of NukeViet's api.php.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from channels.base import (
    ChannelError,
    ChannelUnavailable,
    ContentRejected,
    NotAuthorized,
    OutcomeUnknown,
)
from channels.http import Answer
from channels.markdown import words_of_html

LATER = timedelta(minutes=1)
WRONG_ADDRESS = frozenset({404, 405, 410})
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_LONGEST_REASON = 200


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a portal's own code means; `again`: nothing was published, make the request once more at once."""

    error: type[ChannelError]
    sentence: str
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How a portal says that it took a message; `codes` are its own words for the rest."""

    statuses: tuple[int, ...] = (200, 201, 202)
    success: str = ""  # path=value
    codes: Mapping[str, Meaning] = field(default_factory=dict)

    def error_in(self, answer: Answer) -> ChannelError | None:
        """Return the error an answer means, None when the message was taken."""
        if answer.status in self.statuses:
            return None if self._holds(answer) else self._refused(answer)
        return _by_status(answer)

    def is_to_repeat(self, answer: Answer) -> bool:
        """Say whether the portal took nothing and asks for the same request again (its clock is off ours)."""
        meaning = self.codes.get(_code_in(answer))
        return bool(meaning and meaning.again)

    def _holds(self, answer: Answer) -> bool:
        path, equals, value = self.success.partition("=")
        return not equals or str(at(answer.data, path.strip())) == value.strip()

    def _refused(self, answer: Answer) -> ChannelError:
        if not answer.is_json:
            return OutcomeUnknown(
                "Cổng trả lời không đọc được; chưa biết đã đăng hay chưa.", code="unreadable"
            )
        code = _code_in(answer)
        meaning = self.codes.get(code)
        if meaning is not None:
            return meaning.error(f"{meaning.sentence} (mã {code})", code=code)
        return ContentRejected(f"Cổng không nhận tin: {reason(answer)}", code=code or "refused")


def at(document: Any, path: str) -> Any:
    """Return what lies at a path such as `data.items[0].id`; None when nothing does."""
    for name, index in _STEP.findall(path):
        if name and isinstance(document, Mapping):
            document = document.get(name)
        elif index and isinstance(document, list) and int(index) < len(document):
            document = document[int(index)]
        else:
            return None
    return document


def reason(answer: Answer) -> str:
    """Return the portal's own words, without tags, cut short."""
    said = at(answer.data, "message") or at(answer.data, "error") or answer.text
    return words_of_html(str(said))[:_LONGEST_REASON] or f"HTTP {answer.status}"


def _code_in(answer: Answer) -> str:
    return str(at(answer.data, "code") or "")


def _by_status(answer: Answer) -> ChannelError:
    status, code = answer.status, str(answer.status)
    if status in {401, 403}:
        return NotAuthorized(
            f"Cổng không cho đăng (HTTP {status}): quản trị viên cổng xem lại mã truy cập và quyền.",
            code=code,
        )
    if status in WRONG_ADDRESS or 300 <= status < 400:
        return NotAuthorized(
            f"Địa chỉ nhận tin của cổng không dùng được (HTTP {status}): quản trị viên kiểm tra cài đặt url.",
            code=code,
        )
    wait = _retry_after(answer)
    if status in {408, 425, 429} or (status == 503 and wait):
        return ChannelUnavailable(
            f"Cổng đang bận (HTTP {status}); sẽ gửi lại.",
            retry_after=wait or LATER,
            hold=status in {429, 503},
            code=code,
        )
    if 400 <= status < 500 and status != 409:
        return ContentRejected(f"Cổng không nhận tin (HTTP {status}): {reason(answer)}", code=code)
    return OutcomeUnknown(f"Cổng trả lời HTTP {status}; chưa biết đã đăng hay chưa.", code=code)


def _retry_after(answer: Answer) -> timedelta | None:
    said = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(said)) if said.isdigit() else None
