"""Reading a group's conversation back: which of our parts are already there?

`GET /v3.0/oa/group/conversation` gives the newest messages first, at most 10 a request, the time in epoch
milliseconds, `src` 0 for the Official Account. Whether the list lies bare in `data` or one level deeper is
not documented: both are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from channels.base import ChannelUnavailable
from channels.http import Answer
from channels.text import mentions, nfc, number_mark
from channels.zalo.account import CONVERSATION, OfficialAccount

PAGE = 10
PAGES = 12
FROM_ACCOUNT = "0"
WORDED = ("message", "description", "name", "file_name")  # where a row may say what it is
NOT_READABLE = "Không đọc lại được cuộc trò chuyện của nhóm: Zalo trả lời theo dạng lạ."
TOO_BUSY = "Nhóm có quá nhiều tin mới, chưa đọc lại được đến lúc gửi."
WITHOUT_NAME = "Trong nhóm có tệp mới của Official Account mà Zalo không cho đọc tên; cần người xem."
WITHOUT_WORDS = "Trong nhóm có ảnh mới của Official Account mà Zalo không cho đọc lời kèm; cần người xem."


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One message of the Official Account as the conversation shows it."""

    id: str
    words: str
    at: datetime | None

    def is_part(self, part: str, *, key: str) -> bool:
        """Say whether this is the part of the message `key`: same number mark, exact reference."""
        return number_mark(self.words) == number_mark(part) and mentions(self.words, key)


def parts_there(
    account: OfficialAccount, group_id: str, *, parts: Sequence[str], key: str, since: datetime
) -> dict[int, str]:
    """Return the message ids of the parts (numbered from 0) found in the group since then.

    Raises ChannelUnavailable when the conversation cannot be read far enough or shows our messages without
    their words.
    """
    found: dict[int, str] = {}
    silent = False
    for seen in own_messages(account, group_id, since=since):
        silent = silent or not seen.words.strip()
        for at, part in enumerate(parts):
            if seen.is_part(part, key=key):
                found[at] = seen.id
        if len(found) == len(parts):
            return found
    if silent:
        raise ChannelUnavailable(WITHOUT_WORDS, code="without-words")
    return found


def file_there(account: OfficialAccount, group_id: str, *, name: str, since: datetime) -> str | None:
    """Return the message id of the document of this name found in the group since then.

    Raises ChannelUnavailable when the account sent something there that shows neither words nor a name.
    """
    silent = False
    for seen in own_messages(account, group_id, since=since):
        if name in seen.words:
            return seen.id
        silent = silent or not seen.words.strip()
    if silent:
        raise ChannelUnavailable(WITHOUT_NAME, code="without-words")
    return None


def own_messages(account: OfficialAccount, group_id: str, *, since: datetime) -> Iterator[Seen]:
    """Yield what the account itself said in the group since then, newest first.

    Raises ChannelUnavailable when the conversation is not understood or goes on beyond the pages read.
    """
    for page in range(PAGES):
        answer = account.get(CONVERSATION, group_id=group_id, offset=page * PAGE, count=PAGE)
        rows, earliest = _rows(answer), answer.earliest(since)
        for row in rows:
            seen = _seen(row)
            if earliest and seen.at and seen.at < earliest:
                return
            if str(row.get("src")) == FROM_ACCOUNT:
                yield seen
        if len(rows) < PAGE:
            return
    raise ChannelUnavailable(TOO_BUSY, code="busy-group")


def _rows(answer: Answer) -> Sequence[Mapping[str, Any]]:
    rows = answer.data.get("data") if isinstance(answer.data, dict) else None
    if isinstance(rows, dict):
        rows = next((value for value in rows.values() if isinstance(value, list)), None)
    if not isinstance(rows, list):
        raise ChannelUnavailable(NOT_READABLE, code="conversation-shape")
    return [row for row in rows if isinstance(row, dict)]


def _seen(row: Mapping[str, Any]) -> Seen:
    words = "\n".join(str(row[name]) for name in WORDED if row.get(name))
    return Seen(id=str(row.get("message_id") or row.get("msg_id") or ""), words=nfc(words), at=_time(row))


def _time(row: Mapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(row["time"]) / 1000, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
